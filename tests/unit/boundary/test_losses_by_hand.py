"""Which number is the loss of an epoch, when a notebook trains by hand and makes that what it likes."""

from __future__ import annotations

import pytest

from grader.boundary.by_hand import settled
from grader.boundary.wire import EpochEnded

MEANS = [2.13, 1.52, 1.11]
LASTS = [1.913, 1.357, 0.934]


def epochs(
    printed: list[str], means: list[float] | None = MEANS, measured: list[float] | None = None
) -> tuple[EpochEnded, ...]:
    return tuple(
        EpochEnded(
            cell=1,
            at=number,
            fit=1,
            logs={"loss": means[number]} if means else {},
            last={"loss": LASTS[number]} if means else {},
            measured={"loss": measured[number]} if measured else {},
            weights="ab",
            steps=4,
            printed=(line,),
        )
        for number, line in enumerate(printed)
    )


@pytest.mark.parametrize(
    ("lines", "losses", "source"),
    [
        (["Epoch 1", "Epoch 2", "Epoch 3"], MEANS, "steps"),
        (["Loss 2.13", "Loss 1.52", "Loss 1.11"], MEANS, "steps"),
        (["1.91", "1.36", "0.93"], LASTS, "steps"),
        (["loss 8.5", "loss 6.1", "loss 4.4"], [4 * mean for mean in MEANS], "steps"),
        (["loss=0.213", "loss=0.152", "loss=0.111"], [0.213, 0.152, 0.111], "steps"),  # by the length of a sentence
        (["loss 9.1", "loss 0.5", "loss 0.001"], MEANS, "steps"),  # a print that the steps don't bear out
        (["t 2.1e0 s", "t 1.5e0 s", "t 1.1e0 s"], MEANS, "steps"),
    ],
)
def test_the_steps_decide_which_print_counts(lines: list[str], losses: list[float], source: str) -> None:
    found, origin = settled(epochs(lines))
    assert [epoch.logs["loss"] for epoch in found] == pytest.approx(losses)
    assert origin == source
    assert [epoch.steps for epoch in found] == [4, 4, 4]


def test_only_printed_is_said_to_be_so() -> None:
    found, origin = settled(epochs(["Loss 3.1", "Loss 2.1", "Loss 1.1"], means=None))
    assert [epoch.logs["loss"] for epoch in found] == [3.1, 2.1, 1.1]
    assert origin == "printed"


@pytest.mark.parametrize(("measured", "origin"), [([1.065, 0.76, 0.555], "metric"), ([1.0, 0.1, 0.01], "steps")])
def test_a_metric_of_the_notebooks_counts_where_the_steps_bear_it_out(measured: list[float], origin: str) -> None:
    found, told = settled(epochs(["", "", ""], measured=measured))
    assert told == origin
    assert [epoch.logs["loss"] for epoch in found] == (measured if origin == "metric" else MEANS)


def test_nothing_said_is_nothing_found() -> None:
    found, _ = settled(epochs(["a", "b", "c"], means=None))
    assert [epoch.logs for epoch in found] == [{}, {}, {}]
    assert settled(()) == ((), "steps")
