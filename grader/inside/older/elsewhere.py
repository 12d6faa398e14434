"""Names that NumPy, pandas and Matplotlib had: looked after when the notebook imports them, or, NumPy, at once."""

from __future__ import annotations

import functools
from functools import partial
from typing import Any

import numpy as np
from helping.after_import import after
from helping.aids import Aids

NUMPY: dict[str, Any] = {
    "int": int, "float": float, "object": object, "str": str, "complex": complex, "unicode": str,
    "float_": np.float64, "complex_": np.complex128, "unicode_": np.str_, "string_": np.bytes_, "Inf": np.inf,
    "Infinity": np.inf, "infty": np.inf, "NaN": np.nan, "NAN": np.nan, "product": np.prod, "cumproduct": np.cumprod,
    "alltrue": np.all, "sometrue": np.any, "row_stack": np.vstack, "in1d": getattr(np, "isin", None), "asscalar": None,
}  # fmt: skip
"""What these names were, each under a name that it still has."""


def install(aids: Aids) -> None:
    _numpy(aids)
    after("pandas", partial(_pandas, aids))
    after("matplotlib.style", partial(_styles, aids))


def _numpy(aids: Aids) -> None:
    earlier = np.__getattr__

    def __getattr__(name: str) -> Any:
        found = NUMPY.get(name)
        if found is None:
            return earlier(name)
        aids.age(f"numpy.{name}", f"numpy.{name}, which is gone, was answered with what it was.")
        return found

    np.__getattr__ = __getattr__  # type: ignore[method-assign]  # a module's own hook


def _pandas(aids: Aids, pandas: Any) -> None:
    frame, series = pandas.DataFrame, pandas.Series

    def append(self: Any, other: Any, ignore_index: bool = False, **kwargs: Any) -> Any:
        aids.age("pandas append", "append of a table, which is gone, was answered by pandas.concat.")
        if isinstance(other, dict):
            other = frame([other])
        elif isinstance(other, series) and isinstance(self, frame):
            other = other.to_frame().T
        others = list(other) if isinstance(other, list | tuple) else [other]
        return pandas.concat([self, *others], ignore_index=ignore_index, **kwargs)

    for kind in (frame, series):
        if not hasattr(kind, "append"):
            kind.append = append
        if not hasattr(kind, "iteritems"):
            kind.iteritems = kind.items
    pandas.read_csv = _bad_lines(aids, pandas.read_csv)


def _bad_lines(aids: Aids, original: Any) -> Any:
    @functools.wraps(original)
    def read_csv(*args: Any, **kwargs: Any) -> Any:
        if "error_bad_lines" in kwargs or "warn_bad_lines" in kwargs:
            stop, warn = kwargs.pop("error_bad_lines", True), kwargs.pop("warn_bad_lines", True)
            kwargs["on_bad_lines"] = "error" if stop else "warn" if warn else "skip"
            aids.age("error_bad_lines=", "read_csv(error_bad_lines=…) was taken for on_bad_lines, as it is called now.")
        return original(*args, **kwargs)

    return read_csv


def _styles(aids: Aids, style: Any) -> None:
    """Seaborn's styles, which Matplotlib keeps under a name with a version."""
    original = style.use

    def use(wanted: Any) -> Any:
        if isinstance(wanted, str) and wanted.startswith("seaborn") and wanted not in style.available:
            now = wanted.replace("seaborn", "seaborn-v0_8", 1)
            if now in style.available:
                aids.age(f"style {wanted}", f"The style {wanted!r} was answered with {now!r}, its name now.")
                wanted = now
        return original(wanted)

    style.use = use
