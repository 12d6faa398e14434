"""Methods and arguments of older models: `fit_generator`, `predict_classes`, `nb_epoch`, lists in batches."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from types import GeneratorType
from typing import Any

import keras
from helping.aids import Aids
from keras_measures import age
from older.layers import States, plain

NO_MEANING = frozenset(("max_queue_size", "workers", "use_multiprocessing", "pickle_safe", "max_q_size", "nb_worker"))
"""Arguments that told how batches are fetched, not which."""
RENAMED = {"nb_epoch": "epochs", "samples_per_epoch": "steps_per_epoch", "nb_val_samples": "validation_steps"}
METHODS = {"fit_generator": "fit", "evaluate_generator": "evaluate", "predict_generator": "predict"}


def install(aids: Aids) -> None:
    model = keras.Model
    for older, now in METHODS.items():
        if not hasattr(model, older):
            setattr(model, older, _by_another_name(aids, older, now))
    for kind in (model, keras.Sequential):
        if not hasattr(kind, "predict_proba"):
            kind.predict_proba = _by_another_name(aids, "predict_proba", "predict")
        if not hasattr(kind, "predict_classes"):
            kind.predict_classes = _predict_classes(aids)
    for name in () if age.LEGACY else ("fit", "evaluate", "predict"):
        setattr(model, name, _batches(aids, getattr(model, name)))


def _by_another_name(aids: Aids, older: str, now: str) -> Any:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        aids.age(older, f"{older}, which is gone, was answered by {now}.")
        if older.endswith("_generator"):
            args, kwargs = _of_generator(older, args, kwargs)
        return getattr(self, now)(*args, **kwargs)

    method.__name__ = older
    return method


def _of_generator(older: str, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of the older method by name: their order was another."""
    order = {
        "fit_generator": ("x", "steps_per_epoch", "epochs", "verbose", "callbacks", "validation_data"),
        "evaluate_generator": ("x", "steps", "callbacks"),
        "predict_generator": ("x", "steps", "callbacks"),
    }[older]
    given = dict(zip(order, args, strict=False))
    given.update({"x" if name == "generator" else name: value for name, value in kwargs.items()})
    return (given.pop("x"),), given


def _predict_classes(aids: Aids) -> Any:
    def predict_classes(self: Any, x: Any, batch_size: int | None = None, verbose: int = 0, **kwargs: Any) -> Any:
        aids.age("predict_classes", "predict_classes, which is gone, was answered by predict and its largest place.")
        found = self.predict(x, batch_size=batch_size, verbose=verbose, **kwargs)
        return found.argmax(axis=-1) if found.shape[-1] > 1 else (found > 0.5).astype("int32")

    return predict_classes


def surround(aids: Aids) -> None:
    """Outermost, for a hook in between that knows today's arguments would stop at those of older days."""
    for name in ("fit", "evaluate", "predict"):
        setattr(keras.Model, name, _arguments(aids, name, getattr(keras.Model, name)))


def _arguments(aids: Aids, name: str, original: Any) -> Any:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        for older, now in RENAMED.items():
            if older in kwargs:
                kwargs[now] = kwargs.pop(older)
                aids.age(f"{older}=", f"{name}({older}=…) was taken for {now}, as it is called now.")
        for gone in () if age.LEGACY else NO_MEANING & set(kwargs):
            del kwargs[gone]
            aids.age(f"{gone}=", f"{name}({gone}=…) was left out: it has no bearing on what is computed.")
        return original(self, *args, **kwargs)

    return method


def _batches(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        args = tuple(_tuples(aids, each) if isinstance(each, GeneratorType) else plain(each) for each in args)
        for given, value in kwargs.items():
            kwargs[given] = _tuples(aids, value) if isinstance(value, GeneratorType) else plain(value)
        found = original(self, *args, **kwargs)
        return States(found) if type(found) is tuple else found

    return method


def _tuples(aids: Aids, batches: Any) -> Iterator[Any]:
    """Batches as Keras 3 takes them from a generator: it refuses lists of inputs, which Keras 2 took."""
    for batch in batches:
        if isinstance(batch, list) or (isinstance(batch, tuple) and any(isinstance(part, list) for part in batch)):
            aids.age("lists in batches", "Lists of inputs from a generator became tuples, which Keras 3 asks for.")
            batch = tuple(tuple(part) if isinstance(part, list) else part for part in batch)
        yield batch
