"""A hook on Plotly, put in place only where the notebook itself has imported it: lines, bars and heatmaps as data.

A figure counts when it is shown, by `show()` or as a cell's echo. There is no picture: that would need a browser.
"""

from __future__ import annotations

import functools
import sys
from typing import Any

import numpy as np
from recorder import figures
from recorder.journal import Journal

BASE = "plotly.basedatatypes"
MOST_TRACES = 40

_state: dict[str, Any] = {"journal": None, "hooked": False}


def watch(journal: Journal, names: dict[str, Any]) -> None:
    """Before and after each cell: puts the hook in place once Plotly is there.

    The cell that imports it may have shown a figure already; what it left in the namespace is taken for shown.
    """
    base = getattr(sys.modules.get(BASE), "BaseFigure", None)
    if base is None or _state["hooked"]:
        return
    _state.update(journal=journal, hooked=True)
    for name in ("show", "_repr_mimebundle_"):
        setattr(base, name, _noting(getattr(base, name)))
    for value in list(names.values()):
        if isinstance(value, base):
            note(value)


def _noting(original: Any) -> Any:
    @functools.wraps(original)
    def shown(self: Any, *args: Any, **kwargs: Any) -> Any:
        _state["journal"].quietly(lambda: note(self))
        return original(self, *args, **kwargs)

    return shown


def note(figure: Any) -> None:
    """Writes the figure down, one set of axes for each pair of axes that its traces name."""
    traces: dict[tuple[str, str], list[Any]] = {}
    for trace in list(figure.data)[:MOST_TRACES]:
        key = (str(getattr(trace, "xaxis", None) or "x"), str(getattr(trace, "yaxis", None) or "y"))
        traces.setdefault(key, []).append(trace)
    layout = figure.layout
    axes = [
        {
            "x_label": _title(getattr(layout, f"xaxis{x[1:]}", None)),
            "y_label": _title(getattr(layout, f"yaxis{y[1:]}", None)),
            "lines": [line for trace in group if (line := _line(trace))],
            "heatmaps": [figures.heatmap(np.asarray(trace.z)) for trace in group if _kind(trace) == "heatmap"],
        }
        for (x, y), group in list(traces.items())[: figures.MOST_AXES]
    ]
    figures.write(_state["journal"], figure, {"title": _title(layout), "axes": axes, "texts": []}, None)


def _kind(trace: Any) -> str:
    return str(getattr(trace, "type", ""))


def _line(trace: Any) -> dict[str, Any] | None:
    kind, mode = _kind(trace), str(getattr(trace, "mode", None) or "lines")
    if kind not in ("scatter", "scattergl", "bar") or trace.y is None:
        return None
    way = "bars" if kind == "bar" else "line" if "lines" in mode else "points"
    heights = np.asarray(trace.y)
    places = np.arange(len(heights)) if getattr(trace, "x", None) is None else trace.x
    return figures.line(getattr(trace, "name", None) or "", places, heights, way)


def _title(part: Any) -> str:
    title = getattr(part, "title", None)
    return str(getattr(title, "text", None) or "")
