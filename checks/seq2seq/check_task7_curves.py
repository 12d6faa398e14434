"""Task 7, plots: a line counts as a curve if it draws what was recorded during training."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.figures import Curves
from grader.roles.training import Training


@rubric("7.1", points=3)
def check_loss_curve(curves: Curves, training: Training, found: Found) -> None:
    """Plot the training loss against the epochs.

    Try: plt.plot(history.history["loss"]).
    """
    found(_drawn(curves, "loss", curves.cell(accuracy=False)))
    assert training.curve("loss"), "no loss was recorded"
    assert curves.cell(accuracy=False) is not None, f"{curves.lines} lines, none of them the loss"


@rubric("7.2", points=2)
def check_accuracy_curve(curves: Curves, training: Training, found: Found) -> None:
    """Plot the accuracy against the epochs.

    Try: metrics=["accuracy"] in compile, then plt.plot(history.history["accuracy"]).
    """
    recorded = training.curve("accuracy")
    logged = ", ".join(curve.name for curve in training.curves()[:6]) or "nothing"
    without = f"The training in {training.place} recorded no accuracy, only {logged}."
    found(_drawn(curves, "accuracy", curves.cell(accuracy=True)) if recorded else without)
    assert curves.cell(accuracy=True) is not None, f"{curves.lines} lines, none of them the accuracy"


def _drawn(curves: Curves, name: str, cell: int | None) -> str:
    if cell is not None:
        return f"A line in cell {cell + 1} draws the recorded {name}."
    return f"{curves.lines} lines were drawn; none of them is the {name} that the training recorded."
