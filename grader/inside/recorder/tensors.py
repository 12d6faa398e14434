"""Arrays as the journal keeps them: ids rather than one-hot rows, described where they are too large to keep."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
from keras_measures import age
from recorder.journal import Journal

MOST_STORED = 16_000_000  # elements of one array
MOST_BYTES = 1 << 30  # of one array that is looked at
MOST_IDS = 512  # in a glimpse of all rows
MOST_ROWS = 64  # of a larger batch that are kept
MOST_IDS_OF_ROWS = 4_096
MOST_VALUES = 2_048  # in a glimpse
MOST_TEXTS = 64  # in a glimpse
LONGEST_TEXT = 300
MOST_LEAVES = 64  # of a nested structure; a list of texts has one for each
WIDEST_VALUES = 64  # last axis of a glimpse's values: attention weights are as wide as a sentence, states are wider


def digest(array: Any) -> str:
    return hashlib.blake2b(np.ascontiguousarray(array).tobytes(), digest_size=16).hexdigest()


def as_array(value: Any) -> Any:
    """A NumPy array of numbers, or None for what is none (strings, ragged, symbolic)."""
    if hasattr(value, "numpy"):
        value = value.numpy()
    if isinstance(value, str | bytes):
        return None
    array = np.asarray(value)
    return array if array.dtype.kind in "biuf" and array.nbytes <= MOST_BYTES else None


def as_texts(value: Any) -> Any:
    """A NumPy array of strings, or None for what is none."""
    if isinstance(value, str):
        value = [value]
    if not hasattr(value, "dtype") and not (isinstance(value, list | tuple) and value and isinstance(value[0], str)):
        return None
    array = np.asarray(value.numpy() if hasattr(value, "numpy") else value)
    if array.dtype.kind not in "OUS" or array.nbytes > MOST_BYTES:
        return None
    flat = [item.decode("utf-8", "replace") if isinstance(item, bytes) else item for item in array.ravel().tolist()]
    return np.array(flat, dtype=object).reshape(array.shape) if all(isinstance(item, str) for item in flat) else None


def one_hot_ids(array: Any) -> Any:
    """Ids of one-hot rows along the last axis, -1 for rows of zeros (padding); None where the array is not one-hot."""
    if array.ndim < 2 or array.shape[-1] < 2 or array.size == 0:
        return None
    # A look at the first rows refuses most arrays without touching all of a large one.
    head = array.reshape(-1, array.shape[-1])[:256]
    if not np.isin(head, (0, 1)).all() or head.sum(-1).max(initial=0) > 1:
        return None
    total = array.sum(-1)
    if total.max() != 1 or total.min() < 0 or array.max() != 1 or array.min() < 0:
        return None
    return np.where(total > 0, array.argmax(-1), -1).astype(np.int32)


def padded(pieces: list[Any]) -> Any:
    """Batches as one array: those of different lengths are filled up with zeros to the longest."""
    longest = [max(piece.shape[axis] for piece in pieces) for axis in range(1, pieces[0].ndim)]
    return np.concatenate(
        [np.pad(p, [(0, 0), *((0, n - p.shape[axis + 1]) for axis, n in enumerate(longest))]) for p in pieces]
    )


def whole_numbers(array: Any) -> bool:
    """Whether the values are integers, whatever the dtype: `np.zeros((n, length))` filled with ids is common."""
    if array.dtype.kind in "biu":
        return True
    return bool(np.isfinite(array).all() and (array == np.floor(array)).all() and np.abs(array).max(initial=0) < 2**31)


def store(journal: Journal, value: Any) -> dict[str, Any] | None:
    """An `ArrayRef` of an array that matters, with its ids in the outbox; None for what is no numeric array."""
    array = as_array(value)
    if array is None or array.ndim == 0:
        return None
    shape, dtype, width = list(array.shape), str(array.dtype), 0
    ids = one_hot_ids(array) if array.ndim >= 3 else None
    if ids is not None:
        width, array = shape[-1], ids
    elif whole_numbers(array):
        array = array.astype(np.int32)
    name = digest(array)
    stored = array.dtype == np.int32 and 0 < array.size <= MOST_STORED
    if stored:
        path = journal.outbox / "arrays" / f"{name}.bin"
        if not path.exists():
            path.write_bytes(np.ascontiguousarray(array, dtype="<i4").tobytes())
    return {"digest": name, "dtype": dtype, "shape": shape, "one_hot": width, "stored": stored}


def glimpse(value: Any, output: bool) -> dict[str, Any] | None:
    """What is kept of a tensor that entered or left a model; None for what is no numeric tensor."""
    array = as_array(value)
    if array is None:
        return _texts_seen(as_texts(value))
    seen: dict[str, Any] = {"shape": list(array.shape), "digest": digest(array)}
    ids = one_hot_ids(array)
    if ids is None and whole_numbers(array):
        ids = array
    if ids is None and output and array.ndim >= 2 and array.shape[-1] > 2:
        ids = array.argmax(-1)
    if ids is not None and ids.size <= MOST_IDS:
        seen["ids"] = [int(number) for number in ids.ravel()]
    elif ids is not None and ids.ndim >= 2 and 0 < ids[0].size <= MOST_IDS:
        # A whole test set at once: its first rows tell what was done with all.
        seen["rows"] = min(MOST_ROWS, len(ids), max(1, MOST_IDS_OF_ROWS // ids[0].size))
        seen["ids"] = [int(number) for number in ids[: seen["rows"]].ravel()]
    # Attention weights are often kept as a column.
    wide = array.shape[:-1] if array.ndim > 2 and array.shape[-1] == 1 else array.shape
    floats = array.dtype.kind == "f" and array.ndim >= 1
    if floats and 0 < array.size <= MOST_VALUES and 1 < wide[-1] <= WIDEST_VALUES:
        seen["values"] = [round(float(number), 4) for number in array.ravel()]
    return seen


def _texts_seen(texts: Any) -> dict[str, Any] | None:
    if texts is None or not texts.size:
        return None
    flat = [text[:LONGEST_TEXT] for text in texts.ravel()[:MOST_TEXTS].tolist()]
    name = hashlib.blake2b("\n".join(texts.ravel().tolist()).encode(), digest_size=16).hexdigest()
    return {"shape": list(texts.shape), "digest": name, "texts": flat}


def glimpses(values: Any, output: bool) -> list[dict[str, Any]]:
    """Glimpses of a nested structure, in Keras's own order of flattening."""
    leaves = [leaf for leaf in age.flatten(values) if leaf is not None][:MOST_LEAVES]
    kept = (glimpse(leaf, output) for leaf in leaves)
    return [seen for seen in kept if seen is not None]
