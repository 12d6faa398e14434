"""Hooks on calling and predicting: which model or layer ran with what, outside of training."""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from keras_measures import age
from recorder import models, strings, tensors
from recorder.journal import Journal
from recorder.sheet import Sheet

# A greedy decoder makes some ten calls a sentence; evaluating on hundreds of sentences in a cell is rare.
MOST_IN_A_CELL = 1_500
MOST = 6_000


def install(journal: Journal) -> None:
    counter = journal.calls = _Counter(journal)
    keras.layers.Layer.__call__ = _called(journal, counter, keras.layers.Layer.__call__)  # a hook
    for name in ("predict", "predict_on_batch"):
        setattr(keras.Model, name, _predicted(journal, counter, getattr(keras.Model, name)))
    for name in ("evaluate", "test_on_batch"):
        setattr(keras.Model, name, _evaluated(journal, getattr(keras.Model, name)))


class _Counter:
    """Bounds the calls that are noted, and says how many were left out."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._total = 0
        self._cell = -1
        self._in_cell = 0
        self._known: dict[int, int] = {}
        self._ran_through: dict[int, list[int]] = {}

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
            inputs=self._inputs(layer, inputs) if is_model else tensors.glimpses(inputs, output=False),
            outputs=tensors.glimpses(outputs, output=True),
            variables=[self._journal.handle(variable) for variable in layer.variables],
            trained=self._journal.fits_ended > 0,
        )

    def _inputs(self, model: Any, values: Any) -> list[dict[str, Any]]:
        """Glimpses of what entered a model; of strings the ids as well that its own vectorization makes of them."""
        seen = tensors.glimpses(values, output=False)
        if any("texts" in glimpse for glimpse in seen):
            made = tensors.glimpses(strings.ids(self._journal, model, values), output=False)
            if len(made) == len(seen):
                return [{**glimpse, "ids": ids.get("ids", [])} for glimpse, ids in zip(seen, made, strict=True)]
        return seen

    def note_function(self, function: Any, sheet: Sheet, arguments: list[Any], result: Any) -> None:
        """A call of a function that was traced: its layers are known from the tracing, its steps are not seen."""
        handle = self._journal.handle(function)
        if sheet.notes:
            layers = [*sheet.owners.values(), *(note.layer for note in sheet.notes)]
            found = {id(variable): variable for layer in layers for variable in layer.variables}
            self._ran_through[handle] = [self._journal.handle(variable) for variable in found.values()]
        # A function without layers computes a loss, or splits a text: it is no model.
        if handle not in self._ran_through or not self.allows():
            return
        self._journal.write(
            "call",
            target="function",
            name=str(getattr(function.python_function, "__name__", "")),
            model=handle,
            inputs=tensors.glimpses(arguments, output=False),
            outputs=tensors.glimpses(result, output=True),
            variables=self._ran_through[handle],
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


def _evaluated(journal: Journal, original: Any) -> Any:
    @functools.wraps(original)
    def evaluate(self: Any, *args: Any, **kwargs: Any) -> Any:
        journal.busy += 1
        try:
            return original(self, *args, **kwargs)
        finally:
            journal.busy -= 1

    return evaluate


def _symbolic(args: Any, kwargs: Any) -> bool:
    return any(isinstance(leaf, age.KerasTensor) for leaf in age.flatten((args, kwargs)))
