"""How near marks are to one another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import cohen_kappa_score  # type: ignore[import-untyped]

from benchmarks.answers.judging import Judged
from benchmarks.answers.sets import PARTS, STANCES, Marked

NEAR = 0.25
"""A quarter mark."""
STEPS = 4
"""Marks are told apart in quarters where they are compared as categories."""
TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Between two series of marks; `nan` where a figure has no meaning, as for marks that are all the same."""

    count: int
    pearson: float
    kappa: float
    """Cohen's, weighted quadratically."""
    error: float
    """Mean absolute difference."""
    near: float
    """The share that is at most a quarter mark off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Credits:
    """Concepts, as against those that the marker found."""

    right: int
    missed: int
    invented: int

    @property
    def precision(self) -> float:
        return _share(self.right, self.right + self.invented)

    @property
    def recall(self) -> float:
        return _share(self.right, self.right + self.missed)


def agreement(first: Sequence[float], second: Sequence[float]) -> Agreement:
    """How near the marks of one are to those of the other, answer by answer."""
    if not first:
        return Agreement(count=0, pearson=math.nan, kappa=math.nan, error=math.nan, near=math.nan)
    differences = [abs(one - other) for one, other in zip(first, second, strict=True)]
    return Agreement(
        count=len(differences),
        pearson=pearson(first, second),
        kappa=_kappa(first, second),
        error=sum(differences) / len(differences),
        near=sum(each <= NEAR + TOLERANCE for each in differences) / len(differences),
    )


def pearson(first: Sequence[float], second: Sequence[float]) -> float:
    """Pearson's correlation; `nan` where either series does not vary."""
    if len(first) < 2 or len(set(first)) < 2 or len(set(second)) < 2:
        return math.nan
    return float(np.corrcoef(first, second)[0, 1])


def _kappa(first: Sequence[float], second: Sequence[float]) -> float:
    one, other = [round(mark * STEPS) for mark in first], [round(mark * STEPS) for mark in second]
    if len(set(one)) < 2 or len(set(other)) < 2:
        return math.nan  # where all marks of one are the same it is 0 whatever the others are
    return float(cohen_kappa_score(one, other, labels=list(range(STEPS + 1)), weights="quadratic"))


def credits_of(judged: Iterable[tuple[Marked, Judged]]) -> Credits:
    """Concepts found, missed and invented, in answers whose marker told the concepts."""
    right = missed = invented = 0
    for answer, outcome in judged:
        if answer.says is not None:
            wanted, found = set(answer.says) - STANCES, {PARTS.get(each, each) for each in outcome.quotes} - STANCES
            right += len(wanted & found)
            missed += len(wanted - found)
            invented += len(found - wanted)
    return Credits(right=right, missed=missed, invented=invented)


def _share(part: int, whole: int) -> float:
    return part / whole if whole else math.nan
