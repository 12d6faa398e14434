"""Accounts of the roles: what was taken, why, how surely, and what was not taken; and that there always is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from grader import assignment as assignments
from grader.model.accounts import Account, Confidence
from grader.model.assignment import Assignment
from grader.model.budget import Budget, Cut
from grader.model.drawings import Axes, Figure, Line
from grader.model.evidence import Evidence
from grader.model.pins import Pins, TrainingPin
from grader.model.traces import NamedArray, Vocabulary
from grader.roles import accounts, training
from tests.unit.roles import built

CERTAIN, LIKELY, GUESS = Confidence.CERTAIN, Confidence.LIKELY, Confidence.GUESS

SHOWN = "the cat sleeps -> le chat dort\ni drink tea -> je bois du thé\nshe runs -> elle court\n"


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return assignments.load("seq2seq")


Find = Callable[..., dict[str, Account]]


@pytest.fixture
def find(assignment: Assignment) -> Find:
    def of(evidence: Evidence, arrays: Any = lambda ref: None) -> dict[str, Account]:
        return {account.role: account for account in accounts.find(evidence, assignment, arrays)}

    return of


def test_a_role_that_is_not_there_says_so(find: Find) -> None:
    nothing = built.evidence(sentences=(), models=(built.model(config="{}"),), vocabularies=())
    nothing = built.replace_reported(nothing, models=(), fits=())
    found = find(nothing)
    assert len(found) > 25
    for account in found.values():
        assert (account.taken, account.confidence, account.where) == ("", None, ())
        assert account.because.endswith(".")


def test_a_training_that_a_budget_cut_is_called_so(find: Find) -> None:
    seen = built.evidence(shown=SHOWN, fits=(built.fit(cut=Cut(epochs=3, within_epoch=False)),))
    budget = Budget(minutes=5, reserve=60, fewest_epochs=10)
    found = find(replace(seen, observed=replace(seen.observed, budget=budget)))
    assert "The grader's budget of 5 minutes for this notebook ended the training" in found["Training run"].because


def test_a_role_whose_finding_fails_does_not_keep_the_others(find: Find, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(evidence: Evidence) -> training.Training:
        raise ZeroDivisionError("by our own mistake")

    monkeypatch.setattr(training, "find", fails)
    found = find(built.evidence(shown=SHOWN))
    assert found["Training run"].because == "The grader failed here (ZeroDivisionError: by our own mistake)."
    assert found["Vocabulary of the target"].confidence is None
    assert found["Heatmap"].because


def test_the_only_training_is_certain_the_longest_likely(find: Find) -> None:
    alone = find(built.evidence())["Training run"]
    assert (alone.confidence, alone.where) == (CERTAIN, ("cell 4",))
    assert "3 epochs" in alone.taken
    assert "the loss went from 3 to 1" in alone.because
    models = (built.model(), built.model(9, "rival"), built.model(8, "classifier"))
    fits = (built.fit(), built.fit(9, (3.0, 2.5), cell=7), built.fit(8, (1.0, 0.5), cell=8))
    several = find(built.evidence(models=models, fits=fits))["Training run"]
    assert several.confidence is LIKELY
    assert several.others == ("`rival`, 2 epochs in cell 8", "`classifier`, 2 epochs in cell 9")


def test_a_pinned_training_is_not_said_to_be_the_longest(find: Find) -> None:
    models, fits = (built.model(), built.model(9, "rival")), (built.fit(), built.fit(9, (3.0, 2.5), cell=7))
    seen = built.evidence(models=models, fits=fits, pins=Pins(training=TrainingPin(model="rival")))
    account = find(seen)["Training run"]
    assert (account.pinned, account.confidence) == (True, CERTAIN)
    assert account.because == (
        "Pinned by the teacher. Its weights changed in 2 epochs, while the loss went from 3 to 2.5."
    )


def test_a_training_that_puts_out_no_sequences_is_a_guess(find: Find) -> None:
    flat = built.replace_model(built.model(), output_shapes=((None, 2),))
    assert find(built.evidence(models=(flat,)))["Training run"].confidence is GUESS


def test_layers_are_certain_by_the_state_and_likely_in_a_stack(find: Find) -> None:
    found = find(built.evidence())
    assert found["Encoder"].confidence is found["Decoder"].confidence is CERTAIN
    assert "Its state is the initial state of `dec`" in found["Encoder"].because
    stacked = find(built.evidence(models=(built.model(config=built.network(encoders=2)),)))
    assert (stacked["Encoder"].confidence, stacked["Encoder"].others) == (LIKELY, ("`enc0`",))
    assert found["Output layer"].confidence is CERTAIN
    assert found["Attention"].confidence is None


def test_arrays_are_certain_by_the_shift_and_named_where_a_name_is_known(find: Find) -> None:
    arrays, inputs, target = built.tensors()
    named = (NamedArray(cell=1, name="x_train", array=inputs[0]), NamedArray(cell=1, name="all", array=target))
    trained = find(built.evidence(fits=(built.fit(inputs=inputs, targets=(target,)),), arrays=named), arrays)
    assert [trained[role].confidence for role in ("Source", "Decoder's input", "Target")] == [CERTAIN] * 3
    assert "`x_train`" in trained["Source"].taken
    assert trained["Source"].others == ("`all` 6 × 5",)
    only = (*named, NamedArray(cell=1, name="dec", array=inputs[1]))
    loose = find(built.evidence(arrays=only), arrays)
    assert [loose[role].confidence for role in ("Source", "Decoder's input", "Target")] == [LIKELY, CERTAIN, LIKELY]


def test_vocabularies_are_told_by_what_was_shown(find: Find) -> None:
    backwards = Vocabulary(name="id_french", tokens=built.FRENCH.tokens, ids=built.FRENCH.ids)
    other = Vocabulary(name="other", tokens=tuple("abcdefghijk"), ids=built.FRENCH.ids)
    seen = built.evidence(shown=SHOWN, vocabularies=(built.FRENCH, backwards, other, built.ENGLISH))
    target = find(seen)["Vocabulary of the target"]
    assert target.confidence is CERTAIN
    assert target.taken == "`french_id`, 11 tokens"
    assert target.others == ("`other`, 11 tokens", "`english_id`, 8 tokens")
    assert find(seen)["Vocabulary of the source"].taken.startswith("`english_id`")
    assert find(built.evidence(shown="nothing of it"))["Vocabulary of the target"].confidence is GUESS


def test_inference_and_translations(find: Find) -> None:
    found = find(built.evidence(shown=SHOWN))
    assert found["Inference path"].confidence is CERTAIN
    assert "3 of 3 loops" in found["Inference path"].because
    assert found["Translations"].confidence is CERTAIN
    assert found["Translations"].where == ("cell 6",)
    without = find(built.evidence(shown="le chat dort\nje bois du thé\n"))["Translations"]
    assert (without.confidence, without.others) == (LIKELY, ("1 decoding not shown",))


def test_curves_by_their_numbers(find: Find) -> None:
    line = Line(label="", x=(0, 1, 2), y=(3, 2, 1))
    found = find(built.evidence(figures=(Figure(cell=7, title="", axes=(Axes(lines=(line,)),)),)))
    assert (found["Loss curve"].confidence, found["Loss curve"].where) == (CERTAIN, ("cell 8",))
    assert "none has the heights of a recorded accuracy" in found["Accuracy curve"].because


def test_answers_by_their_heading(find: Find) -> None:
    text = "## What is the vanishing gradient problem, and how does LSTM solve it?\nGradients shrink back in time."
    other = "## RNN vs. LSTM\nA plain RNN forgets the first words.\n\n## More\nGates of an LSTM keep gradients from it."
    found = find(built.evidence(cells=(text, other)))
    assert found["Answer 1.2"].confidence is CERTAIN
    assert "which repeats the question" in found["Answer 1.2"].because
    assert (found["Answer 1.1"].confidence, found["Answer 1.1"].where) == (LIKELY, ("cell 2",))
    loose = find(built.evidence(cells=("Gradients shrink on their way back through time.",)))
    assert loose["Answer 1.2"].confidence is GUESS
    assert loose["Answer 8.3"].confidence is None


def test_a_readme_that_is_a_file_is_certain(find: Find) -> None:
    text = "# Model\nAn LSTM encoder and decoder.\n"
    cells = ("%code\nx = 1  # the first of all numbers there are",)
    assert find(built.evidence(cells=cells, documents={"README.md": text}))["README"].confidence is CERTAIN
    assert find(built.evidence(cells=("# N\n", "## How to run\nRun all cells here.")))["README"].confidence is LIKELY
