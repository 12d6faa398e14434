"""Curves and heatmaps among the figures, told by their data: a line is a loss curve if it draws the recorded losses."""

from __future__ import annotations

import math
from dataclasses import dataclass

from grader.model.drawings import DrawnAs, Figure, Heatmap, Line
from grader.model.evidence import Basis, Evidence
from grader.model.judging import Prevented
from grader.model.traces import Call
from grader.roles import stops
from grader.roles.training import Training, all_runs

PLOTTING = r"\.plot\s*\(|lineplot"
TOLERANCE = 2e-3  # of a value: some notebooks round before they plot
ROW_SUM = 0.03  # attention weights of a step sum to one; values are kept to 4 digits
FEWEST_ROWS = 2
MOST_JOINED = 12  # trainings of one model whose histories are tried in every row


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A line, a row of points or of bars whose heights are a recorded curve."""

    metric: str
    """As Keras logs it."""
    cell: int
    way: DrawnAs
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curves:
    """Which recorded curves were drawn, and where."""

    drawn: tuple[Drawn, ...]
    lines: int
    """Lines in all figures, whatever they draw."""
    pinned: tuple[int | None, int | None] = (None, None)
    """The cells that the teacher pinned, counted from 1: of the loss, of the accuracy."""
    excuse: Prevented | None = None
    """Why one that is not there can't be charged: the code that draws counts on epochs that a budget cut off."""
    basis: tuple[Basis, ...] = (Basis.REPORTED,)

    def of(self, *, accuracy: bool, validation: bool = False) -> tuple[Drawn, ...]:
        """All that draw the loss, or the accuracy, of training (or validation)."""
        pin = self.pinned[accuracy]
        return tuple(
            each
            for each in self.drawn
            if each.metric.startswith("val_") is validation
            and ("acc" in each.metric if accuracy else each.metric.endswith("loss"))
            and pin in (None, each.cell + 1)
        )

    def cell(self, accuracy: bool, validation: bool = False) -> int | None:
        """The cell that drew it first; None where none did."""
        return next((each.cell for each in self.of(accuracy=accuracy, validation=validation)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmaps:
    """Heatmaps of attention weights: each row a distribution over the source."""

    drawn: tuple[tuple[Figure, bool], ...]
    """(figure, whether its rows are what a trained model with attention put out)"""
    candidates: int
    """Pictures of a matrix, whatever it holds."""
    basis: tuple[Basis, ...] = (Basis.REPORTED,)


def curves(evidence: Evidence) -> Curves:
    """Lines against the curves of trainings that moved weights and are borne out.

    Raises `Missing` or `Prevented` where no line was drawn at all.
    """
    runs = [run for run in all_runs(evidence) if run.epochs and not run.support.contradicted]
    recorded = [curve for run in runs for curve in _recorded(run)]
    drawn = []
    count = 0
    for figure in evidence.reported.figures:
        for line in (line for axes in figure.axes for line in axes.lines):
            count += 1
            matching = dict.fromkeys(name for name, values in recorded if _draws(line, values))
            drawn += [Drawn(metric=name, cell=figure.cell, way=line.way, points=len(line.y)) for name in matching]
    if not count:
        raise stops.absent(evidence, "No curve was drawn.", PLOTTING)
    recomputed = any(run.support.recomputed for run in runs)
    pins = evidence.pins.curves
    return Curves(
        drawn=tuple(drawn),
        lines=count,
        pinned=(pins.loss_cell, pins.accuracy_cell),
        excuse=stops.cut_off(evidence, PLOTTING),
        basis=(Basis.RECOMPUTED, Basis.REPORTED) if recomputed else (Basis.REPORTED,),
    )


def _recorded(run: Training) -> list[tuple[str, tuple[float | None, ...]]]:
    """The run's curves as a whole, those of each `fit` alone, which is what its `history` holds, and of some in a row.

    Histories of resumed trainings are put together before they are drawn, and not always all of them.
    """
    found = [(curve.name, curve.values) for curve in run.curves()]
    count = len(run.fits)
    longest = count if count <= MOST_JOINED else 2
    for start in range(count if count > 1 else 0):
        for end in range(start + 1, min(start + longest, count) + 1):
            epochs = [epoch for fit in run.fits[start:end] for epoch in fit.epochs]
            names = dict.fromkeys(key for epoch in epochs for key in epoch.logs)
            found += [(name, tuple(epoch.logs.get(name) for epoch in epochs)) for name in names]
    return found


def _draws(line: Line, values: tuple[float | None, ...]) -> bool:
    """Whether the line's heights are the values, or hundred times them for an accuracy in per cent."""
    if len(line.y) != len(values) or len(values) < 2:
        return False
    return any(
        all(
            y is not None and value is not None and math.isclose(y, value * scale, rel_tol=TOLERANCE, abs_tol=1e-4)
            for y, value in zip(line.y, values, strict=True)
        )
        for scale in (1, 100)
    )


def heatmaps(evidence: Evidence) -> Heatmaps:
    """Pictures of a matrix, and of these the ones whose rows sum to one as attention weights do."""
    trained = {variable.handle for run in all_runs(evidence) if run.epochs for variable in run.model.variables}
    calls = [call for call in evidence.reported.calls if call.trained and trained & set(call.variables)]
    drawn = []
    count = 0
    for figure in evidence.reported.figures:
        for heatmap in (heatmap for axes in figure.axes for heatmap in axes.heatmaps):
            if heatmap.rows < FEWEST_ROWS or heatmap.columns < FEWEST_ROWS:
                continue
            count += 1
            rows = _rows(heatmap)
            if rows:
                made = [call for call in calls if call.cell <= figure.cell]
                drawn.append((figure, figure.trained and _came_out(rows, made)))
    return Heatmaps(drawn=tuple(drawn), candidates=count)


def _rows(heatmap: Heatmap) -> list[tuple[float, ...]]:
    """The steps of decoding as distributions over the source: the matrix's rows, or columns where it lies on its side.

    Source padding is often cut away before drawing, so a row may sum to a little less than one.
    """
    values = heatmap.values
    if not values or any(value is None or value < -1e-3 for value in values):
        return []
    numbers = [value or 0.0 for value in values]
    width = heatmap.columns
    rows = [tuple(numbers[start : start + width]) for start in range(0, len(numbers), width)]
    columns = [tuple(column) for column in zip(*rows, strict=True)]
    for lines in (rows, columns):
        if all(0.5 <= sum(line) <= 1 + ROW_SUM for line in lines):
            return lines
    return []


def _came_out(rows: list[tuple[float, ...]], calls: list[Call]) -> bool:
    """Whether nearly every row is the beginning of a vector that a model put out."""
    vectors = [
        tuple(output.values[start : start + width])
        for call in calls
        for output in call.outputs
        if output.values and (width := _width(output.shape))
        for start in range(0, len(output.values), width)
    ]
    found = sum(any(_starts_with(vector, row) for vector in vectors) for row in rows)
    return found >= 0.8 * len(rows)


def _width(shape: tuple[int, ...]) -> int:
    """How long a vector of weights is: they often stand in a column, (1, length, 1)."""
    return next((size for size in reversed(shape) if size > 1), 0)


def _starts_with(vector: tuple[float | None, ...], row: tuple[float, ...]) -> bool:
    if len(vector) < len(row):
        return False
    return all(value is not None and abs(value - x) <= 2e-3 for value, x in zip(vector, row, strict=False))
