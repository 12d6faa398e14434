"""Saved outputs beside a run and in place of one: what agrees, what is flagged, and when they are heard at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader import assignment as assignments
from grader.boundary import saved
from grader.model.accounts import Confidence
from grader.model.evidence import CellEnd, CellRun, Evidence, Output, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.model.submission import Cell, CellKind, SavedOutput
from grader.roles import accounts, witness
from grader.roles.reaching import Reach
from tests.unit.roles import built

FIT, TRANSLATE = 3, 5


def epochs(losses: list[float], asked: int = 0, steps: int = 1) -> str:
    lines = (
        f"Epoch {n}/{asked or len(losses)}\n{steps}/{steps} [==] - 2s - loss: {loss:.4f} - accuracy: 0.5\n"
        for n, loss in enumerate(losses, 1)
    )
    return "".join(lines)


FALLING = [3.0, 2.5, 2.0, 1.6, 1.3, 1.1]
SHOWN = "the cat sleeps -> le chat dort\ni drink tea -> je bois du thé\nshe runs -> elle court\n"


def notebook(saved_fit: str = "", saved_shown: str = "", *, supplied: bool = False, **sources: str) -> Evidence:
    """The hand-made run of `built` (it trains in cell 4 and translates in cell 6) with outputs saved in its file."""
    original = built.evidence(shown=SHOWN, fits=(built.fit(losses=tuple(FALLING)),))
    code = {
        0: "pairs = load()\nfor s, t in pairs[:3]:\n    print(s, '->', t)",
        1: "def translate(text):\n    return vocabulary[model.predict(text).argmax()]\n\n"
        "class T:\n    def go(self):\n        self.m.fit(x)",
        FIT: sources.get("fit", "history = model.fit(x, y, epochs=6)"),
        TRANSLATE: sources.get("shown", "for s in sentences:\n    print(s, '->', translate(s))"),
    }
    outputs = {FIT: saved_fit, TRANSLATE: saved_shown}
    cells = tuple(
        Cell(
            index=index,
            kind=CellKind.CODE,
            source=source,
            saved_outputs=(SavedOutput(text=outputs[index]),) if outputs.get(index) else (),
        )
        for index, source in code.items()
    )
    submission = replace(original.submission, cells=cells)
    runs = tuple(CellRun(cell=cell, end=CellEnd.OK) for cell in code)
    observed = replace(original.observed, cells=runs, supplies=("fra.txt",) if supplied else ())
    return replace(original, submission=submission, observed=observed, saved=saved.read(submission))


def test_the_same_again_agrees() -> None:
    found = witness.find(notebook(epochs([2.9, 2.6, 2.1, 1.7, 1.4, 1.0]), SHOWN))
    assert found.disagreements == ()
    assert found.agreements == (
        "In cell 4 6 epochs, the last with loss 1 are saved, and the run had 6 epochs, the last with loss 1.1.",
        "In cell 6 translations are saved, and the run showed them there as well.",
    )
    assert found.words == ("6 epochs in cell 4; 3 translations, such as “the cat sleeps” → “le chat dort” in cell 6")


@pytest.mark.parametrize(
    ("fit", "shown", "fault"),
    [
        (
            epochs([5 / n for n in range(1, 51)]),
            "",
            "In cell 4 50 epochs, the last with loss 0.1 are saved, and the run had 6 epochs, the last with loss 1.1: "
            "50 epochs were asked for then, and 6 now.",
        ),
        (
            epochs([2.9, 1.0, 0.5, 0.1, 0.01, 0.001]),
            "",
            "In cell 4 6 epochs, the last with loss 0.001 are saved, and the run had 6 epochs, the last with loss 1.1: "
            "after 6 epochs the losses 0.001 and 1.1 are further apart than the factor 4 that chance explains.",
        ),
        (
            "".join(f"Epoch {n} Loss {3 / n:.2f}\n" for n in range(1, 31)),
            "",
            "In cell 4 30 epochs, the last with loss 0.1 are saved, and the run had 6 epochs, the last with loss 1.1: "
            "their numbers are too far apart for another run of the same code.",
        ),
        (
            "",
            "a dog -> un chien\na bird -> un oiseau\n",
            "In cell 6 2 translations are saved, such as “a dog” → “un chien”; the run showed none there.",
        ),
    ],
)
def test_a_disagreement_is_flagged_with_both_values(fit: str, shown: str, fault: str) -> None:
    evidence = notebook(fit, shown)
    if shown:
        evidence = built.replace_reported(evidence, outputs=(Output(cell=TRANSLATE, text="nothing"),))
    found = witness.find(evidence)
    assert found.disagreements == (fault,)
    assert witness.flags(evidence) == (f"Saved outputs and the run disagree. {fault}",)


def test_a_loss_that_no_longer_falls_is_flagged_on_any_data() -> None:
    evidence = notebook(epochs(FALLING, steps=300), supplied=True)
    still = built.fit(losses=(3.0, 3.0, 3.0, 3.0, 3.0, 3.0))
    found = witness.find(built.replace_reported(evidence, fits=(still,)))
    assert found.disagreements[0].endswith("the saved loss falls from 3, and the run's stands still at 3.")


def test_a_training_that_the_run_did_not_make_is_flagged() -> None:
    found = witness.find(built.replace_reported(notebook(epochs(FALLING)), fits=()))
    assert found.disagreements[0].endswith("and the run had 0 epochs: nothing was trained there.")


def test_other_translations_of_a_well_trained_model_are_flagged() -> None:
    sentences = ["the cat sleeps", "i drink tea", "she runs", "we sing", "they dance"]
    was = "".join(f"{sentence} -> {2 * letter}\n" for sentence, letter in zip(sentences, "abcde", strict=True))
    now = "".join(f"{sentence} -> {2 * letter}\n" for sentence, letter in zip(sentences, "fghij", strict=True))
    evidence = notebook(epochs([3, 2, 1, 0.5, 0.3, 0.2]), was)
    evidence = built.replace_reported(
        evidence, outputs=(Output(cell=TRANSLATE, text=now),), fits=(built.fit(losses=(3, 2, 1, 0.5, 0.3, 0.2)),)
    )
    assert witness.find(evidence).disagreements == (
        "In cell 6 “the cat sleeps” is saved with “aa”, and the run gave “ff”; of 5 sentences none came out the same, "
        "though the model was trained well.",
    )
    weak = built.replace_reported(evidence, fits=(built.fit(losses=(3, 2, 1, 0.9, 0.8, 0.7)),))
    assert witness.find(weak).disagreements == (), "a weak model says something else each time"


def test_chance_and_other_data_are_no_disagreement() -> None:
    other_data = notebook(epochs([2.9, 1.0, 0.5, 0.1, 0.01, 0.001], steps=125), supplied=True)
    assert witness.flags(other_data) == ()
    stopped_early = notebook(epochs([2.9, 2.0, 1.5, 1.2], asked=6))
    assert witness.flags(stopped_early) == ()
    interrupted = notebook(epochs([2.9, 2.0]) + "Epoch 3/90\n1/4 [..] - loss: 1.0\n")
    assert witness.flags(interrupted) == ()
    cut = built.replace_reported(notebook(epochs(FALLING)), fits=(built.fit(losses=(3.0, 2.0), finished=False),))
    assert witness.flags(cut) == ()
    assert witness.flags(notebook()) == ()


def test_only_cells_whose_code_could_have_made_it_are_heard() -> None:
    printed = notebook(epochs(FALLING), SHOWN, fit="print('Epoch 1/6')", shown="print(pairs)")
    found = witness.find(printed)
    assert (found.trainings, found.translations, found.words) == ((), (), "")
    sample = notebook(epochs(FALLING))
    first = replace(sample.submission.cells[0], saved_outputs=(SavedOutput(text=SHOWN),))
    submission = replace(sample.submission, cells=(first, *sample.submission.cells[1:]))
    found = witness.find(replace(sample, submission=submission, saved=saved.read(submission)))
    assert found.translations == (), "pairs of the data set, shown before anything was trained"


def test_what_code_reaches() -> None:
    reach = Reach(notebook(fit="T().go()").submission)
    assert reach.reaches(FIT, witness.TRAINS), "by the method of a class"
    assert not reach.reaches(1, witness.TRAINS), "what a cell only defines it doesn't do"
    assert reach.reaches(TRANSLATE, witness.PREDICTS)
    assert not reach.reaches(0, witness.PREDICTS)
    endless = notebook(fit="def a():\n    b()\ndef b():\n    a()\na()")
    assert not Reach(endless.submission).reaches(FIT, witness.TRAINS)


def stopped(evidence: Evidence, text: str, end: RunEnd = RunEnd.COMPLETED) -> Evidence:
    """The same as if the first cell had stopped, and the others after it."""
    error = Output(cell=0, text=text, error=text.split(":")[0])
    cells = tuple(replace(run, end=CellEnd.ERROR) for run in evidence.observed.cells)
    observed = replace(evidence.observed, cells=cells, end=end, reason="The disk of the grader is full.")
    return built.replace_reported(replace(evidence, observed=observed), outputs=(error,), fits=(), calls=(), models=())


@pytest.mark.parametrize(
    ("change", "prevented", "heard"),
    [
        ({}, Prevented(Cause.NO_DATA, "Cell 1 stopped with FileNotFoundError: fra.txt."), True),
        ({}, Prevented(Cause.API_AGE, "Cell 1 stopped."), True),
        ({}, Prevented(Cause.BUDGET, "Cell 4 was stopped at its time limit."), True),
        ({}, Prevented(Cause.UPSTREAM, "Cell 1 stopped with ValueError: x."), False),
        ({}, Prevented(Cause.GRADER, "The weights are missing; a person must look."), False),
        (
            {"text": "ModuleNotFoundError: No module named 'wordcloud'"},
            Prevented(
                Cause.GRADER, "No training. Cell 1 stopped with ModuleNotFoundError: No module named 'wordcloud'."
            ),
            True,
        ),
        (
            {"text": "ModuleNotFoundError: No module named 'wordcloud'"},
            Prevented(Cause.GRADER, "None of what it decoded is shown; a person must compare them."),
            False,
        ),
        ({"end": RunEnd.MACHINERY}, Prevented(Cause.GRADER, "The disk of the grader is full."), True),
    ],
)
def test_when_saved_outputs_stand_in_for_a_run(change: dict[str, Any], prevented: Prevented, heard: bool) -> None:
    evidence = stopped(notebook(epochs(FALLING), SHOWN), **{"text": "FileNotFoundError: fra.txt", **change})
    assert witness.stands_in(evidence, witness.find(evidence), prevented) is heard


def test_who_disagrees_is_not_heard() -> None:
    evidence = notebook(epochs([2.9, 1.0, 0.5, 0.1, 0.01, 0.001]))
    prevented = Prevented(Cause.BUDGET, "Cell 6 was stopped at its time limit.")
    assert witness.testimony(evidence, witness.find(evidence), prevented, lambda found: found.words) == ""
    evidence = notebook(epochs(FALLING))
    said = witness.testimony(evidence, witness.find(evidence), prevented, lambda found: f"{found.words}.")
    assert said == (
        "From saved outputs, not reproduced: 6 epochs in cell 4. The run could not show it. Cell 6 was stopped at its "
        "time limit."
    )

    def denies(found: witness.Witness) -> str:
        raise AssertionError("too few")

    assert witness.testimony(evidence, witness.find(evidence), prevented, denies) == ""


def test_the_account_of_saved_outputs() -> None:
    def of(evidence: Evidence) -> dict[str, Any]:
        found = accounts.find(evidence, assignments.load("seq2seq"), lambda ref: None)
        return {account.role: account for account in found}

    agreeing = of(notebook(epochs(FALLING), SHOWN))
    assert agreeing["Saved outputs"].confidence is Confidence.CERTAIN
    assert agreeing["Saved outputs"].where == ("cell 4", "cell 6")
    assert agreeing["Training run"].because.endswith("The saved outputs of cell 4 agree.")
    denied = of(notebook(epochs(FALLING * 9), SHOWN))
    assert denied["Saved outputs"].confidence is Confidence.GUESS
    assert "54 epochs were asked for then" in denied["Saved outputs"].because
    assert "agree." not in denied["Training run"].because
    assert of(notebook())["Saved outputs"].because == "The notebook was handed in without outputs."
    unheard = of(stopped(notebook(epochs(FALLING)), "FileNotFoundError: fra.txt"))["Saved outputs"]
    assert (unheard.confidence, unheard.because) == (
        Confidence.LIKELY,
        "The run did not get to where it could be compared.",
    )
