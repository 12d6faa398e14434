"""Keras 2 in the place of Keras 3: `keras`, `tf.keras` and `tensorflow.keras` all mean `tf_keras`.

To be put in place before anything imports Keras or TensorFlow; the recorder and the verifier then see what the notebook
sees. `tf_keras` is the same code that TensorFlow brought as `tf.keras` until 2.15, kept up with TensorFlow's releases.
"""

from __future__ import annotations

import importlib
import os
import sys
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


def stand_in() -> None:
    """Raises `ModuleNotFoundError` where `tf_keras` is not installed."""
    os.environ["TF_USE_LEGACY_KERAS"] = "1"
    sys.meta_path.insert(0, _Finder())
    importlib.import_module("keras")


class _Finder:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name != "keras" and not name.startswith("keras."):
            return None
        try:
            module = importlib.import_module(f"tf_{name}")
        except ModuleNotFoundError as fault:
            if name == "keras":
                raise
            if fault.name and not f"tf_{name}".startswith(fault.name):
                raise
            return None
        return ModuleSpec(name, _Loader(module))


class _Loader(Loader):
    """Hands out a module that was loaded under its own name already, and leaves it as it is."""

    def __init__(self, module: ModuleType) -> None:
        self._module, self._spec = module, module.__spec__

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return self._module

    def exec_module(self, module: ModuleType) -> None:
        module.__spec__ = self._spec  # relative imports inside it go by this
