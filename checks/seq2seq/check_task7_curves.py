"""Task 7, plots: a line counts as a curve if it draws what was recorded during training."""

from __future__ import annotations

import re

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.figures import Curves
from grader.roles.training import Training
from grader.roles.witness import Testimony, Witness


def _saved(metric: str) -> Testimony:
    """A picture that was saved with code that plots what `fit` recorded under that name; the picture itself is not
    read, and the sentence says no more than that."""
    key = re.compile(rf"['\"](?:\w{{1,40}}_)?{metric}\w{{0,40}}['\"]")

    def testify(witness: Witness) -> str:
        assert witness.training is not None and len(witness.training.epochs) >= 2, "no training saved"
        assert metric == "loss" or any(metric in name for name in witness.training.epochs[-1].logs), "not recorded"
        cell = next((cell for cell, code in witness.drawn if "history" in code and key.search(code)), None)
        assert cell is not None, "no picture saved with such code"
        return f"a picture in cell {cell + 1}, whose code plots the recorded {metric}."

    return testify


@rubric("7.1", points=3, saved=_saved("loss"))
def check_loss_curve(curves: Curves, training: Training, found: Found) -> None:
    """Plot the training loss against the epochs.

    Try: plt.plot(history.history["loss"]).
    """
    found(_drawn(curves, "loss", curves.cell(accuracy=False)))
    assert training.curve("loss"), "no loss was recorded"
    assert curves.cell(accuracy=False) is not None, f"{curves.lines} lines, none of them the loss"


@rubric("7.2", points=2, saved=_saved("acc"))
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
