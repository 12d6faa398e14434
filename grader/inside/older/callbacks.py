"""`history.history['acc']`, and checkpoints that older Keras wrote to any file."""

from __future__ import annotations

import functools
import os
from typing import Any

import keras
from helping.aids import Aids
from keras_measures import age


class Logs(dict[str, Any]):
    """A history that also answers to the names that Keras had for its metrics before 2.3."""

    aids: Aids

    def __missing__(self, name: Any) -> Any:
        now = name.replace("acc", "accuracy") if name in ("acc", "val_acc") else None
        if now is None or now not in self:
            raise KeyError(name)
        Logs.aids.age(
            f"history[{name!r}]", f"history.history[{name!r}] was answered with {now!r}, its name since 2019."
        )
        return self[now]


def install(aids: Aids) -> None:
    Logs.aids = aids
    history = keras.callbacks.History
    history.__init__ = _named(history.__init__)
    if not age.LEGACY:
        checkpoint = keras.callbacks.ModelCheckpoint
        checkpoint.__init__ = _any_file(aids, checkpoint.__init__)


def _named(original: Any) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        self.history = Logs(self.history)

    return __init__


def _any_file(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> None:
        path = os.fspath(filepath)
        if kwargs.pop("period", 1) != 1:
            kwargs["period"] = 0  # had another meaning, which is gone: Keras says so
        weights = bool(kwargs.get("save_weights_only", args[3] if len(args) > 3 else False))
        fits = path.endswith(".weights.h5") if weights else path.endswith((".keras", ".h5"))
        original(self, path if fits else f"{path}{'.weights.h5' if weights else '.keras'}", *args, **kwargs)
        if not fits:
            self.filepath = path
            aids.age("ModelCheckpoint", f"ModelCheckpoint writes to {os.path.basename(path)!r} as older Keras did.")

    return __init__
