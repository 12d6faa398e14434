"""Hooks that fill the sheet of a training step: on layers, losses and cross-entropies, wherever one is laid out."""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from keras_measures import age
from recorder import models
from recorder.journal import Journal
from recorder.sheet import Sheet, is_part


def install(journal: Journal) -> None:
    keras.layers.Layer.__call__ = _layer(journal, keras.layers.Layer.__call__)  # a hook
    keras.losses.Loss.__call__ = _loss(journal, keras.losses.Loss.__call__)
    # Every cross-entropy of Keras's, object or function, passes these two; what is left calls TensorFlow's own.
    for name in ("sparse_categorical_crossentropy", "categorical_crossentropy"):
        setattr(age.crossentropies, name, _keras_crossentropy(journal, name, getattr(age.crossentropies, name)))
    for name in ("sparse_softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits"):
        setattr(tf.nn, name, _crossentropy(journal, name, getattr(tf.nn, name)))


def _layer(journal: Journal, original: Any) -> Any:
    @functools.wraps(original)
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        sheet: Sheet | None = journal.sheet
        if sheet is None or sheet.within or (sheet.is_traced and tf.executing_eagerly()):
            return original(self, *args, **kwargs)
        if any(isinstance(leaf, age.KerasTensor) for leaf in age.flatten((args, kwargs))):
            return original(self, *args, **kwargs)  # a model is being put together
        part = is_part(self)
        if not sheet.stack:
            sheet.owners[id(self)] = self
        _enter(sheet, self, part)
        try:
            outputs = original(self, *args, **kwargs)
        finally:
            _leave(sheet, part)
        if part:
            journal.quietly(lambda: sheet.note(self, args, kwargs, outputs))
        return outputs

    return __call__


def _enter(sheet: Sheet, layer: Any, part: bool) -> None:
    if part:
        sheet.within += 1
        if sheet.eager:
            sheet.eager.paused += 1
    else:
        sheet.stack.append(layer)


def _leave(sheet: Sheet, part: bool) -> None:
    if part:
        sheet.within -= 1
        if sheet.eager:
            sheet.eager.paused -= 1
    else:
        sheet.stack.pop()


def _loss(journal: Journal, original: Any) -> Any:
    @functools.wraps(original)
    def __call__(self: Any, y_true: Any, y_pred: Any, *args: Any, **kwargs: Any) -> Any:
        sheet: Sheet | None = journal.sheet
        if sheet is None:
            return original(self, y_true, y_pred, *args, **kwargs)
        compared = len(sheet.compared)
        result = original(self, y_true, y_pred, *args, **kwargs)
        own = models.name_of(self)
        # A class of the notebook's own that asks a cross-entropy is that cross-entropy.
        if not sheet.loss or "(of the notebook)" not in own:
            sheet.loss = own
        if len(sheet.compared) == compared:
            sheet.compared.append((y_true, y_pred))
        return result

    return __call__


def _keras_crossentropy(journal: Journal, name: str, original: Any) -> Any:
    @functools.wraps(original)
    def crossentropy(target: Any, output: Any, from_logits: bool = False, axis: int = -1, **more: Any) -> Any:
        sheet: Sheet | None = journal.sheet
        if sheet is not None:
            sheet.compared.append((target, output))
            sheet.loss, sheet.from_logits = name, bool(from_logits)
            # It calls TensorFlow's own in its turn, which is not another comparison.
            journal.sheet = None
        try:
            return original(target, output, from_logits=from_logits, axis=axis, **more)
        finally:
            journal.sheet = sheet

    return crossentropy


def _crossentropy(journal: Journal, name: str, original: Any) -> Any:
    sparse = name.startswith("sparse")

    @functools.wraps(original)
    def crossentropy(labels: Any, logits: Any, *args: Any, **kwargs: Any) -> Any:
        sheet: Sheet | None = journal.sheet
        if sheet is not None:
            sheet.compared.append((labels, logits))
            sheet.loss = f"{'sparse_' if sparse else ''}categorical_crossentropy"
            sheet.from_logits = True
        return original(labels, logits, *args, **kwargs)

    return crossentropy
