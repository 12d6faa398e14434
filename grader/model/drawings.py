"""What the recorder notes of figures: lines, matrices and texts as data, and the picture."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DrawnAs(StrEnum):
    LINE = "line"
    POINTS = "points"
    BARS = "bars"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Heights over places: a line, or points or bars without one."""

    label: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]
    way: DrawnAs = DrawnAs.LINE


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmap:
    rows: int
    columns: int
    values: tuple[float | None, ...] = ()
    """Row by row; empty where it was too large to keep."""

    def __post_init__(self) -> None:
        if self.values and len(self.values) != self.rows * self.columns:
            raise ValueError("a heatmap has rows times columns values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_ticks: tuple[str, ...] = ()
    y_ticks: tuple[str, ...] = ()
    legend: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    heatmaps: tuple[Heatmap, ...] = ()
    shapes: int = 0
    """Patches: boxes, arrows, bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    cell: int
    title: str
    axes: tuple[Axes, ...]
    texts: tuple[str, ...] = ()
    image: str | None = None
    """Digest of a PNG in `images/`."""
    trained: bool = False
    """Whether a `fit` had ended before it was drawn."""
