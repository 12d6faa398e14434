"""`lr=`, `decay=` and `epsilon=None` of older optimizers, and their attribute `lr`."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import keras
from helping.aids import Aids


def install(aids: Aids) -> None:
    base = keras.optimizers.Optimizer
    kinds = {kind for kind in vars(keras.optimizers).values() if isinstance(kind, type) and issubclass(kind, base)}
    for kind in kinds - {base}:
        original = vars(kind).get("__init__")
        rate = inspect.signature(original).parameters.get("learning_rate") if original else None
        if rate is not None:
            setattr(kind, "__init__", _settings(aids, kind, original, rate.default))  # noqa: B010  # a hook
    for owner in base.__mro__:
        if hasattr(owner, "learning_rate") and not hasattr(owner, "lr"):
            owner.lr = property(_rate(aids), lambda self, value: setattr(self, "learning_rate", value))
            break


def _rate(aids: Aids) -> Any:
    def lr(self: Any) -> Any:
        aids.age("optimizer.lr", "The attribute lr of optimizers was answered with learning_rate.")
        return self.learning_rate

    return lr


def _settings(aids: Aids, kind: type, original: Any, default: Any) -> Any:
    @functools.wraps(original)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        if kwargs.get("epsilon", 0) is None:
            del kwargs["epsilon"]  # stood for Keras's own, which is the default now
        if "lr" in kwargs:
            kwargs["learning_rate"] = kwargs.pop("lr")
            aids.age("lr=", f"{kind.__name__}(lr=…) was taken for learning_rate, as it is called now.")
        decay = kwargs.pop("decay", None)
        if decay:
            # learning rate / (1 + decay · steps), as Keras 2 computed it.
            rate = args[0] if args else kwargs.pop("learning_rate", default)
            args = args[1:]
            kwargs["learning_rate"] = keras.optimizers.schedules.InverseTimeDecay(rate, 1, decay)
            aids.age("decay=", f"{kind.__name__}(decay=…) became the schedule InverseTimeDecay, which it was.")
        original(self, *args, **kwargs)

    return __init__
