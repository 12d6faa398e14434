"""The recorded curves as drawings: where each point, tick and word of a chart stands. The template draws it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model.findings import Curve
from grader.reporting.words import count
from grader.text import one_line

WIDTH, HEIGHT = 360, 220
LEFT, RIGHT, TOP, BOTTOM = 46, 350, 10, 180
MOST_CHARTS = 4
MOST_POINTS = 400
MOST_MARKS = 40
MOST_ROWS = 200
HIGHEST = 1e12
"""A value beyond it is off the chart, as one that is not finite."""

_VALIDATION = "val_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    label: str
    path: str
    marks: tuple[tuple[float, float], ...]
    validation: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    title: str
    description: str
    strokes: tuple[Stroke, ...]
    x_ticks: tuple[tuple[float, str], ...]
    y_ticks: tuple[tuple[float, str], ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    rows_left_out: int


def charts(curves: Sequence[Curve]) -> tuple[Chart, ...]:
    """One chart for a metric and its validation, loss first, accuracy next."""
    groups: dict[str, list[Curve]] = {}
    for curve in curves:
        if curve.values:
            groups.setdefault(curve.name.removeprefix(_VALIDATION), []).append(curve)
    ordered = sorted(groups, key=lambda name: (name != "loss", "acc" not in name))
    return tuple(_chart(name, groups[name][:2]) for name in ordered[:MOST_CHARTS])


def _chart(name: str, curves: list[Curve]) -> Chart:
    curves = sorted(curves, key=lambda curve: curve.name.startswith(_VALIDATION))
    series = [[_on_chart(value) for value in curve.values] for curve in curves]
    labels = ["validation" if curve.name.startswith(_VALIDATION) else "training" for curve in curves]
    epochs = max(len(values) for values in series)
    ticks = _ticks(*_range(series))
    low, high = ticks[0], ticks[-1]

    def x(epoch: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * ((epoch - 1) / (epochs - 1) if epochs > 1 else 0.5), 1)

    def y(value: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * (value - low) / (high - low), 1)

    strokes = []
    for label, values in zip(labels, series, strict=True):
        step = math.ceil(len(values) / MOST_POINTS)
        points = [(x(at + 1), None if value is None else y(value)) for at, value in enumerate(values)][::step]
        strokes.append(_stroke(label, points))
    shown = min(epochs, MOST_ROWS)
    return Chart(
        title=_title(name),
        description=_sentences(_title(name), labels, series),
        strokes=tuple(strokes),
        x_ticks=tuple((x(epoch), str(epoch)) for epoch in _epochs(epochs)),
        y_ticks=tuple((y(tick), f"{tick:.6g}") for tick in ticks),
        header=("Epoch", *(label.capitalize() for label in labels)),
        rows=tuple((str(at + 1), *(_cell(values, at) for values in series)) for at in range(shown)),
        rows_left_out=epochs - shown,
    )


def _title(name: str) -> str:
    if name in ("loss", "acc"):
        return {"loss": "Loss", "acc": "Accuracy"}[name]
    return one_line(name, 60).replace("_", " ").capitalize()


def _on_chart(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) and abs(value) < HIGHEST else None


def _range(series: list[list[float | None]]) -> tuple[float, float]:
    known = [value for values in series for value in values if value is not None] or [0.0, 1.0]
    low, high = min(known), max(known)
    if 0 <= low < high / 2:
        low = 0.0
    if high - low < 1e-9 * max(1.0, abs(high)):
        margin = abs(high) / 10 or 0.5
        low, high = low - margin, high + margin
    return low, high


def _ticks(low: float, high: float) -> list[float]:
    """Round numbers that enclose the range."""
    rough = (high - low) / 4
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [number * step for number in range(first, max(last, first + 1) + 1)]


def _epochs(epochs: int) -> list[int]:
    if epochs <= 8:
        return list(range(1, epochs + 1))
    step = next(step for power in range(9) for step in (10**power, 2 * 10**power, 5 * 10**power) if epochs / step <= 6)
    return [1, *range(step, epochs + 1, step)] if step > 1 else list(range(1, epochs + 1))


def _stroke(label: str, points: list[tuple[float, float | None]]) -> Stroke:
    """A line that is broken where a value is missing."""
    steps, pen = [], "M"
    for x, y in points:
        if y is None:
            pen = "M"
        else:
            steps.append(f"{pen}{x} {y}")
            pen = "L"
    marks = [(x, y) for x, y in points if y is not None]
    kept = marks if len(marks) <= MOST_MARKS else marks[-1:]
    return Stroke(label=label, path="".join(steps), marks=tuple(kept), validation=label == "validation")


def _sentences(title: str, labels: list[str], series: list[list[float | None]]) -> str:
    sentences = []
    for label, values in zip(labels, series, strict=True):
        known = [(at + 1, value) for at, value in enumerate(values) if value is not None]
        if not known:
            sentences.append(f"{title} in {label}: no finite value.")
            continue
        (_, first), (_, last) = known[0], known[-1]
        moved = "fell" if last < first else "rose" if last > first else "stayed"
        least, most = min(known, key=lambda pair: pair[1]), max(known, key=lambda pair: pair[1])
        peak = f"highest in epoch {most[0]}" if "acc" in title.lower() else f"lowest in epoch {least[0]}"
        to = f"from {first:.4g} to {last:.4g}" if moved != "stayed" else f"at {first:.4g}"
        sentences.append(f"{title} in {label} {moved} {to} in {count(len(values), 'epoch')}, {peak}.")
        if missing := len(values) - len(known):
            sentences.append(f"{count(missing, 'value')} of it could not be drawn (not a finite number).")
    return " ".join(sentences)


def _cell(values: list[float | None], at: int) -> str:
    value = values[at] if at < len(values) else None
    return "-" if value is None else f"{value:.4g}"
