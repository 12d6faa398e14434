"""Trained models asked once more when the notebook is over: for those that can't be rebuilt outside its process.

The same questions as the verifier's: what is the loss on the rows that were trained on, and does the source matter.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
from keras_measures import age
from keras_measures.scores import Measured, measure, moved, own_mask
from recorder.journal import Journal
from recorder.models import configuration, flat_layers

MOST_ROWS = 64
MOST_MODELS = 4


class Samples:
    """The first rows of what entered each model's training, as the model takes them."""

    def __init__(self) -> None:
        self._kept: dict[int, tuple[Any, Any, Any]] = {}

    def keep(self, handle: int, model: Any, x: Any, y: Any) -> None:
        """Keeps arrays and nested structures of arrays; of anything else nothing is kept."""
        if y is None or hasattr(x, "element_spec") or hasattr(x, "__next__") or isinstance(x, age.Batches):
            return
        self._kept[handle] = (model, _head(x), _head(y))

    def ask(self, journal: Journal) -> None:
        """Notes what the models answer that don't consist of Keras's own layers alone."""
        for handle, (model, x, y) in list(self._kept.items())[:MOST_MODELS]:
            if _is_plain(model):
                continue
            journal.quietly(partial(_ask, journal, handle, model, x, y))


def _is_plain(model: Any) -> bool:
    ours = all(age.is_own(type(layer)) for layer in flat_layers(model))
    return ours and bool(configuration(model))


def _head(values: Any) -> Any:
    return age.map_structure(lambda leaf: np.asarray(leaf)[:MOST_ROWS], values)


def _ask(journal: Journal, handle: int, model: Any, x: Any, y: Any) -> None:
    target = age.flatten(y)[0]
    journal.busy += 1  # these calls are ours
    try:
        found = _scores(model, x)
        swapped = _swapped(x)
        other = _scores(model, swapped)
    finally:
        journal.busy -= 1
    if found is None or other is None:
        return
    result: Measured | None = measure(found[0], target, found[1])
    if result is None:
        return
    journal.write(
        "probe",
        model=handle,
        rows=len(target),
        loss=result.loss,
        masked_loss=result.masked_loss,
        accuracy=result.accuracy,
        masked_accuracy=result.masked_accuracy,
        filled=result.filled,
        kept_loss=result.kept_loss,
        kept_accuracy=result.kept_accuracy,
        moved=None if _same(x, swapped) else moved(found[0], other[0]),
    )


def _swapped(x: Any) -> Any:
    """The inputs with the first array's rows turned by one: each row with another's source."""
    leaves = age.flatten(x)
    return age.pack_sequence_as(x, [np.roll(leaves[0], 1, axis=0), *leaves[1:]])


def _same(x: Any, swapped: Any) -> bool:
    """Whether the rows are all alike, or one: then nothing can be told from turning them."""
    return np.array_equal(age.flatten(x)[0], age.flatten(swapped)[0])


def _scores(model: Any, x: Any) -> Any:
    """The first output that is a sequence of distributions, with the mask that it carries; None without one."""
    outputs = (leaf for leaf in age.flatten(model(x, training=False)) if len(leaf.shape) == 3)
    first = next(outputs, None)
    return None if first is None else (np.asarray(first), own_mask(first, first.shape[:2]))
