"""What the grader's budget cut of a training, and what came of that further down.

A cut is what the recorder says it did, heeded only where the host had set a budget. It excuses nothing by itself: a
training that had the epochs which the assignment asks for is judged as it is.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model.disclosed import time
from grader.model.evidence import Evidence
from grader.model.traces import Fit

INTERRUPTED = "BudgetSpent"
"""What the recorder raises into a training loop of the notebook's own."""

NUMBER = re.compile(r"(?<![\w.])\d+(?![\w.]*\w)")
UNEQUAL = re.compile(
    r"^(?:IndexError: |ValueError: (?:x and y must have|All arrays must be of the same|Length of values|.*same length))"
)
OF_TRAINING = re.compile(r"hist|loss|acc|epoch", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class CutShort:
    """How the budget ended a model's training."""

    epochs: int
    """Whole ones, of all its calls and loops."""
    asked: int | None
    """None where a loop of the notebook's own was interrupted: it alone knows."""
    few: bool
    """Whether these are fewer than the assignment asks for."""
    by_hand: bool
    """Whether a cell was interrupted, so that what stood behind its loop was not run."""
    sentence: str


def whole(fit: Fit) -> int:
    """Epochs of a fit that were not broken off in their middle."""
    return len(fit.epochs) - bool(fit.epochs and fit.cut is not None and fit.cut.within_epoch)


def of(evidence: Evidence, fits: Sequence[Fit]) -> CutShort | None:
    """None where nothing was cut of these fits, all on one model."""
    budget = evidence.observed.budget
    cut = [fit for fit in fits if fit.cut is not None]
    if budget is None or not cut:
        return None
    by_hand = any(fit.by_hand for fit in cut)
    epochs = sum(whole(fit) for fit in fits)
    asked = None if by_hand else sum(fit.epochs_asked for fit in fits)
    of_all = f"{epochs} of {asked} epochs" if asked is not None else _plural(epochs)
    predicted = max((fit.predicted or 0.0 for fit in cut), default=0.0)
    would = f"; the whole would have taken about {time(predicted)}" if predicted and asked is not None else ""
    return CutShort(
        epochs=epochs,
        asked=asked,
        few=epochs < budget.fewest_epochs,
        by_hand=by_hand,
        sentence=(
            f"The grader's budget of {time(60 * budget.minutes)} for this notebook ended the training in "
            f"cell {cut[0].cell + 1} after {of_all}{would}."
        ),
    )


def interrupted(evidence: Evidence, cell: int, error: str) -> str:
    """The sentence on a cell whose own training loop the budget ended; empty where that is not what stopped it."""
    fits = [fit for fit in evidence.reported.fits if fit.cell == cell and fit.by_hand and fit.cut is not None]
    short = of(evidence, fits) if error == INTERRUPTED else None
    return short.sentence if short is not None else ""


def followed(evidence: Evidence, cell: int, error: str, source: str) -> str:
    """The sentence on an error that a cut brought about: code that counts on all epochs meets fewer; else empty.

    The error names both numbers, as Matplotlib's and pandas' do, or is one of lists that are too short in code that
    speaks of a training.
    """
    models = dict.fromkeys(fit.model for fit in evidence.reported.fits if fit.cut is not None and fit.cell <= cell)
    numbers = {int(number) for number in NUMBER.findall(error)}
    for model in models:
        fits = [fit for fit in evidence.reported.fits if fit.model == model and fit.cell <= cell]
        short = of(evidence, fits)
        if short is None:
            continue
        told = any({fit.epochs_asked, len(fit.epochs)} <= numbers for fit in fits if fit.cut and not fit.by_hand)
        if told or (UNEQUAL.search(error) and not numbers and OF_TRAINING.search(source)):
            return f"{short.sentence} The code counts on all of them."
    return ""


def _plural(epochs: int) -> str:
    return f"{epochs} epoch" if epochs == 1 else f"{epochs} epochs"
