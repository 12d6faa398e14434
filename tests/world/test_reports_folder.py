"""The reports' folder: full, read-only, shared by two, or left half-way by a grader that was killed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from pathlib import Path

import pytest

from tests.world.command import GRADE, below, files, find, gone, grade, notebook, report, result, started, until, world


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = report(tmp_path_factory.mktemp("world"))
    assert grade("--regrade", folder).returncode == 0
    return folder


@pytest.fixture
def judged(whole: Path, tmp_path: Path) -> Path:
    """A whole report."""
    return Path(shutil.copytree(whole, tmp_path / "reports" / "alice"))


def hidden(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir() if path.name.startswith("."))


def test_a_full_disk_is_said_and_the_earlier_report_stays(judged: Path, tmp_path: Path) -> None:
    """All in one shell, for the small disk is gone with the world that has it."""
    size = sum(path.stat().st_size + 4096 for path in judged.rglob("*")) + 60_000
    small = tmp_path / "small"
    small.mkdir()
    script = (
        f"cp -r {judged} {small}/alice; {GRADE} --regrade {small}/alice; echo code $?; "
        f"ls -A {small}; diff -r {judged} {small}/alice && echo the same"
    )
    within = world("--size", str(size), "--tmpfs", str(small))
    done = subprocess.run([*within, "sh", "-c", script], capture_output=True, text=True, timeout=120, check=False)
    assert "No space left on device" in done.stderr
    assert "Free some space" in done.stderr
    assert done.stdout.splitlines() == ["code 3", "alice", "the same"]


def test_a_read_only_folder_is_said(judged: Path) -> None:
    before = files(judged)
    done = grade("--regrade", judged, within=world("--ro-bind", str(judged.parent), str(judged.parent)))
    assert done.returncode == 3
    assert "can't be written to" in done.stderr
    assert "Read-only file system" in done.stderr
    assert "--out" in done.stderr
    assert files(judged) == before


def test_a_file_in_the_place_of_the_folder_is_said_before_anything_is_run(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file")
    done = grade(notebook(tmp_path / "a.ipynb", "print(1)"), "--out", tmp_path / "reports")
    assert done.returncode == 3
    assert "can't be written to" in done.stderr
    assert (tmp_path / "reports").read_text() == "a file"


def test_a_killed_grader_leaves_the_earlier_report_and_nothing_running(judged: Path) -> None:
    before = files(judged)
    out = judged.parent
    with started("--regrade", judged) as process:
        judge = find(process, "python", "-m pytest", "--outcomes")
        family = below(process)
        process.kill()
        process.communicate()
    assert gone([judge, *family])
    assert files(judged) == before
    (left,) = hidden(out)
    assert grade("--regrade", judged).returncode == 0
    assert hidden(out) == [left], "it might still be somebody's who is at work"
    os.utime(out / left, (0, 0))
    assert grade("--regrade", judged).returncode == 0
    assert hidden(out) == [], "what was left behind is cleared away"


@pytest.mark.parametrize(
    "sign",
    [signal.SIGTERM, *(pytest.param(sign, marks=pytest.mark.thorough) for sign in (signal.SIGINT, signal.SIGHUP))],
)
def test_a_grader_that_is_ended_clears_up_after_itself(judged: Path, sign: signal.Signals) -> None:
    before = files(judged)
    with started("--regrade", judged) as process:
        find(process, "python", "-m pytest", "--outcomes")
        family = below(process)
        process.send_signal(sign)
        said, _ = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "nothing of it is left running" in said
    assert gone(family)
    assert files(judged) == before
    assert hidden(judged.parent) == []


def test_a_killed_judge_costs_one_check(judged: Path) -> None:
    """As by a system that is short of memory: whatever was under way is left to a person, all others are judged."""
    before = result(judged)
    with started("--regrade", judged) as process:
        judge = find(process, "python", "-m pytest", "--outcomes")
        lines = Path(judge.cmdline()[judge.cmdline().index("--outcomes") + 1])
        until(lambda: (lines.exists() and lines.read_bytes().count(b"\n") > 4) or None)
        judge.kill()
        said, _ = process.communicate(timeout=100)
    assert process.returncode == 1, said
    after = result(judged)
    pairs = [
        (old, new)
        for a, b in zip(before["items"], after["items"], strict=True)
        for old, new in zip(a["checks"], b["checks"], strict=True)
    ]
    changed = [new for old, new in pairs if old != new]
    assert [(one["status"], one["cause"]) for one in changed] == [("UNGRADABLE", "GRADER")]
    assert "was killed by SIGKILL" in (judged / "teacher.html").read_text(encoding="utf-8")
    assert "SIGKILL" not in (judged / "report.html").read_text(encoding="utf-8")


def test_two_at_once_leave_one_whole_report(judged: Path) -> None:
    expected = result(judged)
    with (
        started("--regrade", judged) as one,
        started("--regrade", judged) as two,
        started("--regrade", judged) as three,
    ):
        for process in (one, two, three):
            said, _ = process.communicate(timeout=120)
            assert process.returncode == 0, said
    assert result(judged) == expected
    assert sorted(path.name for path in judged.iterdir()) == ["evidence", "grade.json", "report.html", "teacher.html"]
    assert hidden(judged.parent) == []


def test_a_reader_that_goes_away_stops_nothing(judged: Path) -> None:
    other = report(judged.parent, "bob")
    line = f"{GRADE} --regrade {judged} {other} --export annotations | head -1; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, timeout=120, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert (other / "grade.json").is_file()


@pytest.mark.thorough
def test_closed_streams_stop_nothing(judged: Path) -> None:
    (judged / "grade.json").unlink()
    done = subprocess.run(["sh", "-c", f"exec {GRADE} --regrade {judged} <&- >&- 2>&-"], timeout=120, check=False)
    assert done.returncode == 0
    assert result(judged)["verdict"] == "GRADED"


@pytest.mark.thorough
def test_a_full_disk_behind_the_output_is_said(judged: Path) -> None:
    with open("/dev/full", "w") as full:
        done = grade("--regrade", judged, stdout=full)
    assert done.returncode == 3
    assert "No space left on device" in done.stderr
    assert "Traceback" not in done.stderr
