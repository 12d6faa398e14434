"""Hooks on calling and predicting: which model or layer ran with what, outside of training."""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from recorder import models, tensors
from recorder.journal import Journal

# A greedy decoder makes some ten calls a sentence; evaluating on hundreds of sentences in a cell is rare.
MOST_IN_A_CELL = 1_500
MOST = 6_000


def install(journal: Journal) -> None:
    counter = _Counter(journal)
    keras.layers.Layer.__call__ = _called(journal, counter, keras.layers.Layer.__call__)  # a hook
    for name in ("predict", "predict_on_batch"):
        setattr(keras.Model, name, _predicted(journal, counter, getattr(keras.Model, name)))


class _Counter:
    """Bounds the calls that are noted, and says how many were left out."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._total = 0
        self._cell = -1
        self._in_cell = 0
        self._known: dict[int, int] = {}

    def allows(self) -> bool:
        if self._journal.cell != self._cell:
            self._cell, self._in_cell = self._journal.cell, 0
        self._total += 1
        self._in_cell += 1
        if self._in_cell <= MOST_IN_A_CELL and self._total <= MOST:
            return True
        self._journal.write("calls_left_out")
        return False

    def model(self, model: Any) -> int:
        """The model's handle; it is described at its first call and whenever its variables have changed in number."""
        handle = self._journal.handle(model)
        if self._known.get(handle) != len(model.variables):
            self._known[handle] = len(model.variables)
            models.write(self._journal, model)
        return handle

    def note(self, layer: Any, inputs: Any, outputs: Any) -> None:
        if not self.allows():
            return
        is_model = isinstance(layer, keras.Model)
        self._journal.write(
            "call",
            target="model" if is_model else "layer",
            name=str(layer.name),
            model=self.model(layer) if is_model else -1,
            inputs=tensors.glimpses(inputs, output=False),
            outputs=tensors.glimpses(outputs, output=True),
            variables=[self._journal.handle(variable) for variable in layer.variables],
            trained=self._journal.fits_ended > 0,
        )


def _called(journal: Journal, counter: _Counter, original: Any) -> Any:
    @functools.wraps(original)
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        # Inside a graph that is being traced, or while a model is being put together, nothing is computed. What runs
        # inside a tape is a step of training.
        if journal.busy or journal.sheet is not None or not tf.executing_eagerly() or _symbolic(args, kwargs):
            return original(self, *args, **kwargs)
        journal.busy += 1
        try:
            outputs = original(self, *args, **kwargs)
        finally:
            journal.busy -= 1
        inputs = [args, {key: value for key, value in kwargs.items() if key not in ("training", "mask")}]
        journal.quietly(lambda: counter.note(self, inputs, outputs))
        return outputs

    return __call__


def _predicted(journal: Journal, counter: _Counter, original: Any) -> Any:
    @functools.wraps(original)
    def predict(self: Any, x: Any, *args: Any, **kwargs: Any) -> Any:
        if journal.busy:
            return original(self, x, *args, **kwargs)
        journal.busy += 1
        try:
            outputs = original(self, x, *args, **kwargs)
        finally:
            journal.busy -= 1
        journal.quietly(lambda: counter.note(self, x, outputs))
        return outputs

    return predict


def _symbolic(args: Any, kwargs: Any) -> bool:
    return any(isinstance(leaf, keras.KerasTensor) for leaf in keras.tree.flatten((args, kwargs)))
