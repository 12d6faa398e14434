"""Figures through the recorder and the boundary: whatever draws a curve, its heights are what is kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
from matplotlib.figure import Figure as Canvas
from recorder import figures as recorder
from recorder import webfigures
from recorder.journal import Journal

from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.model.drawings import Axes, DrawnAs, Figure, Line
from grader.roles import figures
from tests.unit.roles import built

LOSS = (3.0, 2.2, 1.7, 1.4, 1.25)
EPOCHS = range(1, 6)


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    made = Journal(tmp_path)
    for state in (recorder._state, webfigures._state):
        monkeypatch.setitem(state, "journal", made)
    monkeypatch.setattr(recorder, "_noted", {})
    yield made
    made.close()


@pytest.fixture
def recorded(journal: Journal, tmp_path: Path) -> Callable[[], tuple[Figure, ...]]:
    def read() -> tuple[Figure, ...]:
        folder = EvidenceFolder(tmp_path / "evidence")
        folder.make()
        reported = decode.read_journal(tmp_path, (), folder)
        assert reported.notes == ()
        return reported.figures

    return read


Draw = Callable[[Any], Any]

CURVES: dict[str, Draw] = {
    "pyplot": lambda axes: axes.plot(LOSS),
    "over epochs from 1, as pandas and seaborn draw": lambda axes: axes.plot(EPOCHS, LOSS, label="loss"),
    "points and a line": lambda axes: (axes.scatter(EPOCHS, LOSS), axes.plot(EPOCHS, LOSS)),
    "points alone": lambda axes: axes.scatter(EPOCHS, LOSS),
    "bars": lambda axes: axes.bar(EPOCHS, LOSS),
    "bars on their side": lambda axes: axes.barh(EPOCHS, LOSS),
    "steps": lambda axes: axes.step(EPOCHS, LOSS),
    "with bars of error": lambda axes: axes.errorbar(EPOCHS, LOSS, yerr=0.1),
    "on a logarithmic axis": lambda axes: axes.semilogy(LOSS),
    "rounded": lambda axes: axes.plot([round(loss, 2) for loss in LOSS]),
}

OTHERS: dict[str, Draw] = {
    "smoothed": lambda axes: axes.plot(np.convolve(LOSS, [0.5, 0.5], "same")),
    "a moving mean that begins as the loss": lambda axes: axes.plot(np.cumsum(LOSS) / np.arange(1, 6)),
    "invented": lambda axes: axes.plot([3.0, 2.0, 1.5, 1.2, 1.0]),
    "backwards": lambda axes: axes.plot(LOSS[::-1]),
    "too short": lambda axes: axes.plot(LOSS[:1]),
    "a histogram": lambda axes: axes.hist(LOSS),
}


def curve_of(drawn: tuple[Figure, ...]) -> tuple[figures.Drawn, ...]:
    seen = built.evidence(fits=(built.fit(losses=LOSS),), figures=drawn)
    return figures.curves(seen).of(accuracy=False)


@pytest.mark.parametrize("name", CURVES)
def test_a_curve_is_told_by_its_heights(name: str, recorded: Callable[[], tuple[Figure, ...]]) -> None:
    canvas = Canvas()
    CURVES[name](canvas.subplots())
    recorder.note(canvas)
    (figure,) = recorded()
    assert figure.image is not None
    assert curve_of((figure,))


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_looks_like_it_is_none(name: str, recorded: Callable[[], tuple[Figure, ...]]) -> None:
    canvas = Canvas()
    OTHERS[name](canvas.subplots())
    recorder.note(canvas)
    assert curve_of(recorded()) == ()


def test_how_it_was_drawn_is_kept(recorded: Callable[[], tuple[Figure, ...]]) -> None:
    canvas = Canvas()
    axes = canvas.subplots()
    axes.bar(EPOCHS, LOSS, label="loss")
    axes.scatter(EPOCHS, LOSS)
    recorder.note(canvas)
    (figure,) = recorded()
    assert [(line.way, line.y) for line in figure.axes[0].lines] == [(DrawnAs.POINTS, LOSS), (DrawnAs.BARS, LOSS)]
    assert figure.axes[0].lines[1].label == "loss"


def test_more_than_can_be_kept_is_capped(recorded: Callable[[], tuple[Figure, ...]]) -> None:
    canvas = Canvas()
    axes = canvas.subplots()
    for _ in range(50):
        axes.scatter([1], [2])
    axes.bar(range(300), range(300))
    recorder.note(canvas)
    assert len(recorded()[0].axes[0].lines) == recorder.MOST_LINES


@pytest.mark.parametrize("first", [0, 1, 2])
def test_histories_put_together_are_the_curve(first: int) -> None:
    parts = ((3.0, 2.5), (2.2, 2.0), (1.9, 1.8, 1.7))
    fits = tuple(built.fit(losses=losses, cell=number) for number, losses in enumerate(parts))
    heights = tuple(loss for part in parts[first:] for loss in part)
    line = Line(label="", x=tuple(range(len(heights))), y=heights)
    drawn = (Figure(cell=7, title="", axes=(Axes(lines=(line,)),)),)
    (found,) = figures.curves(built.evidence(fits=fits, figures=drawn)).of(accuracy=False)
    assert (found.metric, found.points) == ("loss", len(heights))


@pytest.fixture
def plotly(monkeypatch: pytest.MonkeyPatch) -> Any:
    """As much of Plotly as a figure's data and its ways of being shown; the library is no dependency."""

    class BaseFigure:
        def __init__(self, *traces: Any, **titles: str) -> None:
            axis = {name: SimpleNamespace(title=SimpleNamespace(text=text)) for name, text in titles.items()}
            self.data = traces
            self.layout = SimpleNamespace(title=SimpleNamespace(text="Training"), **axis)

        def show(self) -> str:
            return "shown"

        def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
            return {"text/html": "<div>"}

    module = ModuleType(webfigures.BASE)
    vars(module)["BaseFigure"] = BaseFigure
    monkeypatch.setitem(webfigures._state, "hooked", False)
    monkeypatch.setitem(sys.modules, "plotly", ModuleType("plotly"))
    monkeypatch.setitem(sys.modules, webfigures.BASE, module)
    return BaseFigure


def scatter(y: Any, **more: Any) -> Any:
    return SimpleNamespace(**{"type": "scatter", "x": None, "y": y, "mode": "lines", "name": "loss", **more})


def test_plotly_is_left_alone_where_the_notebook_has_not_imported_it(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, webfigures.BASE, raising=False)
    monkeypatch.setitem(webfigures._state, "hooked", False)
    webfigures.watch(journal, {})
    assert not webfigures._state["hooked"]
    assert "plotly" not in sys.modules


@pytest.mark.parametrize("way", ["show", "_repr_mimebundle_"])
def test_a_figure_of_plotly_is_noted_when_it_is_shown(
    way: str, plotly: Any, journal: Journal, recorded: Callable[[], tuple[Figure, ...]]
) -> None:
    webfigures.watch(journal, {})
    figure = plotly(scatter(np.array(LOSS)), xaxis="Epoch", yaxis="Loss")
    assert getattr(figure, way)()
    getattr(figure, way)()
    (seen,) = recorded()
    assert (seen.title, seen.axes[0].x_label, seen.image) == ("Training", "Epoch", None)
    assert curve_of((seen,))


def test_traces_become_lines_points_bars_and_heatmaps_by_their_axes(
    plotly: Any, journal: Journal, recorded: Callable[[], tuple[Figure, ...]]
) -> None:
    traces = (
        scatter(LOSS, mode="lines+markers"),
        scatter(LOSS, mode="markers", x=list(EPOCHS)),
        SimpleNamespace(type="bar", x=["a", "b"], y=[1, 2], name=None, xaxis="x2", yaxis="y2"),
        SimpleNamespace(type="heatmap", z=[[0.5, 0.5], [0.1, 0.9]], xaxis="x3", yaxis="y3"),
        SimpleNamespace(type="pie", y=None),
    )
    webfigures.watch(journal, {"left": plotly(*traces)})
    (seen,) = recorded()
    assert [[line.way.value for line in axes.lines] for axes in seen.axes] == [["line", "points"], ["bars"], []]
    assert seen.axes[2].heatmaps[0].values == (0.5, 0.5, 0.1, 0.9)


def test_a_figure_that_can_not_be_read_is_shown_all_the_same(plotly: Any, journal: Journal) -> None:
    webfigures.watch(journal, {})
    assert plotly(scatter(object())).show() == "shown"
