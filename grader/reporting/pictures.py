"""Pictures in the page, as far as there is room for them, and figures in words for who can't see them."""

from __future__ import annotations

import base64
import struct
from collections.abc import Callable
from dataclasses import dataclass

from grader.model.drawings import Axes, DrawnAs, Figure
from grader.reporting.words import count
from grader.text import one_line

MOST_PICTURES = 60
MOST_BYTES = 2_000_000
"""Of all pictures together, before base64 makes a third more of them."""
LARGEST = 700_000
WIDEST = 20_000
"""Pixels to a side."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_WORDS = 80
_MOST_NAMED = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    address: str
    """A `data:` address; empty where the picture is shown elsewhere or not at all."""
    width: int = 0
    height: int = 0
    where: str = ""
    """Id of the element that shows this very picture."""
    missing: str = ""
    """Why it is not shown."""


class Album:
    """Hands out pictures until the page is full; the same one is shown once and then referred to."""

    def __init__(self, image: Callable[[str], bytes | None]) -> None:
        self._image = image
        self._shown: dict[str, str] = {}
        self._bytes = 0
        self.left_out = 0

    def picture(self, digest: str | None, element: str) -> Picture:
        """The picture of that digest, to stand in the element of that id."""
        if digest is None:
            return Picture(address="", missing="No picture of it was kept.")
        if digest in self._shown:
            return Picture(address="", where=self._shown[digest])
        raw = self._image(digest)
        size = _size(raw) if raw is not None else None
        if raw is None or size is None:
            return Picture(address="", missing="The picture could not be read.")
        full = len(self._shown) >= MOST_PICTURES or self._bytes + len(raw) > MOST_BYTES
        if full or len(raw) > LARGEST:
            self.left_out += 1
            return Picture(address="", missing="The picture was left out to keep this page small.")
        self._shown[digest] = element
        self._bytes += len(raw)
        address = f"data:image/png;base64,{base64.b64encode(raw).decode('ascii')}"
        return Picture(address=address, width=size[0], height=size[1])


def _size(raw: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG; None for whatever is none."""
    if not raw.startswith(_SIGNATURE) or len(raw) < 24:
        return None
    width, height = struct.unpack(">II", raw[16:24])
    return (width, height) if 0 < width <= WIDEST and 0 < height <= WIDEST else None


def described(figure: Figure) -> str:
    """What a figure shows, from the data behind it."""
    parts = [f"“{one_line(figure.title, _WORDS)}”"] if figure.title.strip() else []
    parts += [_axes(axes) for axes in figure.axes[:_MOST_NAMED]]
    if len(figure.axes) > _MOST_NAMED:
        parts.append(f"{count(len(figure.axes) - _MOST_NAMED, 'more plot')}")
    return ". ".join(part[0].upper() + part[1:] for part in parts if part) or "A figure without title, labels or lines"


def _axes(axes: Axes) -> str:
    parts = [f"“{one_line(axes.title, _WORDS)}”"] if axes.title.strip() else []
    labels = [(name, one_line(label, _WORDS)) for name, label in (("x", axes.x_label), ("y", axes.y_label))]
    parts += [f"{name} axis “{label}”" for name, label in labels if label]
    for way, thing in ((DrawnAs.LINE, "line"), (DrawnAs.POINTS, "row of points"), (DrawnAs.BARS, "row of bars")):
        lines = [line for line in axes.lines if line.way is way]
        named = [one_line(line.label, _WORDS) for line in lines if line.label and not line.label.startswith("_")]
        if lines:
            named = named or [one_line(name, _WORDS) for name in axes.legend]
            things = f"{len(lines)} {thing.replace('row', 'rows')}" if len(lines) > 1 and "row" in thing else ""
            parts.append((things or count(len(lines), thing)) + _listed(named))
    for heatmap in axes.heatmaps[:2]:
        parts.append(f"a heatmap of {heatmap.rows} rows by {heatmap.columns} columns")
    if axes.heatmaps:
        parts += [
            f"{side} {_some([one_line(tick, 30) for tick in ticks])}"
            for side, ticks in (("across", axes.x_ticks), ("down", axes.y_ticks))
            if any(ticks)
        ]
    if axes.texts and not axes.heatmaps:
        parts.append(count(len(axes.texts), "text") + _listed([one_line(words, 40) for words in axes.texts]))
    if axes.shapes:
        parts.append(count(axes.shapes, "shape"))
    return ", ".join(parts)


def _listed(names: list[str]) -> str:
    return f" ({_some(names)})" if any(names) else ""


def _some(names: list[str]) -> str:
    kept = [name for name in names if name]
    more = f" and {len(kept) - _MOST_NAMED} more" if len(kept) > _MOST_NAMED else ""
    return ", ".join(kept[:_MOST_NAMED]) + more
