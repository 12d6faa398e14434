"""The container backend against a stand-in for the engine: no engine runs where these tests do.

The stand-in checks nothing by itself; it notes the command line and runs the program on the host, so that what is asked
of an engine, and how it is ended, can be looked at. What an engine then keeps, its own tests must show.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from grader.errors import MachineryError
from grader.sandbox import container
from grader.sandbox.container import Container
from tests.conformance import asking

# Run as `docker`: notes its words; `run` runs what follows the image with the host's Python, and passes its input on.
ENGINE = f"""#!{sys.executable}
import json, os, sys
from pathlib import Path
here, words = Path(__file__).parent, sys.argv[1:]
with open(here / "asked.jsonl", "a") as file:
    file.write(json.dumps(words) + "\\n")
if words[0] != "run":
    sys.exit("Cannot connect to the engine" if (here / f"{{words[0]}}.fails").exists() else 0)
home, image = words[words.index("--workdir") + 1], words.index("{container.IMAGE}")
os.makedirs(home, exist_ok=True)
os.chdir(home)
given = [words[at + 1].split("=", 1) for at, word in enumerate(words) if word == "--env"]
rest = [sys.executable if word == "{container.PYTHON}" else word for word in words[image + 1:]]
os.execve(sys.executable, [sys.executable, *rest], dict(given))
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "engine"
    folder.mkdir()
    (folder / "docker").write_text(ENGINE)
    (folder / "docker").chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    asking.lay_out(tmp_path)
    return tmp_path


def asked(engine: Path) -> list[list[str]]:
    return [json.loads(line) for line in (engine / "asked.jsonl").read_text().splitlines()]


def test_the_engine_is_asked_for_everything(engine: Path, place: Path) -> None:
    (place / "inside" / "probe.py").write_text("import os; print('hello', os.environ['HOME'], os.getcwd())")
    home = place / "home"
    assert asking.run(Container.find(), asking.program(place)) == f"hello {home} {home}\n"
    words = asked(engine)[-1]
    pairs = set(zip(words, words[1:], strict=False))
    limits = asking.LIMITS
    for pair in (
        ("--network", "none"),
        ("--cap-drop", "ALL"),
        ("--security-opt", "no-new-privileges"),
        ("--pids-limit", str(limits.processes)),
        ("--memory", f"{limits.memory_mb}m"),
        ("--memory-swap", f"{limits.memory_mb}m"),
        ("--log-driver", "none"),
        ("--user", f"{os.getuid()}:{os.getgid()}"),
        ("--volume", f"{place / 'inside'}:{place / 'inside'}:ro"),
        ("--volume", f"{place / 'shared'}:{place / 'shared'}"),
        ("--volume", f"{place / 'sockets'}:{place / 'sockets'}"),
        ("--entrypoint", container.PYTHON),
    ):
        assert pair in pairs, pair
    assert "--read-only" in words and "--rm" in words
    scratch = [word for word in words if word.startswith(("/tmp:", f"{home}:"))]
    assert len(scratch) == 2 and all("nr_inodes=" in word and "size=64m" in word for word in scratch)
    assert sys.executable not in words, "the host's Python means nothing in the image"
    assert not any("A_SECRET" in word for word in words)


LINGERING = "import pathlib, sys, time; pathlib.Path(sys.argv[1], 'ready').touch(); time.sleep(300)"


def test_a_killed_container_is_ended_by_its_input_and_by_the_engine(engine: Path, place: Path) -> None:
    (place / "inside" / "probe.py").write_text(LINGERING)
    with open(os.devnull, "wb") as sink:
        process = Container.find().start(asking.program(place, str(place / "shared")), sink.fileno())
    asking.await_file(place / "shared" / "ready")
    below = psutil.Process(process.pid).children(recursive=True)
    assert below
    process.kill()
    process.wait(10)
    name = asked(engine)[2][asked(engine)[2].index("--name") + 1]
    assert ["kill", name] in asked(engine)
    for child in below:  # an engine would end these with process 1 of the container's namespace
        child.kill()


STARTER = """
import sys
from pathlib import Path
from grader.sandbox.container import Container
from tests.conformance import asking
place = Path(sys.argv[1])
process = Container.find().start(asking.program(place, str(place / "shared")), 1)
Path(place, "started").write_text(str(process.pid))
process.wait()
"""


def test_it_ends_when_its_starter_is_gone(engine: Path, place: Path) -> None:
    (place / "inside" / "probe.py").write_text(LINGERING)
    project = Path(__file__).resolve().parents[2]
    starter = subprocess.Popen([sys.executable, "-c", STARTER, str(place)], cwd=project, env=dict(os.environ))
    asking.await_file(place / "shared" / "ready")
    supervisor = psutil.Process(int((place / "started").read_text()))
    below = supervisor.children(recursive=True)
    starter.kill()
    starter.wait(10)
    _, alive = psutil.wait_procs([supervisor], timeout=10)
    for child in below:
        child.kill()
    assert not alive


def test_what_is_missing_is_told_apart(engine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (engine / "image.fails").touch()
    with pytest.raises(MachineryError, match="has no image notebook-grader") as caught:
        Container.find()
    assert "Dockerfile --target sandbox" in caught.value.tip
    (engine / "version.fails").touch()
    with pytest.raises(MachineryError, match="its engine does not answer: Cannot connect") as caught:
        Container.find()
    assert "docker version" in caught.value.tip
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MachineryError, match="Neither Docker nor Podman"):
        Container.find()


def test_elsewhere_than_on_linux_the_way_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    with pytest.raises(MachineryError) as caught:
        Container.find()
    assert "notebook-grader-whole --sandbox landlock" in caught.value.tip


def test_only_a_sandbox_that_protects_is_chosen_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    from grader.sandbox import choose

    def missing() -> Container:
        raise MachineryError("It is missing.", "Get it.")

    monkeypatch.setattr(choose, "PROTECTING", {"one": missing, "other": lambda: Container("docker")})
    assert choose.choose("auto").name == "container"
    monkeypatch.setattr(choose, "PROTECTING", {"one": missing, "other": missing})
    with pytest.raises(MachineryError, match="none works on this machine") as caught:
        choose.choose("auto")
    assert "grade doctor" in caught.value.tip
