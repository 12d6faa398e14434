"""Looking into the arrays of ids that were stored with the evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from grader.model.traces import ArrayRef

FEWEST_TOKENS, ENOUGH, EVEN = 300, 3, 2.0
"""Tokens in all and for each different id, and the chi-squared to a degree of freedom below which they are dice."""

Ids = npt.NDArray[np.int32]
Arrays = Callable[[ArrayRef], Ids | None]
"""Gives the ids of an array, or None where they were not stored."""


def sequences(ref: ArrayRef, arrays: Arrays) -> Ids | None:
    """Rows of ids, shape (rows, length); None for what is no such array. A last axis of one is dropped."""
    ids = arrays(ref)
    if ids is None:
        return None
    if ids.ndim == 3 and ids.shape[-1] == 1:
        ids = ids[..., 0]
    return ids if ids.ndim == 2 and ids.shape[0] > 0 else None


def padding(ids: Ids) -> int:
    """The id that fills rows up: the commonest in the last column, or in the first where rows are filled in front."""
    last, first = (np.unique(ids[:, place], return_counts=True) for place in (-1, 0))
    # Rows filled in front begin with 0 more often than they end with it; start tokens, which all rows share, are not 0.
    if 0 in first[0] and (ids[:, 0] == 0).mean() > (ids[:, -1] == 0).mean():
        return 0
    return int(last[0][last[1].argmax()])


def is_evenly_spread(ids: Ids) -> bool:
    """Whether the ids are spread as evenly as dice would have it, which no text's are: a few words make up most of it.

    By chi-squared against even chances, over what is no padding and, as rows begin and end with the same, no first and
    last token; where there are enough of them to tell. Even chances give 1 to a degree of freedom; the first 200 rows
    of the toy data have 12 and 41, all of its training rows 316 and 620.
    """
    inner = ids[:, 1:-1]
    counts = np.unique(inner[(inner != padding(ids)) & (inner != -1)], return_counts=True)[1]
    if counts.sum() < max(FEWEST_TOKENS, ENOUGH * len(counts)):
        return False
    even = counts.sum() / len(counts)
    return bool(((counts - even) ** 2 / even).sum() / (len(counts) - 1) < EVEN)


def row_key(row: npt.NDArray[np.int32], pad: int) -> bytes:
    """A row without its padding at either end, as a key for looking it up."""
    filled = np.flatnonzero((row != pad) & (row != -1))
    return row[filled[0] : filled[-1] + 1].tobytes() if len(filled) else b""


def is_shifted(later: Ids, earlier: Ids) -> bool:
    """Whether `later[:, t] == earlier[:, t + 1]` wherever `earlier` still has a token.

    Beyond its end nothing is compared: where the end token is kept out of the decoder's input, the target has one token
    more. 99 % of the places must agree, for some notebooks cut the longest rows differently on the two sides.
    """
    if len(later) != len(earlier):
        return False
    length = min(later.shape[1], earlier.shape[1] - 1)
    if length < 1:
        return False
    left, right = later[:, :length], earlier[:, 1 : length + 1]
    counted = (right != padding(earlier)) & (right != -1)
    if counted.sum() < len(later) / 2:
        return False
    return bool((left[counted] == right[counted]).mean() >= 0.99)
