"""Modules and names that older Keras had, found where they are now: one table, nothing loaded before its time."""

from __future__ import annotations

import importlib
import re
import sys
from collections.abc import Callable
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

import keras
from helping.aids import Aids
from keras_measures import age

TEXT = "keras.preprocessing.text" if age.LEGACY else "keras._tf_keras.keras.preprocessing.text"
IMAGE = "keras.preprocessing.image" if age.LEGACY else "keras._tf_keras.keras.preprocessing.image"
BACKEND = "keras.backend" if age.LEGACY else "keras._tf_keras.keras.backend"

MODULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        r"keras\.layers\.(recurrent\w*|core|embeddings|wrappers|merge|normalization\w*|convolutional\w*|pooling|noise"
        r"|advanced_activations|local|cudnn_recurrent|dense_attention|rnn_cell_wrapper_v2|attention|rnn)",
        ("keras.layers",),
    ),
    (r"keras\.layers\.experimental(\.preprocessing)?", ("keras.layers",)),
    (r"keras\.(engine|legacy)(\.\w+)*", ("keras", "keras.layers", "keras.models", "keras.utils")),
    (
        r"keras\.utils\.(np_utils|generic_utils|vis_utils|data_utils|layer_utils|io_utils|visualize_util|all_utils)",
        ("keras.utils",),
    ),
    (
        r"keras\.optimizers\.(\w+_v[12]|legacy)(\.\w+)*|keras\.optimizer_v[12](\.\w+)*",
        ("keras.optimizers", "keras.optimizers.schedules"),
    ),
    (r"keras\.backend\.tensorflow_backend|keras\.backend_config", (BACKEND,)),
    (r"keras\.callbacks\.callbacks|keras\.callbacks_v1", ("keras.callbacks",)),
    (r"(keras\.preprocessing|keras_preprocessing)\.text", (TEXT,)),
    (r"keras_preprocessing\.sequence", ("keras.preprocessing.sequence",)),
    (r"(keras\.preprocessing|keras_preprocessing)\.image", (IMAGE,)),
    (r"keras_preprocessing", ()),
    (r"sklearn\.cross_validation|sklearn\.grid_search", ("sklearn.model_selection",)),
    (r"sklearn\.externals", ()),
    (r"sklearn\.externals\.joblib", ("joblib",)),
)
"""Modules that are gone, as patterns, and where what they held is looked for."""

NAMES = {
    "keras.layers.CuDNNLSTM": "keras.layers.LSTM",
    "keras.layers.CuDNNGRU": "keras.layers.GRU",
    "keras.layers.Convolution1D": "keras.layers.Conv1D",
    **{
        f"keras.optimizers.{kind.lower()}": f"keras.optimizers.{kind}"
        for kind in ("SGD", "RMSprop", "Adagrad", "Adadelta", "Adam", "Adamax", "Nadam")
    },
    "tensorflow.set_random_seed": "tensorflow.random.set_seed",
    "tensorflow.random.set_random_seed": "tensorflow.random.set_seed",
    "tensorflow.log": "tensorflow.math.log",
    "tensorflow.logging": "tensorflow.compat.v1.logging",
    "tensorflow.to_float": "tensorflow.compat.v1.to_float",
    "tensorflow.to_int32": "tensorflow.compat.v1.to_int32",
    "tensorflow.diag_part": "tensorflow.linalg.diag_part",
    "tensorflow.matrix_band_part": "tensorflow.linalg.band_part",
}
"""Names that are gone from modules that are still there."""

VENEERS = ("keras", "tensorflow.keras", "keras._tf_keras.keras")
"""The packages that hold Keras's public names; Keras 3 has three with the same content."""
HOLDERS = ("", ".layers", ".utils", ".preprocessing", ".optimizers", ".backend", ".callbacks")
_PATTERNS = [(re.compile(pattern), places) for pattern, places in MODULES]


def install(aids: Aids) -> None:
    finder = Finder(aids)
    sys.meta_path.append(finder)
    sys.meta_path.insert(0, Foremost(aids))
    wanted = [veneer + holder for veneer in VENEERS[: 2 if age.LEGACY else 3] for holder in HOLDERS]
    for name in (*wanted, "tensorflow", "tensorflow.random"):
        try:
            module = importlib.import_module(name)
        except ImportError:
            continue
        _extend(module, name, aids)
    forget_private_copy()
    for veneer in () if age.LEGACY else VENEERS:
        sys.modules.pop(f"{veneer}.optimizers.legacy", None)
        vars(sys.modules[f"{veneer}.optimizers"]).pop("legacy", None)


def _canonical(name: str) -> str:
    """The name below `keras` of what is asked for by any of its packages' names."""
    name = re.sub(r"^tensorflow\.(python|_api\.v[12])?\.?keras\b(\.api(\._v[12])?\.keras\b)?", "keras", name)
    return re.sub(r"^(keras\._tf_keras|tf_keras|keras\.api\._v[12])(\.keras)?\b", "keras", name)


def places(name: str) -> tuple[str, ...] | None:
    """Where what a module held is to be looked for; None for a module that no older Keras had."""
    canonical = _canonical(name)
    return next((found for pattern, found in _PATTERNS if pattern.fullmatch(canonical)), None)


class Finder:
    """Asked last, for modules that nobody else has found."""

    def __init__(self, aids: Aids) -> None:
        self._aids = aids

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        found = places(name)
        return None if found is None else ModuleSpec(name, Veneer(self._aids, found), is_package=True)


class Veneer(Loader):
    def __init__(self, aids: Aids, found: tuple[str, ...]) -> None:
        self._aids, self._places = aids, found

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        modules = [importlib.import_module(place) for place in self._places]

        def __getattr__(name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(f"module {module.__name__!r} has no attribute {name!r}")
            for each in modules:
                if hasattr(each, name):
                    return getattr(each, name)
            return _submodule(module.__name__, name)

        module.__getattr__ = __getattr__  # type: ignore[method-assign]  # a module's own hook
        module.__all__ = [name for each in modules for name in dir(each) if not name.startswith("_")]  # type: ignore[attr-defined]
        where = self._places[0].replace("._tf_keras.keras", "") if self._places else "its parts"
        name = module.__name__.removeprefix("tf_") if age.LEGACY else module.__name__
        self._aids.age(name, f"The module {name} of older versions was answered from {where}.")


class Foremost:
    """Asked first, for modules that are there and of no use.

    `tensorflow.python.keras` is a private copy, no longer kept up, that works with nothing else, and Keras 3's
    `optimizers.legacy` only complains.
    """

    def __init__(self, aids: Aids) -> None:
        self._aids = aids

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        useless = not age.LEGACY and name.endswith(".optimizers.legacy") and places(name) is not None
        private = re.match(r"tensorflow\.python\.keras(\.|$)", name) is not None
        if not (useless or private) or not _is_asked_by_notebook():
            return None
        found = places(name)
        if found is None:
            found = (_canonical(name),)
            try:
                importlib.import_module(*found)
            except ImportError:
                return None
        return ModuleSpec(name, Veneer(self._aids, found), is_package=True)


def _is_asked_by_notebook() -> bool:
    """Whether the import stands in the notebook, or follows from one that does, rather than in TensorFlow itself."""
    frame: Any = sys._getframe(1)
    while frame is not None:
        module = str(frame.f_globals.get("__name__", ""))
        if module != __name__ and not module.startswith(("importlib", "_frozen_importlib")):
            return not module.startswith(("tensorflow", "keras", "tf_keras"))
        frame = frame.f_back
    return False


def forget_private_copy() -> None:
    """Takes TensorFlow's private copy out of the way of the notebook's imports; TensorFlow keeps what it holds."""
    for name in [name for name in sys.modules if re.match(r"tensorflow\.python\.keras(\.|$)", name)]:
        del sys.modules[name]


def _submodule(parent: str, name: str) -> Any:
    """A module that older versions had, by attribute: `keras.preprocessing.text` without an import of it."""
    whole = f"{parent}.{name}"
    if places(whole) is None:
        raise AttributeError(f"module {parent!r} has no attribute {name!r}")
    return importlib.import_module(whole)


def _extend(module: ModuleType, called: str, aids: Aids) -> None:
    """Lets a module that is still there answer for names that it had."""
    earlier: Callable[[str], Any] | None = vars(module).get("__getattr__")
    canonical = _canonical(called)

    def __getattr__(name: str) -> Any:
        if earlier is not None:
            try:
                return earlier(name)
            except AttributeError:
                pass
        now = NAMES.get(f"{canonical}.{name}")
        if now is None and canonical == "keras.backend" and called != BACKEND and not age.LEGACY:
            now = f"{BACKEND}.{name}" if hasattr(importlib.import_module(BACKEND), name) else None
        if now is None:
            return _submodule(called, name)
        holder, _, attribute = now.rpartition(".")
        value = getattr(_reached(holder), attribute)
        aids.age(f"{called}.{name}", f"{called}.{name} of older versions was answered with {now}.")
        return value

    module.__getattr__ = __getattr__  # type: ignore[method-assign]  # a module's own hook


def _reached(path: str) -> Any:
    first, *rest = path.split(".")
    found: Any = keras if first == "keras" else importlib.import_module(first)
    for name in rest:
        found = getattr(found, name) if hasattr(found, name) else importlib.import_module(f"{found.__name__}.{name}")
    return found
