"""Saving and loading as older Keras did: weights in any file, a model as a folder."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import Any

import keras
from helping.aids import Aids
from keras_measures import age

INSIDE = "model.keras"
"""In a folder that stands for a saved model."""


def install(aids: Aids) -> None:
    if age.LEGACY:
        return
    model = keras.Model
    model.save_weights = _save_weights(aids, model.save_weights)
    model.load_weights = _load_weights(aids, model.load_weights)
    model.save = _save(aids, model.save)
    load = _load_model(aids, keras.models.load_model)
    import sys

    for veneer in ("keras", "tensorflow.keras", "keras._tf_keras.keras"):
        for part in ("models", "saving"):
            module = sys.modules.get(f"{veneer}.{part}")
            if module is not None:
                module.load_model = load  # type: ignore[attr-defined]  # a hook


def _save_weights(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def save_weights(self: Any, filepath: Any, overwrite: bool = True, save_format: Any = None, **kwargs: Any) -> None:
        path = os.fspath(filepath)
        if path.endswith((".weights.h5", ".weights.json")):
            original(self, filepath, overwrite=overwrite, **kwargs)
            return
        import h5py
        from keras.src.legacy.saving import legacy_h5_format

        aids.age("save_weights", f"save_weights({Path(path).name!r}) was saved in Keras 2's own form.")
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        with h5py.File(path, "w") as file:
            legacy_h5_format.save_weights_to_hdf5_group(file, self)

    return save_weights


def _load_weights(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def load_weights(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> Any:
        path = os.fspath(filepath)
        if path.endswith((".h5", ".hdf5", ".keras", ".json")) or not os.path.isfile(path):
            return original(self, filepath, *args, **kwargs)
        import h5py
        from keras.src.legacy.saving import legacy_h5_format

        aids.age("load_weights", f"load_weights({Path(path).name!r}) was read in Keras 2's own form.")
        with h5py.File(path, "r") as file:
            legacy_h5_format.load_weights_from_hdf5_group(file, self)
        return None

    return load_weights


def _save(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def save(self: Any, filepath: Any, *args: Any, **kwargs: Any) -> None:
        kwargs.pop("save_format", None)
        path = os.fspath(filepath)
        if path.endswith((".keras", ".h5", ".hdf5")):
            original(self, filepath, *args, **kwargs)
            return
        aids.age("save", f"save({Path(path).name!r}), a folder in Keras 2, became a folder with a .keras file in it.")
        Path(path).mkdir(parents=True, exist_ok=True)
        original(self, Path(path) / INSIDE)

    return save


def _load_model(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def load_model(filepath: Any, *args: Any, **kwargs: Any) -> Any:
        inside = Path(os.fspath(filepath)) / INSIDE
        if inside.is_file():
            aids.age("load_model", f"load_model({inside.parent.name!r}) was read from the .keras file in that folder.")
            filepath = inside
        return original(filepath, *args, **kwargs)

    return load_model
