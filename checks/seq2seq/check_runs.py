"""S.1: whether the notebook runs, as the host saw it."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.running import Running

FEW = 2  # cells that may fail for the half


@rubric("S.1", points=2)
def check_runs_nearly(running: Running, found: Found) -> None:
    """Let the notebook run in a fresh kernel, all but a cell or two.

    Try: restart the kernel and run all cells, in order, before you hand in.
    """
    found(running.words)
    assert running.cells - running.ran <= FEW, f"{running.cells - running.ran} cells failed"
    assert running.ran > 0, "nothing ran"


@rubric("S.1", points=1)
def check_runs_whole(running: Running, found: Found) -> None:
    """Let the notebook run from its first cell to its last.

    Try: restart the kernel and run all cells; mend or delete the cell that stops.
    """
    found(running.words)
    assert running.cells == running.ran, f"{running.cells - running.ran} cells failed"
