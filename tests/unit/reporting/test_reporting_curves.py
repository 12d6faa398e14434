"""Charts hold whatever numbers a run logged."""

import math

import pytest

from grader.model.findings import Curve
from grader.reporting import curves
from grader.reporting.curves import Chart, charts


def _points(chart: Chart) -> list[tuple[float, float]]:
    return [point for stroke in chart.strokes for point in stroke.marks]


def test_training_and_validation_share_a_chart_and_loss_comes_first() -> None:
    made = charts(
        [
            Curve(name="val_accuracy", values=(0.1, 0.2)),
            Curve(name="accuracy", values=(0.2, 0.4)),
            Curve(name="val_loss", values=(3.0, 2.0)),
            Curve(name="loss", values=(3.0, 1.0)),
        ]
    )
    assert [chart.title for chart in made] == ["Loss", "Accuracy"]
    assert [stroke.label for stroke in made[0].strokes] == ["training", "validation"]
    assert made[0].rows == (("1", "3", "3"), ("2", "1", "2"))
    assert "Loss in training fell from 3 to 1 in 2 epochs" in made[0].description


@pytest.mark.parametrize(
    "values",
    [
        (1.0,),
        (0.0, 0.0),
        (5.0, 5.0, 5.0),
        (-3.0, 4.0),
        (1e308, -1e308, 1.0),
        (math.inf, math.nan, 2.0),
        (None, None),
        (None, 1.0, None, 2.0),
        (1e-300, 2e-300),
        (123456.0, 123457.0),
        (1e11, 1.0),
        tuple(1 / n for n in range(1, 5000)),
    ],
)
def test_every_point_lies_on_the_chart(values: tuple[float | None, ...]) -> None:
    (chart,) = charts([Curve(name="loss", values=values)])
    for x, y in _points(chart):
        assert curves.LEFT <= x <= curves.RIGHT
        assert curves.TOP <= y <= curves.BOTTOM
    assert 2 <= len(chart.y_ticks) <= 7
    assert len(chart.x_ticks) <= 8
    assert len(chart.rows) + chart.rows_left_out == len(values)
    assert "nan" not in chart.strokes[0].path


def test_a_missing_value_breaks_the_line() -> None:
    (chart,) = charts([Curve(name="loss", values=(3.0, None, 1.0))])
    assert chart.strokes[0].path.count("M") == 2
    assert "1 value of it could not be drawn" in chart.description


def test_no_values_no_chart() -> None:
    assert charts([]) == ()
    assert charts([Curve(name="loss", values=())]) == ()


def test_no_more_charts_than_fit() -> None:
    assert len(charts([Curve(name=f"m{n}", values=(1.0,)) for n in range(50)])) == curves.MOST_CHARTS
