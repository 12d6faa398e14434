"""The samples, as a newcomer grades them: what each earns, what it lacks, and that nothing else is lost."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from grader import pipeline
from grader.export import EXPORTS
from grader.model.assignment import Assignment
from grader.model.grade import Cause, Status, Verdict
from tests.assignments.places import REFERENCE, SAMPLES, Grade

pytestmark = pytest.mark.runs


def outcomes(graded: pipeline.Graded) -> dict[str, Status]:
    return {check.id: check.status for item in graded.grade.items for check in item.checks}


def not_passed(graded: pipeline.Graded) -> set[str]:
    return {name for name, status in outcomes(graded).items() if status is not Status.PASSED}


def test_alice_is_complete(graded: Grade) -> None:
    alice = graded(SAMPLES["alice"])
    assert not_passed(alice) == set()
    assert alice.grade.score == 100


def test_bob_loses_just_what_he_lacks(graded: Grade) -> None:
    bob = graded(SAMPLES["bob"])
    lacks = {"6.1", "6.2", "7.2", "S.2", "S.3", "S.4", "S.5", "S.6"}
    lost = {name for name in not_passed(bob) if name.split("/")[0] not in lacks}
    # His written answers are brief: what they leave out is his to lose, one concept at a time.
    assert {name.split(".")[0] for name in lost} <= {"1", "2", "7", "8"}
    assert {"7.2/accuracy_curve", "6.1/attention_built", "S.2/readme_model", "S.5/some_sections"} <= not_passed(bob)


def test_carols_document_is_read(graded: Grade) -> None:
    carol = graded(SAMPLES["carol"])
    passed = {name for name, status in outcomes(carol).items() if status is Status.PASSED}
    assert {name for name in passed if name.startswith("1.")}, "answers.docx was not read"
    assert all(any(name.startswith(f"{item}/") for name in passed) for item in ("S.2", "S.3", "S.4"))
    # Characters as one-hot rows, no Embedding, sentences of her own training rows: common, and judged as it is.
    assert "4.1/encoder_embedding" in not_passed(carol)
    assert {"3.4/target_is_shifted", "4.2/encoder_is_lstm", "5.3/five_translations"} <= passed
    assert "5.4/some_unseen" in not_passed(carol)


def test_dave_keeps_what_came_before_and_the_cell_is_named(graded: Grade) -> None:
    dave = graded(SAMPLES["dave"])
    checks = {check.id: check for item in dave.grade.items for check in item.checks}
    for name in ("3.1/pairs", "3.2/both_sides_tokenised", "3.3/both_sides_padded"):
        assert checks[name].status is Status.PASSED, checks[name].found
    for name in ("4.6/ten_epochs", "5.1/feeds_back", "5.3/five_translations", "7.1/loss_curve"):
        check = checks[name]
        assert check.status is Status.FAILED or check.cause is Cause.UPSTREAM, (name, check)
        assert re.search(r"[Cc]ell \d+", check.found), check.found


def test_erin_earns_nothing_that_she_only_printed(graded: Grade) -> None:
    erin = graded(SAMPLES["erin"])
    passed = {name for name, status in outcomes(erin).items() if status is Status.PASSED}
    for prefix in ("4.6", "4.7", "4.8", "5.", "7.1", "7.2", "6.2/heatmap_of"):
        assert not [name for name in passed if name.startswith(prefix)], prefix


def test_a_regrade_says_the_same(graded: Grade, assignment: Assignment, monkeypatch: pytest.MonkeyPatch) -> None:
    bob = graded(SAMPLES["bob"])
    before = (bob.folder / pipeline.GRADE).read_bytes()
    monkeypatch.chdir(bob.folder)
    again = pipeline.regrade(Path(), assignment=assignment)
    assert again.grade == bob.grade
    assert (bob.folder / pipeline.GRADE).read_bytes() == before
    assert not [path for path in bob.folder.parent.iterdir() if path.name.startswith(".")]


def test_reports_and_grades_say_the_same(graded: Grade) -> None:
    for path in (REFERENCE, SAMPLES["bob"], SAMPLES["erin"]):
        result = graded(path)
        file = json.loads((result.folder / pipeline.GRADE).read_text())
        assert file["score"] == result.grade.score
        assert EXPORTS["json"].render(result.grade) == (result.folder / pipeline.GRADE).read_bytes()
        page = (result.folder / pipeline.REPORT).read_text()
        assert f"{result.grade.score}" in page
        assert not re.search(r"""(?:src|href)\s*=\s*["']https?:""", page), "the report would load something"


def test_what_can_not_be_judged_is_for_a_person(graded: Grade) -> None:
    for path in (SAMPLES["dave"], SAMPLES["bob"]):
        result = graded(path)
        checks = [check for item in result.grade.items for check in item.checks]
        open_ones = [check for check in checks if check.status is Status.UNGRADABLE or check.doubted]
        assert (result.grade.verdict is Verdict.NEEDS_REVIEW) == bool(open_ones)
