"""Pins choose among what the evidence holds; they award nothing, and one that names nothing is refused."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from grader import assignment as assignments
from grader.errors import UsageError
from grader.model.accounts import Confidence
from grader.model.assignment import Assignment
from grader.model.drawings import Axes, Figure, Line
from grader.model.evidence import Evidence, Output
from grader.model.judging import Missing
from grader.model.pins import Pins
from grader.model.traces import NamedArray, Vocabulary
from grader.roles import accounts, answers, architecture, figures, pinned, tensors, training, translations
from tests.unit.roles import built


@pytest.fixture(scope="module")
def assignment() -> Assignment:
    return assignments.load("seq2seq")


def nothing(_: Any) -> None:
    return None


def pins(**tables: Any) -> Pins:
    return msgspec.convert(tables, Pins)


MODELS = (built.model(), built.model(9, "rival"), built.model(8, "idle"))
FITS = (built.fit(), built.fit(9, (3.0, 2.5), cell=7))


def test_a_training_by_its_models_name_or_by_its_cell() -> None:
    for pin in ({"model": "rival"}, {"cell": 8}, {"model": "rival", "cell": 8}):
        found = training.find(built.evidence(models=MODELS, fits=FITS, pins=pins(training=pin)))
        assert found.model.name == "rival"
        assert {run.model.name for run in found.everything} == {"translator", "rival"}


def test_a_pinned_model_that_was_never_trained_is_missing() -> None:
    seen = built.evidence(models=MODELS, fits=FITS, pins=pins(training={"model": "idle"}))
    with pytest.raises(Missing, match="'idle', which the teacher pinned, was never trained"):
        training.find(seen)
    assert architecture.find(seen).model.name == "idle"


def test_layers_are_chosen_and_how_they_are_joined_is_still_read() -> None:
    stack = (built.model(config=built.network(encoders=2)),)
    found = architecture.find(built.evidence(models=stack, pins=pins(architecture={"encoder": "enc0"})))
    assert found.encoder is not None
    assert found.decoder is not None
    assert (found.encoder.name, found.decoder.name) == ("enc0", "dec")
    assert found.connected
    backwards = pins(architecture={"encoder": "dec", "decoder": "enc0"})
    turned = architecture.find(built.evidence(models=stack, pins=backwards))
    assert (turned.connected, turned.initialised) == (False, False)


def test_arrays_are_chosen_and_count_as_trained_on_only_if_they_were() -> None:
    arrays, inputs, target = built.tensors()
    other = arrays.ref([[1, 2, 3]] * 6)
    named = tuple(
        NamedArray(cell=1, name=n, array=a) for n, a in (("x", inputs[0]), ("dec", inputs[1]), ("loose", other))
    )
    fits = (built.fit(inputs=inputs, targets=(target,), trained_rows=5),)

    def find(**pin: str) -> tensors.Tensors:
        return tensors.of_main_model(built.evidence(fits=fits, arrays=named, pins=pins(tensors=pin)), arrays)

    same = find(source="x", decoder_input="dec")
    assert (same.trained, same.trained_rows, same.shifted) == (True, 5, True)
    loose = find(source="loose")
    assert loose.source is not None
    assert loose.source.ref == other
    assert (loose.trained, loose.trained_rows) == (False, 0)
    assert not find(decoder_input="loose").shifted


def test_vocabularies_and_cells_of_translations() -> None:
    upper = Vocabulary(name="upper", tokens=tuple(t.upper() for t in built.FRENCH.tokens), ids=built.FRENCH.ids)
    known = (built.FRENCH, built.ENGLISH, upper)
    shown = "the cat sleeps -> le chat dort\n"
    later = (Output(cell=9, text="the cat sleeps: le chat dort, again"),)

    def find(**tables: Any) -> translations.Translations:
        seen = built.evidence(shown=shown, outputs=later, vocabularies=known, pins=pins(**tables))
        return translations.find(seen, nothing)

    assert find().shown[0].output == "le chat dort"
    assert find(vocabularies={"target": "upper"}).shown[0].output == "LE CHAT DORT"
    assert find(translations={"cells": [10]}).shown[0].cell == 9
    assert find(translations={"cells": [6]}).shown[0].cell == 5


def test_a_pinned_cell_must_draw_the_recorded_curve() -> None:
    def drawn(y: tuple[float, ...], cell: int) -> Figure:
        return Figure(cell=cell, title="", axes=(Axes(lines=(Line(label="", x=(0, 1, 2), y=y),)),))

    both = (drawn((3, 2, 1), 5), drawn((3, 2, 1), 7), drawn((9, 9, 9), 8))
    for pin, cell in ((None, 5), (8, 7), (9, None)):
        tables = {"curves": {"loss_cell": pin}} if pin else {}
        assert figures.curves(built.evidence(figures=both, pins=pins(**tables))).cell(accuracy=False) == cell


ESSAY = "# My thoughts\n\nGradients shrink on their way back through time.\n\nGates keep them from it.\n\n# Else\n\nNo."


def test_an_answer_runs_from_its_beginning_to_the_next_label(assignment: Assignment) -> None:
    pin = {"1.2": {"document": "essay.docx", "begins": "**gradients** shrink"}}
    seen = built.evidence(documents={"essay.docx": ESSAY}, pins=pins(answers=pin))
    reading = answers.find(seen, assignment).readings["1.2"]
    assert [each.text for each in reading.tied] == [
        "Gradients shrink on their way back through time.",
        "Gates keep them from it.",
    ]
    account = next(each for each in accounts.find(seen, assignment, nothing) if each.role == "Answer 1.2")
    assert (account.pinned, account.confidence) == (True, Confidence.CERTAIN)
    assert account.because.startswith("Pinned by the teacher.")


def test_an_answer_that_is_pinned_stands_under_no_other_place(assignment: Assignment) -> None:
    cells = ("## RNN vs. LSTM\n\nThe wrong text about nothing.", "A plain RNN forgets the first words of a sentence.")
    seen = built.evidence(cells=cells, pins=pins(answers={"1.1": {"cell": 2, "begins": "A plain"}}))
    reading = answers.find(seen, assignment).readings["1.1"]
    assert [each.place for each in reading.tied] == ["cell 2"]


@pytest.fixture
def full() -> tuple[Evidence, Any]:
    arrays, inputs, target = built.tensors()
    flat = arrays.ref([1, 2, 3])
    evidence = built.evidence(
        shown="le chat dort",
        models=MODELS,
        fits=(built.fit(inputs=inputs, targets=(target,)), *FITS[1:]),
        arrays=(NamedArray(cell=1, name="x", array=inputs[0]), NamedArray(cell=1, name="flat", array=flat)),
        documents={"essay.docx": ESSAY},
        cells=("A text.",),
    )
    return evidence, arrays


@pytest.mark.parametrize(
    ("tables", "sentence", "there"),
    [
        ({"training": {"model": "x"}}, "there is no model of that name", "translator, rival, idle"),
        ({"training": {"cell": 5}}, "that cell never trained a model", "cell 4, cell 8"),
        ({"training": {"model": "rival", "cell": 4}}, "it did not train the model 'rival'", "rival in cell 8"),
        ({"architecture": {"encoder": "out"}}, "no recurrent layer of that name", "enc0, dec"),
        ({"architecture": {"encoder": "dec", "decoder": "dec"}}, "can't be both", "enc0, dec"),
        ({"tensors": {"source": "flat"}}, "no array of token ids of that name", "x"),
        ({"vocabularies": {"target": "klingon"}}, "no vocabulary of that name", "french_id, english_id"),
        ({"translations": {"cells": [6, 7]}}, "that cell never showed anything", "cell 6"),
        ({"curves": {"accuracy_cell": 6}}, "that cell never drew a figure", "nothing of this kind"),
        ({"answers": {"9.9": {"cell": 1, "begins": "A"}}}, "no question answered in prose of that name", "1.1, 1.2"),
        ({"answers": {"2.1": {"cell": 1, "begins": "A"}}}, "no question answered in prose", "1.1, 1.2"),
        ({"answers": {"1.2": {"document": "x.docx", "begins": "A"}}}, "no document of that name", "essay.docx"),
        ({"answers": {"1.2": {"cell": 1, "begins": "Gates"}}}, "no paragraph there begins so", "“A text.”"),
    ],
)  # fmt: skip
def test_a_pin_that_names_nothing_is_refused_with_what_there_is(
    tables: dict[str, Any], sentence: str, there: str, full: tuple[Evidence, Any], assignment: Assignment
) -> None:
    evidence, arrays = full
    with pytest.raises(UsageError) as caught:
        pinned.check(built.replace_pins(evidence, pins(**tables)), assignment, arrays)
    assert sentence in caught.value.message
    assert there in caught.value.tip


def test_a_pin_that_names_something_is_never_refused(full: tuple[Evidence, Any], assignment: Assignment) -> None:
    evidence, arrays = full
    fine = pins(
        training={"model": "idle"},
        architecture={"decoder": "enc0"},
        tensors={"target": "x"},
        vocabularies={"source": "french_id"},
        translations={"cells": [6]},
        answers={"1.2": {"document": "essay.docx", "begins": "No."}},
    )
    settled = built.replace_pins(evidence, fine)
    pinned.check(settled, assignment, arrays)
    assert [each for each in accounts.find(settled, assignment, arrays) if "grader failed" in each.because] == []
