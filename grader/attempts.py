"""Whether a notebook is run once more, otherwise: where it stopped through the data's form or Keras's age.

At most one more run for each reason. The run that got further is kept, and all are disclosed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from grader.execution.supplies.again import other_columns, where_it_looked
from grader.model.attempt import Attempt
from grader.model.evidence import CellEnd, Evidence

Rule = Callable[[Evidence, tuple[Attempt, ...]], Attempt | None]
"""What to try next, given the last run's evidence and all attempts so far, the last one last; None: nothing."""

RULES: tuple[Rule, ...] = (other_columns, where_it_looked)


def following(evidence: Evidence, tried: tuple[Attempt, ...]) -> Attempt | None:
    """The next attempt, or None where another would not be better."""
    return next((attempt for rule in RULES if (attempt := rule(evidence, tried))), None)


def outcome(evidence: Evidence, attempt: Attempt) -> Attempt:
    """The attempt with how far it got."""
    return replace(attempt, ran=sum(run.end is CellEnd.OK for run in evidence.observed.cells))


def got_further(evidence: Evidence, than: Evidence) -> bool:
    """Whether a run got further than an earlier one: epochs of training first, then cells."""
    return _reached(evidence) > _reached(than)


def _reached(evidence: Evidence) -> tuple[int, int]:
    trained = sum(bool(fit.epochs) for fit in evidence.reported.fits)
    return trained, sum(run.end is CellEnd.OK for run in evidence.observed.cells)
