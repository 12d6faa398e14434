"""Saved outputs before the real checks: what they earn where the run could not, and nothing otherwise."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader import intake
from grader.assignment import ROOT
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, many
from grader.model.evidence import Basis, CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.grade import Cause, Grade, Outcome, Status, Verdict
from grader.model.submission import Submission
from grader.scoring import score

BORNE = {
    "4.6/some_epochs",
    "4.6/ten_epochs",
    "4.7/some_losses_shown",
    "4.7/all_losses_shown",
    "4.8/loss_falls_a_little",
    "4.8/loss_falls_clearly",
    "5.3/some_translations",
    "5.3/five_translations",
    "7.1/loss_curve",
    "7.2/accuracy_curve",
}
"""Checks that saved outputs can bear."""
NEED_A_RUN = re.compile(r"[3-6]\.|7\.[12]/|S\.1/")
NO_DATA, OWN = "FileNotFoundError: no such file: fra.txt", "ValueError: shapes don't fit"


def stopped(submission: Submission, error: str, *, at: int = 0) -> Evidence:
    """A run whose code cells all failed from the `at`-th on, the first of these with that error."""
    indices = [cell.index for cell in submission.code]
    cells = tuple(
        CellRun(cell=cell, end=CellEnd.OK if place < at else CellEnd.ERROR) for place, cell in enumerate(indices)
    )
    outputs = tuple(
        Output(cell=cell, text=error if place == at else "NameError: name 'x' is not defined", error="Error")
        for place, cell in enumerate(indices)
        if place >= at
    )
    observed = Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1, cells=cells)
    return Evidence(submission=submission, observed=observed, reported=Reported(outputs=outputs))


def edited(submission: Submission, change: Callable[[str], str]) -> Submission:
    """With other texts in the saved outputs."""
    cells = tuple(
        replace(cell, saved_outputs=tuple(replace(out, text=change(out.text)) for out in cell.saved_outputs))
        for cell in submission.cells
    )
    return replace(submission, cells=cells)


def ten_at_most(text: str) -> str:
    """Nine epochs of each training, which is what was asked for."""
    kept = re.sub(r"Epoch (1\d|2\d)/\d+\n[^\n]*\n", "", text)
    return re.sub(r"Epoch (\d)/\d+\n", r"Epoch \1/9\n", kept)


def flat(text: str) -> str:
    return re.sub(r"- loss: [\d.e-]+", "- loss: 3.0000", text)


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Grade, dict[str, Outcome]]]:
    alice = intake.read(ROOT / "submissions" / "alice.ipynb")
    bare = replace(alice, cells=tuple(replace(cell, saved_outputs=()) for cell in alice.cells))
    completed = replace(
        stopped(alice, "", at=len(alice.code)).observed,
        cells=tuple(CellRun(cell=cell.index, end=CellEnd.OK) for cell in alice.code),
    )
    empty = replace(completed, end=RunEnd.MACHINERY, reason="The sandbox broke.", cells=())
    cases = {
        "no data": stopped(alice, NO_DATA, at=1),
        "age": stopped(alice, "AttributeError: module 'keras' has no attribute 'layerz'", at=1),
        "ours": Evidence(submission=alice, observed=empty, reported=Reported()),
        "own error": stopped(alice, OWN, at=1),
        "nothing saved": stopped(bare, NO_DATA, at=1),
        "nine epochs": stopped(edited(alice, ten_at_most), NO_DATA, at=1),
        "flat": stopped(edited(alice, flat), NO_DATA, at=1),
        # All cells ran and nothing was trained, translated or drawn: what is saved is a claim against the run.
        "forged": Evidence(submission=alice, observed=completed, reported=Reported()),
    }
    assignment = assignments.load("seq2seq")
    specs = catalogue.read(assignment)
    folders: list[Path] = []
    for name, evidence in cases.items():
        folder = EvidenceFolder(tmp_path_factory.mktemp("saved") / name.replace(" ", "_"))
        folder.make()
        folder.save(evidence)
        folders.append(folder.path)
    results = many.judge_all(assignment, specs, folders)
    return {
        name: (score(assignment, evidence, outcomes), {outcome.id: outcome for outcome in outcomes})
        for (name, evidence), outcomes in zip(cases.items(), results, strict=True)
    }


Judged = dict[str, tuple[Grade, dict[str, Outcome]]]


def passed(outcomes: dict[str, Outcome]) -> set[str]:
    return {name for name, o in outcomes.items() if o.status is Status.PASSED and NEED_A_RUN.match(name)}


@pytest.mark.parametrize("name", ["no data", "age", "ours"])
def test_where_the_run_was_prevented_they_bear_what_they_show(name: str, judged: Judged) -> None:
    grade, outcomes = judged[name]
    assert passed(outcomes) == BORNE
    for check in BORNE:
        assert outcomes[check].rests_on == (Basis.SAVED,)
        assert outcomes[check].found.startswith("From saved outputs, not reproduced: ")
        assert outcomes[check].cause is None
    assert grade.verdict is Verdict.NEEDS_REVIEW
    confirm = next(reason for reason in grade.reasons if "a person must confirm it" in reason)
    assert confirm.startswith("4.6 ") and "5.3 " in confirm and "judged from saved outputs, not reproduced" in confirm


def test_the_sentence_says_what_was_saved_and_why_it_had_to_do(judged: Judged) -> None:
    found = judged["no data"][1]["4.6/ten_epochs"].found
    assert found.startswith(
        "From saved outputs, not reproduced: 22 epochs in cell 17, the last with loss 0.0053. The run"
    )
    assert "FileNotFoundError" in found
    assert "“" in judged["no data"][1]["5.3/five_translations"].found
    assert "whose code plots the recorded loss" in judged["no data"][1]["7.1/loss_curve"].found


@pytest.mark.parametrize("name", ["own error", "nothing saved", "forged"])
def test_they_earn_nothing_otherwise(name: str, judged: Judged) -> None:
    """The student's own error, a file without outputs, and outputs that the run denies."""
    grade, outcomes = judged[name]
    assert passed(outcomes) <= {"S.1/runs_nearly", "S.1/runs_whole"}
    assert not any(Basis.SAVED in outcomes[check].rests_on for check in BORNE)
    assert not any("a person must confirm it" in reason for reason in grade.reasons)


def test_what_they_do_not_bear_stays_ungradable_and_never_fails(judged: Judged) -> None:
    for name in ("no data", "nothing saved", "nine epochs", "flat"):
        for check, outcome in judged[name][1].items():
            if check in BORNE and outcome.status is not Status.PASSED:
                assert (outcome.status, outcome.cause) == (Status.UNGRADABLE, Cause.NO_DATA), (name, check)
    assert BORNE - passed(judged["nine epochs"][1]) == {"4.6/ten_epochs"}
    assert BORNE - passed(judged["flat"][1]) == {"4.8/loss_falls_a_little", "4.8/loss_falls_clearly"}
