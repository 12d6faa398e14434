"""Keras 3 without what it loads for the few who use it: scikit-learn, pandas and SciPy, a second of CPU at each start.

A notebook that imports one of them gets it, and Keras is told then.
"""

from __future__ import annotations

import importlib
import sys
from typing import Any

from helping.after_import import after

NAMES = ("pandas", "scipy", "sklearn")


def import_keras() -> None:
    """While it is imported, an import of those says that they are not installed, which Keras is prepared for."""
    hidden = [name for name in NAMES if name not in sys.modules]
    sys.modules.update(dict.fromkeys(hidden))  # type: ignore[arg-type]  # None stands for "is not there"
    try:
        importlib.import_module("keras")
    finally:
        for name in hidden:
            if sys.modules.get(name, ...) is None:
                del sys.modules[name]
    after("pandas", _tell_of_pandas)
    after("sklearn", _tell_of_sklearn)


def _tell_of_pandas(pandas: Any) -> None:
    slicing: Any = sys.modules.get("keras.src.trainers.data_adapters.array_slicing")
    if slicing is not None:
        slicing.pandas = pandas


def _tell_of_sklearn(_sklearn: Any) -> None:
    """Its classes are made when their modules are loaded."""
    for name in ("fixes", "utils", "sklearn_wrapper"):
        if f"keras.src.wrappers.{name}" in sys.modules:
            importlib.reload(sys.modules[f"keras.src.wrappers.{name}"])
    made: Any = sys.modules.get("keras.src.wrappers.sklearn_wrapper")
    for veneer in ("keras.wrappers", "tensorflow.keras.wrappers", "keras._tf_keras.keras.wrappers"):
        for name in ("SKLearnClassifier", "SKLearnRegressor", "SKLearnTransformer"):
            if veneer in sys.modules and hasattr(made, name):
                setattr(sys.modules[veneer], name, getattr(made, name))
