"""Whether a notebook is run once more, otherwise: where it stopped through the data's form or Keras's age.

At most one more run for each reason. The run that got further is kept, and all are disclosed.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace

from grader.execution.supplies.again import other_columns, where_it_looked
from grader.model.attempt import Attempt, KerasAge
from grader.model.evidence import CellEnd, Evidence
from grader.roles import stops

Rule = Callable[[Evidence, tuple[Attempt, ...]], Attempt | None]
"""What to try next, given the last run's evidence and all attempts so far, the last one last; None: nothing."""

KERAS_2 = "tf_keras"
"""The package; `setup.sh` installs it, for its own installation would bring a second TensorFlow."""


def with_keras_2(evidence: Evidence, tried: tuple[Attempt, ...]) -> Attempt | None:
    """Keras 2, where the run met an error that Keras 2 does not give and Keras 3 does."""
    stop = stops.by_keras(evidence)
    if stop is None or any(one.keras is KerasAge.LEGACY for one in tried) or not has_keras_2():
        return None
    return replace(tried[-1], keras=KerasAge.LEGACY, reason=stop.sentence, ran=0, kept=True)


def has_keras_2() -> bool:
    return importlib.util.find_spec(KERAS_2) is not None


def lacking(evidence: Evidence) -> tuple[str, ...]:
    """What would have been tried and could not be, a sentence each."""
    if stops.by_keras(evidence) is None or evidence.observed.keras is KerasAge.LEGACY or has_keras_2():
        return ()
    return (f"Keras 2 could not be tried: {KERAS_2} is not installed. Install it with: sh setup.sh",)


RULES: tuple[Rule, ...] = (other_columns, where_it_looked, with_keras_2)


def following(evidence: Evidence, tried: tuple[Attempt, ...]) -> Attempt | None:
    """The next attempt, or None where another would not be better."""
    return next((attempt for rule in RULES if (attempt := rule(evidence, tried))), None)


def outcome(evidence: Evidence, attempt: Attempt) -> Attempt:
    """The attempt with how far it got."""
    return replace(attempt, ran=_ran(evidence))


def got_further(evidence: Evidence, than: Evidence) -> bool:
    """Whether a run got further than an earlier one: epochs of training first, then cells."""
    return _reached(evidence) > _reached(than)


def _reached(evidence: Evidence) -> tuple[int, int]:
    return sum(bool(fit.epochs) for fit in evidence.reported.fits), _ran(evidence)


def _ran(evidence: Evidence) -> int:
    return sum(run.end is CellEnd.OK for run in evidence.observed.cells)
