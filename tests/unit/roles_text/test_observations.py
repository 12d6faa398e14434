"""What is written about the curves, held against the curves."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from checks.seq2seq import check_task7_observations as checks
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.roles import answers
from grader.roles.training import Training

Handed = Callable[..., Evidence]

RISING = {"loss": (2.0, 1.0, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1), "val_loss": (2.0, 1.2, 1.3, 1.4, 1.6, 1.8, 1.9, 2.0)}
FALLING = {
    "loss": (2.0, 1.8, 1.6, 1.4, 1.2, 1.0),
    "val_loss": (2.0, 1.8, 1.6, 1.4, 1.2, 1.05),
    "accuracy": (0.5, 0.6, 0.7, 0.8, 0.9, 0.99),
}
FLAT = {"loss": (2.0, 1.95, 1.9), "accuracy": (0.1, 0.1, 0.1)}


class _Curves:
    def __init__(self, curves: dict[str, tuple[float, ...]]) -> None:
        self._curves = curves

    def curve(self, name: str) -> tuple[float, ...]:
        return self._curves.get(name, ())


def trained(curves: dict[str, tuple[float, ...]]) -> Callable[[], Training]:
    return lambda: cast(Training, _Curves(curves))


def test_nothing_written_is_asked_of_no_training(handed: Handed, assignment: Assignment) -> None:
    """Whatever became of the run, an answer that is not there earns nothing and needs nobody."""

    def never() -> Training:
        raise Prevented(Cause.NO_DATA, "Cell 1 stopped.")

    found = answers.find(handed("## Introduction\nThis is about translation."), assignment)
    said: list[str] = []
    for check in (
        checks.check_overfitting_in_this_run,
        checks.check_underfitting_in_this_run,
        checks.check_speaks_of_stability,
    ):
        with pytest.raises(AssertionError):
            check(found, never, said.append)


NONE = "## Overfitting\nTraining and validation loss stay close, so there was no overfitting in my model."
SOME = "## Overfitting\nThe validation loss is above the training loss, so my model overfits."
BOTH = f"{SOME}\nThe second one did not overfit: its validation loss follows its training loss."


@pytest.mark.parametrize(
    ("text", "curves", "passes"),
    [
        (NONE, FALLING, True),
        (NONE, RISING, False),
        (SOME, RISING, True),
        (SOME, FALLING, False),
        (BOTH, RISING, True),
        (NONE, {}, True),
    ],
)
def test_overfitting(
    handed: Handed, assignment: Assignment, text: str, curves: dict[str, tuple[float, ...]], passes: bool
) -> None:
    said: list[str] = []
    found = answers.find(handed(text), assignment)
    training = trained(curves)
    if passes:
        checks.check_overfitting_in_this_run(found, training, said.append)
    else:
        with pytest.raises(AssertionError, match="contradicts"):
            checks.check_overfitting_in_this_run(found, training, said.append)
        assert "But in the recorded run the validation loss" in said[0]


FITS = "## Underfitting\nThe training loss fell far and the accuracy is high, so there is no underfitting."
UNDERFITS = "## Underfitting\nThe training loss stayed high, so my model underfits."


@pytest.mark.parametrize(
    ("text", "curves", "passes"),
    [(FITS, FALLING, True), (FITS, FLAT, False), (UNDERFITS, FLAT, True), (UNDERFITS, FALLING, False)],
)
def test_underfitting(
    handed: Handed, assignment: Assignment, text: str, curves: dict[str, tuple[float, ...]], passes: bool
) -> None:
    said: list[str] = []
    found = answers.find(handed(text), assignment)
    training = trained(curves)
    if passes:
        checks.check_underfitting_in_this_run(found, training, said.append)
    else:
        with pytest.raises(AssertionError, match="contradicts"):
            checks.check_underfitting_in_this_run(found, training, said.append)
    assert said
