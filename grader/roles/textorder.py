"""Whether words stand in an order that English has: a bag of the right words is no answer.

A table says how much more often than by chance one kind of word follows another in English prose; the kinds are the
words that hold sentences together, each by itself, and all others by their ending. In what somebody wrote, be it terse
or without articles, neighbours go together; in the same words shuffled they don't. `benchmarks/answers/wordorder.py`
makes the table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise

LEAST_PAIRS = 5
"""Neighbours, one of them a word that holds sentences together, from which on their order tells something."""
# Of 345 answers that were written for the tests or belong to the development half one is below, and a worthless one; of
# the same words shuffled three quarters are.
SHUFFLED, GRANTED = -0.05, 2.75
"""The mean from which downwards a text was shuffled, and what is granted in sum, so that short ones need more."""
DOUBTFUL = 0.15
"""The same where there are several impossible pairs, such as "the of"."""
IMPOSSIBLE, SEVERAL = -2.0, 2

_BINDING_LIST = (
    "the a an of to in on for with from by at as is are was were be been can cannot could will would should must may "
    "has have had do does did not no it its they their this that these those which who what how when where if then so "
    "and or but because than while into through each every all some more most only one i we you my our also just "
    "there after before between over up out very such other same"
)
_BINDING = frozenset(_BINDING_LIST.split())
_ENDINGS = ("ing", "ed", "ly", "s")
KINDS = (*_BINDING_LIST.split(), "#", *(f"-{ending}" for ending in _ENDINGS), "X")
"""Of words; `#` is a number, `X` any word that nothing is known of."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_MIDDLE, _STEP = 12, 0.25
_TOKEN = re.compile(r"[a-z]+(?:['’-][a-z]+)*|\d+|[.!?;:,\n()\"“”|=>→$`]")


def is_shuffled(text: str) -> bool:
    """Whether the neighbours in a text go together no better than by chance."""
    found = [pair for pair in pairs(text) if pair[0] in _BINDING or pair[1] in _BINDING]
    if len(found) < LEAST_PAIRS:
        return False
    mean = sum(_table()[pair] for pair in found) / len(found)
    impossible = sum(_table()[pair] <= IMPOSSIBLE for pair in set(found))
    return mean < SHUFFLED - GRANTED / len(found) or (mean < DOUBTFUL and impossible >= SEVERAL)


def pairs(text: str) -> Iterator[tuple[str, str]]:
    """The kinds of each two neighbours that no sign parts."""
    kinds = [_kind(token) for token in _TOKEN.findall(text.lower())]
    yield from ((one, other) for one, other in pairwise(kinds) if one and other)


def letter(likeness: float) -> str:
    """How the table writes a number."""
    return _LETTERS[max(0, min(len(_LETTERS) - 1, round(likeness / _STEP) + _MIDDLE))]


def _kind(token: str) -> str:
    if token in _BINDING:
        return token
    if token[0].isdigit():
        return "#"
    if not token[0].isalpha():
        return ""
    return next((f"-{each}" for each in _ENDINGS if token.endswith(each) and len(token) > len(each) + 2), "X")


@lru_cache(maxsize=1)
def _table() -> dict[tuple[str, str], float]:
    rows = files("grader.roles").joinpath("wordpairs.txt").read_text(encoding="ascii").split()
    return {
        (one, other): (_LETTERS.index(row[at]) - _MIDDLE) * _STEP
        for one, row in zip(KINDS, rows, strict=True)
        for at, other in enumerate(KINDS)
    }
