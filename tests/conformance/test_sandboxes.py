"""What every sandbox must do, asked of each that this machine can run.

A program inside reports what it could do (`questions.py`), the host what was touched (`asking.py`), and the tables
here say what each backend promises. `none` promises nothing but to run the program and to end it, and the same
questions show that they are real: there they are answered the other way.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from grader.errors import MachineryError
from grader.model.assignment import Limits
from grader.sandbox import Program, Sandbox, confinement, landlock, seccomp
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.choose import choose
from grader.sandbox.landlock import Landlock
from tests.conformance import asking

PROJECT = Path(__file__).resolve().parents[2]
ROOT = os.getuid() == 0
NOBODY = 65534

MAY = frozenset(
    (
        "finds its home empty",
        "writes its home",
        "makes an empty file",
        "copies a file with its rights",
        "has a folder for temporary files",
        "writes into the folder for evidence",
        "makes a socket in the folder for sockets",
    )
)
"""In every sandbox; all that is not named here or below is refused."""
COUNTED = frozenset(("starts more processes than allowed", "starts more threads than allowed"))
"""Linux holds nobody to this who has root's number, whatever rights are left: there the watch over the run does."""
BESIDES = {
    # Into a network of its own, in which nobody listens: `asking` looks whether any arrive.
    "bubblewrap": frozenset(("sends datagrams",)),
    # What Landlock does not mediate: whether a file is there, how large and how old it is.
    "landlock": frozenset(("sees that the grader is there", "sees that a neighbour's file is there")),
}
REAL = frozenset(
    (
        "sees that the grader is there",
        "reads the grader",
        "lists the checks",
        "reads a neighbour's file",
        "writes a neighbour's file",
        "lists a neighbour's folder",
        "links a neighbour's file into its home",
        "is told of what happens in a neighbour's folder",
        "opens a terminal of the host",
        "sees other processes than its own",
        "sees what a neighbour was started with",
        "reads a neighbour's environment",
        "signals a neighbour",
        "signals the one that started it",
        "could gain rights by running a program",
        "reaches the host's loopback",
        "sends datagrams",
        "connects to a socket in the file system",
        "connects to a socket with an abstract name",
        "sends a datagram to a socket in the file system",
        *(("has rights beyond its user's", "becomes another user", "reads a neighbour's memory") if ROOT else ()),
    )
)
"""Answered yes where nothing is closed, on any Linux: so the questions would notice a sandbox that does nothing."""


@pytest.fixture(params=["bubblewrap", "landlock", "none"])
def sandbox(request: pytest.FixtureRequest) -> Sandbox:
    return found(request.param)


def found(name: str) -> Sandbox:
    """Only a kernel that is too old is an excuse: whatever else is missing here is to be noticed."""
    version = confinement.landlock_version()
    if name == "landlock" and version < landlock.NEEDED:
        pytest.skip(f"THE LANDLOCK SANDBOX IS NOT TESTED: this kernel has version {version} of {landlock.NEEDED}")
    try:
        return choose(name)
    except MachineryError as error:
        pytest.fail(f"{name} can't be tested here: {error.message} {error.tip}")


@pytest.fixture
def place(tmp_path: Path) -> Path:
    asking.lay_out(tmp_path)
    return tmp_path


def test_keeps_its_promises(sandbox: Sandbox, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "1")
    judge(sandbox.name, *asking.ask(sandbox, place), root=ROOT)


def judge(name: str, answers: asking.Answers, touched: list[str], *, root: bool) -> None:
    unclear = {question: answer for question, answer in answers.items() if answer[0] == "?"}
    assert not unclear
    said = {question for question, answer in answers.items() if answer[0] == "yes"}
    if name == "none":
        assert not (MAY | REAL) - said, {question: answers[question] for question in (MAY | REAL) - said}
        assert touched, "nothing outside noticed what was done to it"
        return
    allowed = MAY | BESIDES[name]
    assert said - COUNTED == allowed
    assert said & COUNTED == (COUNTED if root else frozenset())
    assert not touched


@pytest.mark.skipif(not ROOT, reason="these tests run as an ordinary user already")
@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_keeps_its_promises_to_an_ordinary_user(name: str) -> None:
    """Root and others differ in what the kernel lets them do; a copy of what is needed lies where any user may read."""
    found(name)
    python = next((each for each in (sys.executable, "/usr/bin/python3") if _serves(each)), None)
    if python is None:
        pytest.skip("NOT TESTED AS AN ORDINARY USER: no Python 3.11 here that another user may run")
    with _readable_copy() as folder:
        done = _as_nobody(python, "-m", "tests.conformance.asking", name, str(folder / "place"), cwd=folder)
        assert done.returncode == 0, done.stderr[-2000:]
        answers, touched = json.loads(done.stdout)
    judge(name, answers, touched, root=False)


def _as_nobody(*command: str, cwd: Path = Path("/")) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, text=True, check=False,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}, timeout=120,
    )  # fmt: skip


def _serves(python: str) -> bool:
    try:
        return _as_nobody(python, "-c", "import sys; sys.exit(sys.version_info < (3, 11))").returncode == 0
    except OSError:
        return False


@contextlib.contextmanager
def _readable_copy() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="conformance-") as root:
        folder = Path(root)
        for name in ("grader/__init__.py", "grader/errors.py", "tests/__init__.py"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)
        for name in ("grader/model", "grader/sandbox", "tests/conformance"):
            shutil.copytree(PROJECT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copytree(Path(psutil.__file__).parent, folder / "psutil", ignore=shutil.ignore_patterns("__pycache__"))
        (folder / "grader" / "inside").mkdir()
        shutil.copy(PROJECT / "grader/inside/confine.py", folder / "grader/inside")
        (folder / "checks").mkdir()
        (folder / "place").mkdir()
        for path in (folder, *folder.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        os.chown(folder / "place", NOBODY, NOBODY)
        yield folder


def program(place: Path, code: str, *arguments: str) -> Program:
    (place / "inside" / "probe.py").write_text(code)
    return asking.program(place, *arguments)


def test_output_goes_where_it_is_told(sandbox: Sandbox, place: Path) -> None:
    assert asking.run(sandbox, program(place, "print('hello')")) == "hello\n"


LINGERING = """
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


def test_nothing_outlives_it(sandbox: Sandbox, place: Path) -> None:
    with open(os.devnull, "wb") as sink:
        process = sandbox.start(program(place, LINGERING, str(place / "shared")), sink.fileno())
    asking.await_file(place / "shared" / "ready")
    below = psutil.Process(process.pid).children(recursive=True)
    assert below or not sandbox.private
    process.kill()
    process.wait(10)
    if not sandbox.private:
        return  # without a process namespace the watch over the run ends strays; see tests/unit/execution
    _, alive = psutil.wait_procs(below, timeout=5)
    assert not alive


STARTER = """
import sys
from pathlib import Path
from grader.sandbox.choose import choose
from tests.conformance import asking
place = Path(sys.argv[2])
process = choose(sys.argv[1]).start(asking.program(place, str(place / "shared")), 1)
Path(place, "started").write_text(str(process.pid))
process.wait()
"""


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_it_dies_with_the_one_that_started_it(name: str, place: Path) -> None:
    found(name)
    program(place, LINGERING)
    starter = subprocess.Popen([sys.executable, "-c", STARTER, name, str(place)], cwd=PROJECT)
    asking.await_file(place / "shared" / "ready")
    inside = psutil.Process(int((place / "started").read_text()))
    starter.send_signal(signal.SIGKILL)
    starter.wait(10)
    _, alive = psutil.wait_procs([inside], timeout=5)
    # Landlock has no namespace that takes all with it: what this one left behind was the starter's to end.
    for stray in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            if str(place) in " ".join(stray.cmdline()):
                stray.kill()
    assert not alive


def test_a_program_is_told_by_absolute_paths() -> None:
    with pytest.raises(ValueError, match="absolute"):
        Program(argv=("true",), environment=(), readable=(Path("x"),), writable=(), home=Path("/h"), limits=Limits())


def test_a_missing_bubblewrap_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MachineryError) as caught:
        choose("bubblewrap")
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
    assert "bwrap.apparmor" in caught.value.tip


def test_an_older_kernel_has_no_landlock_sandbox(monkeypatch: pytest.MonkeyPatch) -> None:
    for version, words in ((0, "this kernel has none"), (4, "has version 4 of it")):
        monkeypatch.setattr(confinement, "landlock_version", lambda version=version: version)
        with pytest.raises(MachineryError, match=words) as caught:
            Landlock.find()
        assert "Linux 6.12" in caught.value.tip and "uname -r" in caught.value.tip


def test_without_libseccomp_landlock_refuses_and_bubblewrap_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.sandbox import filters

    def missing() -> bytes:
        raise seccomp.Missing("libseccomp.so.2: cannot open shared object file")

    monkeypatch.setattr(filters, "flat", missing)
    monkeypatch.setattr(filters, "with_namespaces", missing)
    monkeypatch.setattr(confinement, "landlock_version", lambda: landlock.NEEDED)
    with pytest.raises(MachineryError, match="libseccomp") as caught:
        Landlock.find()
    assert "apt-get install libseccomp2" in caught.value.tip
    assert "system calls are not filtered" in found("bubblewrap").promise
