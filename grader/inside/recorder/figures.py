"""Hooks on Matplotlib: every figure as data and as a picture, whatever drew it and however it was closed.

Pandas, seaborn and the like draw with Matplotlib, so one place sees them all. A figure is noted when it is about to be
destroyed (the inline backend does that when a cell ends), when it is saved, and at the end of a cell while open.
"""

from __future__ import annotations

import functools
import hashlib
import io
import json
from typing import Any

import numpy as np
from matplotlib._pylab_helpers import Gcf
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.container import BarContainer
from matplotlib.figure import Figure
from recorder.journal import Journal

MOST_FIGURES = 200
MOST_AXES = 24
MOST_LINES = 40
MOST_POINTS = 2_000
MOST_CELLS = 4_096
MOST_TEXTS = 200
DOTS_PER_INCH = 72

_noted: dict[int, str] = {}
_state: dict[str, Any] = {"journal": None, "drawing": False, "count": 0}


def install(journal: Journal) -> None:
    _state["journal"] = journal
    for name in ("destroy", "destroy_fig", "destroy_all"):
        original = getattr(Gcf, name)
        setattr(Gcf, name, staticmethod(_before(original)))
    Figure.savefig = _saving(Figure.savefig)  # type: ignore[method-assign]  # a hook replaces it


def sweep() -> None:
    """Notes the figures that pyplot holds open."""
    for manager in list(Gcf.figs.values()):
        note(manager.canvas.figure)


def _before(original: Any) -> Any:
    @functools.wraps(original)
    def destroy(*args: Any) -> Any:
        _state["journal"].quietly(sweep)
        return original(*args)

    return destroy


def _saving(original: Any) -> Any:
    @functools.wraps(original)
    def savefig(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        if not _state["drawing"]:
            _state["journal"].quietly(lambda: note(self))
        return result

    return savefig


def note(figure: Any) -> None:
    """Writes the figure down unless it is empty."""
    journal: Journal = _state["journal"]
    if not figure.axes and not figure.texts:
        return
    picture = _picture(figure)
    event = {
        "title": figure.get_suptitle(),
        "axes": [_axes(axes) for axes in figure.axes[:MOST_AXES]],
        "texts": _texts(figure.texts),
    }
    write(journal, figure, event, picture)


def write(journal: Journal, figure: Any, event: dict[str, Any], picture: bytes | None) -> None:
    """Writes what a figure holds, unless it was noted as it is."""
    content = hashlib.blake2b(json.dumps(event, default=str).encode(), digest_size=16).hexdigest()
    handle = journal.handle(figure)
    if _noted.get(handle) == content or _state["count"] >= MOST_FIGURES:
        return
    if handle not in _noted:
        _state["count"] += 1
    _noted[handle] = content
    name = None
    if picture:
        name = hashlib.blake2b(picture, digest_size=16).hexdigest()
        (journal.outbox / "images" / f"{name}.png").write_bytes(picture)
    journal.write("figure", handle=handle, image=name, trained=journal.fits_ended > 0, **event)


def _picture(figure: Any) -> bytes:
    """A PNG of the figure; drawing also settles its tick labels."""
    _state["drawing"] = True
    try:
        buffer = io.BytesIO()
        figure.savefig(buffer, format="png", dpi=DOTS_PER_INCH, bbox_inches="tight")
        return buffer.getvalue()
    except Exception:
        return b""
    finally:
        _state["drawing"] = False


def _axes(axes: Any) -> dict[str, Any]:
    legend = axes.get_legend()
    return {
        "title": axes.get_title() or axes.get_title("left") or axes.get_title("right"),
        "x_label": axes.get_xlabel(),
        "y_label": axes.get_ylabel(),
        "x_ticks": _texts(axes.get_xticklabels()),
        "y_ticks": _texts(axes.get_yticklabels()),
        "legend": _texts(legend.get_texts()) if legend else [],
        "texts": _texts(axes.texts),
        "lines": [*_lines(axes), *_points(axes), *_bars(axes)][:MOST_LINES],
        "heatmaps": [heatmap(image.get_array()) for image in axes.images]
        + [heatmap(mesh.get_array()) for mesh in axes.collections if isinstance(mesh, QuadMesh)],
        "shapes": len(axes.patches),
    }


def _texts(artists: Any) -> list[str]:
    texts = [artist.get_text() for artist in artists[:MOST_TEXTS]]
    return [text for text in texts if text]


def _lines(axes: Any) -> list[dict[str, Any]]:
    return [line(each.get_label(), each.get_xdata(), each.get_ydata(), "line") for each in axes.lines[:MOST_LINES]]


def _points(axes: Any) -> list[dict[str, Any]]:
    """What `scatter` draws: one row of points for each call."""
    clouds = [each for each in axes.collections[:MOST_LINES] if isinstance(each, PathCollection)]
    places = [(each.get_label(), np.ma.getdata(each.get_offsets())) for each in clouds]
    return [line(label, offsets[:, 0], offsets[:, 1], "points") for label, offsets in places if len(offsets)]


def _bars(axes: Any) -> list[dict[str, Any]]:
    """What `bar`, `barh` and `hist` draw, by the lengths of their bars."""
    rows = []
    for container in axes.containers[:MOST_LINES]:
        if isinstance(container, BarContainer):
            bars = [(bar.get_xy(), bar.get_width(), bar.get_height()) for bar in container.patches[:MOST_POINTS]]
            if getattr(container, "orientation", None) == "horizontal":
                bars = [((y, x), height, width) for (x, y), width, height in bars]
            middles = [place + breadth / 2 for (place, _), breadth, _ in bars]
            rows.append(line(container.get_label(), middles, [length for _, _, length in bars], "bars"))
    return rows


def line(label: Any, x: Any, y: Any, way: str) -> dict[str, Any]:
    """Heights over places, however they were drawn."""

    def numbers(values: Any) -> list[float | None]:
        try:
            return [float(value) for value in np.asarray(values)[:MOST_POINTS]]
        except (TypeError, ValueError):
            return []

    return {"label": str(label), "x": numbers(x), "y": numbers(y), "way": way}


def heatmap(values: Any) -> dict[str, Any]:
    grid = np.ma.asarray(values, dtype=float).filled(np.nan) if values is not None else np.zeros((0, 0))
    if grid.ndim != 2:
        return {"rows": int(grid.shape[0]) if grid.ndim else 0, "columns": 0, "values": []}
    kept = [round(float(value), 4) for value in grid.ravel()] if grid.size <= MOST_CELLS else []
    return {"rows": grid.shape[0], "columns": grid.shape[1], "values": kept}
