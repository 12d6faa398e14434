"""`grade doctor`: what a teacher reads, on this machine and on others that lack something."""

from __future__ import annotations

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from grader import assignment as assignments
from grader import cli, commands, doctor
from grader.doctor import basics, sandboxes
from grader.errors import MachineryError
from grader.model.doctor import Health, SandboxReport, State
from grader.reporting.doctor import health as shown
from grader.sandbox import Program, Sandbox, confinement, landlock
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.unconfined import Unconfined

WIDTH = 80


def text(found: Health) -> str:
    console = Console(file=io.StringIO(), width=WIDTH)
    console.print(shown(found))
    assert isinstance(console.file, io.StringIO)
    lines = [line.rstrip() for line in console.file.getvalue().splitlines()]
    assert max(map(len, lines)) <= WIDTH
    return " ".join(" ".join(lines).split())


def report(found: Health, name: str) -> SandboxReport:
    return next(each for each in found.sandboxes if each.name == name)


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Health:
    return doctor.examine(assignments.load(), tmp_path_factory.mktemp("reports"))


def test_each_sandbox_is_tried_and_what_it_does_is_told(here: Health) -> None:
    assert [each.name for each in here.sandboxes] == ["bubblewrap", "landlock", "container", "none"]
    for name in ("bubblewrap", "landlock") if confinement.landlock_version() >= landlock.NEEDED else ("bubblewrap",):
        tried = report(here, name)
        assert tried.state is State.GOOD, tried.why
        assert len(tried.tried) == 8 and all(each.right for each in tried.tried)
    assert report(here, "bubblewrap").automatic and here.possible
    said = text(here)
    assert "bubblewrap: works; it is what grade takes by itself" in said
    assert "it could not read your files" in said and "Notebooks can be graded here, in bubblewrap." in said
    assert "none: no protection" in said and "everything: a notebook can do all that you can do" in said


def test_a_sandbox_that_lets_something_through_is_not_used(tmp_path: Path) -> None:
    class Leaking(Unconfined):
        name = "bubblewrap"

    found = sandboxes._report("bubblewrap", Leaking, first=True)
    assert found.state is State.BAD and not found.automatic
    said = text(Health(sandboxes=(found,), basics=()))
    assert "A trial in it went otherwise than it should" in said and "read your files (IT COULD)" in said
    assert "can't be graded on this machine yet. Lacking: a sandbox." in said


def test_a_sandbox_that_runs_nothing_is_not_used() -> None:
    class Broken(Unconfined):
        def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
            return super().start(replace(program, argv=("/bin/sh", "-c", "echo no space left")), output)

    found = sandboxes._report("landlock", Broken, first=True)
    assert found.state is State.BAD and "gave no answer: no space left" in found.why


def test_without_bubblewrap_it_says_what_is_used_and_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    if confinement.landlock_version() < landlock.NEEDED:
        pytest.skip("LANDLOCK IS TOO OLD HERE to take bubblewrap's place")
    found = Health(sandboxes=sandboxes.examine(), basics=())
    said = text(found)
    assert "bubblewrap: can't be used here" in said and "sudo apt-get install bubblewrap" in said
    assert "Notebooks can be graded here, in landlock. bubblewrap would be better." in said


def test_without_any_it_ends_with_a_code_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    def missing() -> Sandbox:
        raise MachineryError("It is missing.", "Get it")

    monkeypatch.setattr(sandboxes, "PROTECTING", {"bubblewrap": missing, "landlock": missing})
    assert cli.main(["doctor", "--out", str(tmp_path)]) == commands.NOT_GRADED
    assert "can't be graded on this machine" in capsys.readouterr().out


def test_degraded_sandboxes_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "landlock_version", lambda: 0)
    found = sandboxes._report("bubblewrap", Bubblewrap.find, first=True)
    assert found.state is State.POOR and found.automatic
    assert "this kernel has no Landlock" in found.why and "uname -r" in found.how


def test_what_is_missing_besides_is_told_with_a_way_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assignment = replace(assignments.load(), data=tmp_path / "none.txt")
    blocked = tmp_path / "file"
    blocked.write_text("a file in the place of a folder")
    monkeypatch.setattr(basics, "TENSORFLOW", ("no-such-package",))
    found = {basic.name: basic for basic in basics.examine(assignment, blocked)}
    for name, words, way in (
        ("Python", "without tensorflow", "sh setup.sh"),
        ("Data set", "There is none at", "--data"),
        ("Reports", "Nothing can be written into", "--out"),
    ):
        assert found[name].state is State.BAD
        assert words in found[name].found and way in found[name].how
    assert not Health(sandboxes=(), basics=tuple(found.values())).possible


def test_little_room_is_said(tmp_path: Path) -> None:
    assignment = assignments.load()
    greedy = replace(assignment, limits=replace(assignment.limits, memory_mb=1 << 30, disk_mb=1 << 30))
    found = {basic.name: basic for basic in basics.examine(greedy, tmp_path)}
    assert found["Memory"].state is State.POOR and "memory_mb" in found["Memory"].how
    assert found["Disk"].state is State.POOR and "TMPDIR" in found["Disk"].how


def test_a_long_path_for_temporary_files_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    long = tmp_path / ("x" * 60)
    long.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(long))
    found = basics._temporary(assignments.load())
    assert found.state is State.BAD and "too long for a socket" in found.found


def test_it_is_a_word_and_no_path(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["doctor", "alice.ipynb"]) == 2
    assert "grade ./doctor" in capsys.readouterr().err
