"""What every sandbox must do, asked of each that this machine can run.

A program inside reports what it could do; the list says what each backend promises. `none` promises nothing but to run
the program and to end it, and the same questions show that they are real: there they are answered the other way.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from grader.errors import MachineryError
from grader.model.assignment import Limits
from grader.sandbox import Program, Sandbox
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.unconfined import Unconfined

PROJECT = Path(__file__).resolve().parents[2]

PROBE = r"""
import json, os, socket, sys, time
from pathlib import Path

def can(action):
    try:
        action()
        return True
    except OSError:
        return False

project, outside, shared = map(Path, sys.argv[1:4])
secret = outside / "secret.txt"
answers = {
    "reaches the host's loopback": can(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[4])), timeout=2)),
    "sees the grader": (project / "grader" / "cli.py").exists(),
    "sees the checks": (project / "checks").exists(),
    "reads a neighbour's file": can(secret.read_text),
    "writes a neighbour's file": can(lambda: secret.write_text("changed")),
    "writes into the system": can(lambda: Path("/usr/probe").write_text("x")),
    "writes into Python's packages": can(lambda: (Path(os.__file__).parent / "probe.py").write_text("x")),
    "sees the host's processes": len([p for p in os.listdir("/proc") if p.isdigit()]) > 8,
    "sees the grader's environment": "A_SECRET" in os.environ,
    "writes its home": can(lambda: Path("x").write_text("x")),
    "writes what it shares": can(lambda: (shared / "x").write_text("x")),
    "finds its home empty": os.listdir(".") in ([], ["x"]),
}
Path(shared, "answers.json").write_text(json.dumps(answers))
"""

CONFINED = {
    "reaches the host's loopback": False,
    "sees the grader": False,
    "sees the checks": False,
    "reads a neighbour's file": False,
    "writes a neighbour's file": False,
    "writes into the system": False,
    "writes into Python's packages": False,
    "sees the host's processes": False,
    "sees the grader's environment": False,
    "writes its home": True,
    "writes what it shares": True,
    "finds its home empty": True,
}
PROMISES = {"bubblewrap": CONFINED, "none": {"writes its home": True, "writes what it shares": True}}


@pytest.fixture(params=["bubblewrap", "none"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    if request.param == "none":
        return Unconfined()
    try:
        return Bubblewrap.find()
    except MachineryError as error:
        pytest.fail(f"bubblewrap can't be tested here: {error.message} {error.tip}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    for name in ("inside", "shared", "outside"):
        (tmp_path / name).mkdir()
    (tmp_path / "outside" / "secret.txt").write_text("secret")
    return tmp_path


def program(place: Path, code: str, *arguments: str, limits: Limits | None = None) -> Program:
    (place / "inside" / "probe.py").write_text(code)
    return Program(
        argv=(sys.executable, "-I", str(place / "inside" / "probe.py"), *arguments),
        environment=(("PATH", "/usr/bin:/bin"),),
        readable=(place / "inside",),
        writable=(place / "shared",),
        home=place / "home",
        limits=limits or Limits(),
    )


def run(sandbox: Sandbox, what: Program, seconds: float = 30) -> str:
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sink:
        assert sink.stdin is not None
        process = sandbox.start(what, sink.stdin.fileno())
        process.wait(seconds)
        sink.stdin.close()
        assert sink.stdout is not None
        return sink.stdout.read().decode()


def test_keeps_its_promises(sandbox: Sandbox, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "1")
    import socket

    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        what = program(place, PROBE, str(PROJECT), str(place / "outside"), str(place / "shared"), str(port))
        # Where nothing is promised, nothing may be broken either.
        said = run(sandbox, what) if sandbox.name != "none" else run(sandbox, _harmless(what))
    answers = json.loads((place / "shared" / "answers.json").read_text())
    promised = PROMISES[sandbox.name]
    assert {question: answers[question] for question in promised} == promised, said
    if sandbox.name == "none":
        assert answers["sees the checks"], "the probe could not have noticed a sandbox that hides nothing"
        assert answers["reaches the host's loopback"]


def _harmless(what: Program) -> Program:
    """Without the probes that would write into the machine that runs the tests."""
    script = Path(what.argv[2])
    lines = [line for line in script.read_text().splitlines() if "writes into" not in line]
    script.write_text("\n".join(lines))
    return what


def test_output_goes_where_it_is_told(sandbox: Sandbox, place: Path) -> None:
    assert run(sandbox, program(place, "print('hello')")) == "hello\n"


def test_nothing_outlives_it(sandbox: Sandbox, place: Path) -> None:
    code = """
import os, sys, time
from pathlib import Path
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        time.sleep(300)
    os._exit(0)
Path(sys.argv[1], "ready").write_text("x")
time.sleep(300)
"""
    what = program(place, code, str(place / "shared"))
    with open(os.devnull, "wb") as sink:
        process = sandbox.start(what, sink.fileno())
    deadline = time.monotonic() + 20
    while not (place / "shared" / "ready").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    below = psutil.Process(process.pid).children(recursive=True)
    assert below or sandbox.name == "none"
    process.kill()
    process.wait(10)
    if sandbox.name == "none":
        return  # only the watch over a run ends a stray of an unconfined one; see tests/unit/execution
    _, alive = psutil.wait_procs(below, timeout=5)
    assert not alive


def test_a_program_is_told_by_absolute_paths() -> None:
    with pytest.raises(ValueError, match="absolute"):
        Program(argv=("true",), environment=(), readable=(Path("x"),), writable=(), home=Path("/h"), limits=Limits())


def test_a_missing_bubblewrap_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MachineryError) as caught:
        Bubblewrap.find()
    assert "not installed" in caught.value.message
    assert "apt-get install bubblewrap" in caught.value.tip
    assert "--sandbox none" in caught.value.tip


def test_a_bubblewrap_that_may_not_work_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Ubuntu 24.04, where the program is there and its namespaces are forbidden."""
    fake = tmp_path / "bwrap"
    fake.write_text("#!/bin/sh\necho 'bwrap: setting up uid map: Permission denied' >&2\nexit 1\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(MachineryError) as caught:
        Bubblewrap.find()
    assert "Permission denied" in caught.value.message
    assert "apparmor_restrict_unprivileged_userns" in caught.value.tip
