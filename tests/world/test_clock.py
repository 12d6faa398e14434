"""A clock that jumps: nothing that the grader waits for or measures hangs on the time of day."""

from __future__ import annotations

import ast
import os
import time
from pathlib import Path

import pytest

from grader import whole

GRADER = Path(whole.__file__).parent
TIME_OF_DAY = {"time", "time_ns", "now", "utcnow", "today", "localtime", "gmtime", "ctime"}
MEANT = {"whole.py"}
"""Compares the age of files, which are dated by the time of day."""


def asked(path: Path) -> list[str]:
    """Calls of `time.time()` and the like."""
    calls = (node.func for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    return [
        f"{path.name}: {call.value.id}.{call.attr}"
        for call in calls
        if isinstance(call, ast.Attribute)
        and isinstance(call.value, ast.Name)
        and call.value.id in ("time", "datetime", "date")
        and call.attr in TIME_OF_DAY
    ]


def test_time_is_measured_by_a_clock_that_nobody_sets() -> None:
    calls = [call for path in sorted(GRADER.rglob("*.py")) if path.name not in MEANT for call in asked(path)]
    assert calls == []


def test_the_test_would_notice(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import time\nwait_until = time.time() + 5\n")
    assert asked(tmp_path / "a.py") == ["a.py: time.time"]


@pytest.mark.parametrize("jump", [-1e8, 1e8])
def test_a_jump_takes_no_folder_away_that_somebody_works_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jump: float
) -> None:
    day = time.time()
    with whole.whole(tmp_path / "alice") as first:
        monkeypatch.setattr(time, "time", lambda: day + jump)
        os.utime(first, (0, 0))
        with whole.whole(tmp_path / "alice") as second:
            assert first.is_dir()
            (second / "file").write_text("second")
        (first / "file").write_text("first")
    assert (tmp_path / "alice" / "file").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["alice"]
