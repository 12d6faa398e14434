"""Slips of spelling in the subject's own long words: "sentance", "genrate", "vanihsing".

Only words that the assignment lists are found again, from one slip away (two in long ones); what differs in its ending
is another form of the word, and what is ambiguous stays as it is.
"""

from __future__ import annotations

import re
from functools import lru_cache

from rapidfuzz.distance import OSA

LEAST = 5
"""Letters of a word that may be a slip."""
LONG = 9
"""Letters from which on two slips are granted."""

_WORD = re.compile(r"[a-z]{5,30}")
_ENDINGS = (
    "",
    "s",
    "r",
    "d",
    "es",
    "er",
    "ed",
    "rs",
    "ing",
    "ings",
    "al",
    "ly",
    "e",
    "n",
    "y",
    "t",
    "ts",
    "ce",
    "ces",
    "nt",
    "nce",
    "on",
    "ons",
    "ion",
    "ions",
    "or",
    "ors",
)


def mended(text: str, listed: tuple[str, ...], others: tuple[str, ...]) -> str:
    """A text in lower case with slips in the listed words mended; `others` are words that are no slips."""
    if not listed:
        return text
    return _WORD.sub(lambda match: _meant(match.group(), listed, others), text)


@lru_cache(maxsize=16384)
def _meant(word: str, listed: tuple[str, ...], others: tuple[str, ...]) -> str:
    if word in listed or word in others or any(_is_form(word, each) for each in listed):
        return word
    most = 2 if len(word) >= LONG else 1
    found = [
        (slips, each)
        for each in listed
        if each[0] == word[0] and (slips := OSA.distance(word, each, score_cutoff=most)) <= most
    ]
    nearest = sorted(found)[:2]
    if not nearest or (len(nearest) == 2 and nearest[0][0] == nearest[1][0] and not _is_form(*(e for _, e in nearest))):
        return word
    return nearest[0][1]


def _is_form(word: str, other: str) -> bool:
    """Whether two words differ in their endings only."""
    short = min(len(word), len(other))
    common = next((at for at in range(short) if word[at] != other[at]), short)
    return common >= LEAST - 1 and word[common:] in _ENDINGS and other[common:] in _ENDINGS
