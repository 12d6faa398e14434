"""Whom honest answers are sent to, and what marking costs."""

from __future__ import annotations

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.answers.judging import Judge, Judged
from benchmarks.answers.sets import Marked

HONEST = frozenset({"full", "para", "terse", "long", "partial", "mixed"})
"""Kinds of answers that are meant to say something right, in `marked/README.md`."""
ROUNDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Routing:
    """What becomes of honest answers."""

    honest: int
    flagged: tuple[Marked, ...]
    """Sent to a person: a guard took a half or all of their mark."""
    worth: int
    """Honest answers that a person gave anything."""
    zeroed: tuple[Marked, ...]
    """Of those the ones that earn nothing here."""
    zeroed_silently: tuple[Marked, ...]
    """Of those again the ones that no guard took it from, so that nobody would look."""
    worthless: int
    """Answers that a person gave nothing."""
    credited: tuple[Marked, ...]
    """Of those the ones that earn something here, and that nobody would look at."""


def routing(judged: Sequence[tuple[Marked, Judged]]) -> Routing:
    """Counts who is sent to a person, and who ends with nothing."""
    honest = [(answer, outcome) for answer, outcome in judged if answer.kind in HONEST]
    worth = [(answer, outcome) for answer, outcome in honest if answer.mark > 0]
    worthless = [(answer, outcome) for answer, outcome in judged if answer.mark == 0]
    return Routing(
        honest=len(honest),
        flagged=tuple(answer for answer, outcome in honest if outcome.flags),
        worth=len(worth),
        zeroed=tuple(answer for answer, outcome in worth if outcome.mark == 0),
        zeroed_silently=tuple(answer for answer, outcome in worth if outcome.mark == 0 and not outcome.flags),
        worthless=len(worthless),
        credited=tuple(answer for answer, outcome in worthless if outcome.mark > 0 and not outcome.flags),
    )


def milliseconds(judge: Judge, answers: Sequence[Marked]) -> float:
    """Of processor time for an answer: the median, each taken at its quickest of some rounds after the first."""
    quickest = [min(_once(judge, answer) for _ in range(1 + ROUNDS)) for answer in answers]
    return statistics.median(quickest) * 1000 if quickest else 0.0


def _once(judge: Judge, answer: Marked) -> float:
    start = time.process_time()
    judge(answer.item, answer.text, answer.curve)
    return time.process_time() - start
