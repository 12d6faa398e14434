"""Where the grader was started: other languages, no home, no folder for scratch, another person's rights."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.world.command import files, grade, report, world

BARE = ("HOME", "LANG", "LANGUAGE", "LC_ALL", "USER", "LOGNAME", "XDG_CACHE_HOME", "PYTHONUTF8")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = report(tmp_path_factory.mktemp("world"))
    assert grade("--regrade", folder).returncode == 0
    return folder


@pytest.fixture
def judged(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "reports" / "alice"))


WORLDS: dict[str, dict[str, str]] = {
    "all at once": {"LC_ALL": "POSIX", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0", "TMPDIR": "/nowhere"},
    "locale C": {"LC_ALL": "C"},
    "ascii": {"PYTHONIOENCODING": "ascii"},
    "a language that is not there": {"LC_ALL": "xx_XX.UTF-8"},
    "an empty home": {"HOME": ""},
    "a home that is not there": {"HOME": "/nowhere"},
    "a home that can't be written": {"HOME": "/proc"},
    "a folder for scratch that is not there": {"TMPDIR": "/nowhere"},
    "a folder for scratch that can't be written": {"TMPDIR": "/proc"},
    "a dumb terminal": {"TERM": "dumb", "COLUMNS": "0", "LINES": "0"},
    "another time zone": {"TZ": "Pacific/Kiritimati"},
}


@pytest.mark.parametrize(
    "name", [name if name == "all at once" else pytest.param(name, marks=pytest.mark.thorough) for name in WORLDS]
)
def test_the_same_grade_in_strange_surroundings(name: str, judged: Path) -> None:
    before = files(judged)
    done = grade(
        "--regrade", judged, env=WORLDS[name], unset=[key for key in BARE if key not in WORLDS[name]], umask=0o77
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert " of 100" in done.stdout
    assert files(judged) == before


def test_scratch_may_have_blanks_and_accents(judged: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "mes données  (été)"
    scratch.mkdir()
    before = files(judged)
    assert grade("--regrade", judged, env={"TMPDIR": str(scratch)}).returncode == 0
    assert files(judged) == before
    assert list(scratch.iterdir()) == []


@pytest.mark.thorough
def test_no_place_for_scratch_at_all_is_said(judged: Path) -> None:
    within = world("--ro-bind", "/", "/", "--dev", "/dev", "--bind", str(judged.parent), str(judged.parent))
    done = grade("--regrade", judged, within=within, cwd="/")
    assert done.returncode == 3
    assert "No usable temporary directory" in done.stderr
    assert "Traceback" not in done.stderr


ORDINARY = ("--unshare-user", "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL")
"""As an ordinary user, who has no capability; not by another user's id, for that one may not read this environment."""


@pytest.mark.thorough
def test_an_ordinary_user_gets_the_same(judged: Path) -> None:
    before = files(judged)
    done = grade("--regrade", judged, within=world(*ORDINARY), env={"HOME": "/nonexistent"})
    assert (done.returncode, done.stderr) == (0, "")
    assert files(judged) == before


def test_a_record_that_was_changed_is_said_and_left(judged: Path) -> None:
    (judged / "evidence" / "evidence.json").write_bytes(b'{"schema": 2, "submission": \xff')
    before = files(judged)
    done = grade("--regrade", judged)
    assert done.returncode == 3
    assert "can't be read" in done.stderr
    assert files(judged) == before
