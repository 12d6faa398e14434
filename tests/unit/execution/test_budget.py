"""What a budget of minutes means for a run and for each of its cells."""

from __future__ import annotations

from dataclasses import replace

from grader.execution.budget import allowance, left, within
from grader.model.assignment import Limits

SOURCES = {0: "import keras", 2: "model.fit(x, y, epochs=100)", 3: "model.predict(x)"}
FIVE = Limits(budget_minutes=5, fewest_epochs=10)


def test_without_a_budget_nothing_changes() -> None:
    assert allowance(Limits(), SOURCES) is None
    assert within(Limits()) == Limits()


def test_training_leaves_a_part_to_what_comes_after() -> None:
    allowed = allowance(FIVE, SOURCES)
    assert allowed is not None
    assert allowed.trainings == ((2, 1),)
    assert (allowed.reserve, allowed.of_training, allowed.fewest_epochs) == (60, 240, 10)
    an_hour = allowance(replace(FIVE, budget_minutes=60), SOURCES)
    assert an_hour is not None
    assert an_hour.reserve == 120


def test_a_cell_that_trains_may_take_what_is_left() -> None:
    hour = replace(FIVE, budget_minutes=60)
    allowed = allowance(hour, SOURCES)
    assert allowed is not None
    assert allowed.of_cell(2, 100, hour) > 3400
    assert allowed.of_cell(0, 100, hour) == hour.cell_seconds


def test_when_the_time_is_up_later_cells_still_have_some() -> None:
    allowed = allowance(FIVE, SOURCES)
    assert allowed is not None
    assert allowed.of_cell(3, 200, FIVE) == 100
    assert allowed.of_cell(3, 299, FIVE) == allowed.of_cell(3, 400, FIVE) == 30
    assert within(FIVE).notebook_seconds == 435
    assert within(replace(FIVE, budget_minutes=60)).notebook_seconds > 3600


def test_a_second_run_has_what_the_first_left_and_half_at_least() -> None:
    assert left(FIVE, 60).budget_minutes == 4
    assert left(FIVE, 290).budget_minutes == 2.5
    assert left(Limits(), 290) == Limits()
