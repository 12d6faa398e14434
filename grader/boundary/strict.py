"""What JSON leaves open and a strict reader does not: names that stand twice, numbers that are none, and sheer number.

msgspec decodes into types and refuses NaN, what is no UTF-8 and nesting beyond a depth, but takes the last of two equal
names, and looks into what it skips no further than it must. So what it accepted is read once more here, by Python's
own decoder, which costs 12 ms for the half megabyte of a real journal (msgspec: 4 ms), and is bounded by the number of
parts: a decoder that keeps everything makes some seventy bytes of each.
"""

from __future__ import annotations

import json
import re
from typing import Any

MOST_PARTS = 8_000_000  # of one record; that of a reference run has 200,000

# To the end where a string has none: without that its beginning would be sought again from each of its characters.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.)*+(?:"|\\?\Z)', re.DOTALL)


def parts(raw: bytes) -> int:
    """How many values JSON text can hold at most: what stands in strings doesn't count."""
    bare = _STRINGS.sub(b"", raw)
    return 1 + bare.count(b",") + bare.count(b"[") + bare.count(b"{")


def check(raw: bytes) -> None:
    """Raises `ValueError` or `RecursionError` with what is wrong in JSON text that has already been decoded once."""
    if len(raw) > MOST_PARTS and parts(raw) > MOST_PARTS:
        raise ValueError(f"it has more than {MOST_PARTS:,} parts")
    json.loads(raw, object_pairs_hook=_once, parse_constant=_no_number)


def _once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a name stands twice in one object")


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")
