"""Looking into the arrays of ids that were stored with the evidence."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from grader.model.traces import ArrayRef

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
