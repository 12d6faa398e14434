"""Training rows as the model takes them: ids as they are or as one-hot rows, in the order of its inputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tensorflow as tf
from verifier.vetting import Refused

MOST_ROWS = 512
MOST_NUMBERS = 64_000_000  # in one-hot rows and in what the model puts out
BATCH = 256


@dataclass(frozen=True, slots=True)
class Column:
    """One array that entered training, at the rows that are looked at; `width` of one-hot rows, else 0."""

    ids: Any
    width: int

    def at(self, ids: Any) -> Any:
        """Other ids in this column's form."""
        return one_hot(ids, self.width) if self.width else ids


def one_hot(ids: Any, width: int) -> Any:
    """Rows of zeros for ids below zero."""
    ids = np.asarray(ids)
    rows = np.zeros((*ids.shape, width), dtype="float32")
    np.put_along_axis(rows, np.maximum(ids, 0)[..., None], (ids >= 0).astype("float32")[..., None], axis=-1)
    return rows


def columns(entries: list[dict[str, Any]], trained_rows: int) -> list[Column]:
    """The columns at evenly spaced rows among those that were trained on."""
    loaded, count = _trained(entries, trained_rows)
    if count < 1:
        raise Refused("there are no rows that it was trained on")
    most = MOST_ROWS
    for array, entry in zip(loaded, entries, strict=True):
        most = min(most, max(16, MOST_NUMBERS // max(1, entry["one_hot"] * int(np.prod(array.shape[1:])))))
    rows = np.unique(np.linspace(0, count - 1, min(count, most)).astype(int))
    return [Column(np.asarray(array[rows]), entry["one_hot"]) for array, entry in zip(loaded, entries, strict=True)]


def _trained(entries: list[dict[str, Any]], trained_rows: int) -> tuple[list[Any], int]:
    """The arrays, and how many of their first rows were trained on."""
    loaded = [np.load(Path(entry["path"]), allow_pickle=False, mmap_mode="r") for entry in entries]
    count = min(len(array) for array in loaded)
    return loaded, min(count, trained_rows) if trained_rows else count


def distinct(entries: list[dict[str, Any]], trained_rows: int) -> int:
    """Different rows among all that were trained on, over all arrays together."""
    loaded, count = _trained(entries, trained_rows)
    flat = [np.asarray(array[:count]).reshape(count, -1) for array in loaded]
    return len(np.unique(np.hstack(flat), axis=0))


class Asked:
    """A rebuilt model as one function, traced once for all lengths.

    Called eagerly, a recurrent layer costs a turn of Python at each step of each sentence.
    """

    def __init__(self, model: Any) -> None:
        self.inputs = model.inputs
        signature = [tf.TensorSpec((None, *tensor.shape[1:]), tensor.dtype) for tensor in model.inputs]

        def scores(*batch: Any) -> Any:
            outputs = model(list(batch) if len(batch) > 1 else batch[0], training=False)
            first = outputs[0] if isinstance(outputs, list | tuple) else outputs
            mask = getattr(first, "_keras_mask", None)
            return first, tf.ones(tf.shape(first)[:2], tf.bool) if mask is None else mask

        self._scores = tf.function(scores, input_signature=signature)

    def predict(self, arrays: Sequence[Any]) -> Any:
        """Scores (rows, places, words), in batches and without dropout; raises `Refused` for other outputs."""
        return self.predict_with_mask(arrays)[0]

    def predict_with_mask(self, arrays: Sequence[Any]) -> tuple[Any, Any]:
        """The same, and which places (rows, places) the model's own mask keeps."""
        if len(arrays) != len(self.inputs):
            raise Refused(f"it takes {len(self.inputs)} inputs, and {len(arrays)} arrays entered its training")
        pieces, masks = [], []
        for start in range(0, len(arrays[0]), BATCH):
            batch = [
                tf.cast(array[start : start + BATCH], tensor.dtype)
                for array, tensor in zip(arrays, self.inputs, strict=True)
            ]
            piece, mask = map(np.asarray, self._scores(*batch))
            if piece.ndim != 3:
                raise Refused("it doesn't put out a distribution for each place of a sequence")
            pieces.append(piece)
            masks.append(mask)
        return np.concatenate(pieces), np.concatenate(masks)
