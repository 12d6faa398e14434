"""What both pages say of how the notebook was run."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model.aids import Aid, AidSort
from grader.model.attempt import Attempt, KerasAge
from grader.model.evidence import Evidence
from grader.reporting import helped
from tests.unit.roles.test_stops_of_age import stopped

FIRST = Attempt(ran=2, kept=False)
AGAIN = Attempt(keras=KerasAge.LEGACY, columns=2, reason="Cell 3 stopped with an error.", ran=6)
AIDS = tuple(
    Aid(cell=1, sort=sort, name=name, sentence=f"{name} was answered.")
    for sort, name in [
        (AidSort.AGE, "keras.layers.core"), (AidSort.AGE, "lr="), (AidSort.AGE, "fit_generator"),
        (AidSort.AGE, "numpy.int"), (AidSort.AGE, "<b>"), (AidSort.EVERYDAY, "input()"),
    ]
)  # fmt: skip


def run(*attempts: Attempt, aids: tuple[Aid, ...] = ()) -> Evidence:
    evidence = stopped("KeyError: 'x'")
    return replace(
        evidence,
        observed=replace(evidence.observed, attempts=attempts),
        reported=replace(evidence.reported, aids=aids),
    )


@pytest.mark.parametrize(
    ("attempts", "told"),
    [
        ((Attempt(),), "3"),
        ((FIRST, AGAIN), "2, in the place of 3. With Keras 3: Cell 3 stopped with an error."),
        (
            (replace(FIRST, kept=True), replace(AGAIN, kept=False)),
            "3; the notebook was also run with Keras 2, and got no further",
        ),
    ],
)
def test_students_read_in_one_sentence_which_keras_it_was(attempts: tuple[Attempt, ...], told: str) -> None:
    assert dict(helped.facts(run(*attempts)))["Keras"] == told


def test_students_read_the_first_of_what_was_answered() -> None:
    told = dict(helped.facts(run(Attempt(), aids=AIDS)))
    assert told["Older names"].startswith("keras.layers.core, lr=, fit_generator, numpy.int and 1 more: answered")
    assert told["Stand-ins"].startswith("input(): answered")


def test_teachers_read_every_run_and_all_that_was_answered() -> None:
    told = dict(helped.details(run(FIRST, AGAIN, aids=AIDS)))
    assert told["Run 1"] == "Keras 3: 2 cells ended well."
    reason = "Tried because: Cell 3 stopped with an error."
    assert told["Run 2, judged"] == f"Keras 2, 2 columns of data: 6 cells ended well. {reason}"
    assert told["Cell 2, input()"] == "input() was answered."


def test_a_record_without_attempts_says_nothing() -> None:
    assert helped.facts(run()) == []
    assert helped.details(run()) == []
