"""The grade and the progress line in a terminal."""

import io
from dataclasses import dataclass
from typing import Any, cast

import pytest
from rich.console import Console

from grader.reporting.console import progress, summary
from tests.unit.reporting import samples


@dataclass
class _Standing:
    """Stands in for `grader.execution.progress.Standing`, which another stage owns."""

    cells: int = 14
    done: int = 4
    epoch: int = 2
    epochs: int = 12
    seconds: float = 75.0
    memory: int = 1 << 30
    predicted: float = 0.0
    budget: float | None = None
    again: bool = False


def _standing(**changes: Any) -> Any:
    return cast(Any, _Standing(**changes))


def _console(terminal: bool = False, width: int = 100) -> tuple[Console, io.StringIO]:
    written = io.StringIO()
    return Console(file=written, force_terminal=terminal, width=width, color_system=None, _environ={}), written


def _summary(grade: Any, width: int = 100) -> str:
    console, written = _console(width=width)
    console.print(summary(grade, samples.assignment()))
    return written.getvalue()


def test_the_summary_holds_score_tasks_and_what_to_do() -> None:
    shown = _summary(samples.grade(reasons=("Somebody must look.",)))
    assert "Alice Martin: 26 of 34" in shown
    assert "min(34, 20 + 6) = 26" in shown
    assert "- Somebody must look." in shown
    assert "The model and its training   10 of 12" in shown
    assert "4.6 Ten epochs  2 of 4, partly passed" in shown
    assert "Call `fit` with `epochs=10` or more." in shown
    assert "could not be judged" in shown
    assert "3.1 Parallel data" not in shown


def test_the_teachers_text_is_not_in_it() -> None:
    assert samples.SECRET not in _summary(samples.grade())


@pytest.mark.parametrize("width", [20, 40, 200])
def test_an_attack_is_shown_as_text(width: int) -> None:
    console, written = _console(terminal=True, width=width)
    console.print(summary(samples.hostile_grade(), samples.assignment()))
    shown = written.getvalue()
    for mark in ("\x1b]", "\x9b", "\x07", "\u202e", "\ud800", "::"):
        assert mark not in shown
    assert "[link=" in shown.replace("\n", "").replace(" ", "")


def test_a_log_gets_one_line_at_the_start_and_one_at_the_end() -> None:
    console, written = _console()
    with progress(console, "alice\n[b]x[/b]\x1b[2J") as listener:
        for done in range(15):
            listener(_standing(done=done))
    first, last = written.getvalue().splitlines()
    assert first == "alice [b]x[/b]: running"
    assert last.startswith("alice [b]x[/b]: done, 14 of 14 cells, 0.")


def test_a_terminal_gets_one_live_line() -> None:
    console, written = _console(terminal=True)
    with progress(console, "alice") as listener:
        listener(_standing())
        assert listener._live is not None
        listener._live.refresh()
    assert "alice: cell 5 of 14, epoch 3 of 12, 1 min 15 s, 1.0 GB" in written.getvalue()
    assert written.getvalue().rstrip().splitlines()[-1].strip().endswith("s")


def test_how_long_a_training_will_take_is_told_early() -> None:
    console, written = _console()
    with progress(console, "alice") as listener:
        for _ in range(3):
            listener(_standing(predicted=2400.0, budget=5.0))
    assert written.getvalue().splitlines()[1:-1] == [
        "alice: training: about 40 min 0 s, budget 5 min, so it may be cut"
    ]
    console, written = _console(terminal=True)
    with progress(console, "alice") as listener:
        listener(_standing(predicted=120.0, budget=5.0, again=True))
        assert listener._live is not None
        listener._live.refresh()
    assert "alice: started again, cell 5 of 14, epoch 3 of 12, training: about 2 min 0 s, bu" in written.getvalue()
    assert "may be cut" not in written.getvalue()


def test_an_exception_passes_through_and_is_told() -> None:
    console, written = _console()
    with pytest.raises(KeyboardInterrupt), progress(console, "alice"):
        raise KeyboardInterrupt
    assert "alice: ended early" in written.getvalue()
