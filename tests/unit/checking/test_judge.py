"""The judge's child: what it makes of each way in which a check can end, and that nobody else has a say in it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, judge
from grader.errors import MachineryError
from grader.model.assignment import Assignment, RubricItem
from grader.model.evidence import Basis, Evidence, Observed, Reported, RunEnd
from grader.model.grade import Cause, Outcome, Status, Verdict
from grader.model.submission import Cell, CellKind, Submission
from grader.scoring import score

HEADER = """
from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.roles.running import Running
from grader.roles.training import Training
"""


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    submission = Submission(name="x", slug="x", path="x.ipynb", notebook="x.ipynb", sha256="", cells=())
    observed = Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1)
    folder.save(Evidence(submission=submission, observed=observed, reported=Reported()))
    return folder.path


def assignment(tmp_path: Path, body: str, points: int) -> Assignment:
    """An assignment of one item whose checks are given as source."""
    folder = tmp_path / "checks" / "tiny"
    folder.mkdir(parents=True)
    (folder / "check_it.py").write_text(HEADER + body)
    (tmp_path / "checks" / "pytest.ini").write_text((assignments.CHECKS / "pytest.ini").read_text())
    item = RubricItem(id="1.1", title="It", task="1", points=points)
    return replace(assignments.load("seq2seq"), name="tiny", folder=folder, items=(item,))


def judged(tmp_path: Path, evidence: Path, body: str, points: int = 2) -> Outcome:
    tiny = assignment(tmp_path, body, points)
    (outcome,) = judge.judge(tiny, catalogue.read(tiny), evidence)
    return outcome


def check(body: str, parameters: str = "found: Found") -> str:
    return f'''
@rubric("1.1", points=2)
def check_it({parameters}) -> None:
    """Do it.

    Try: do it again.
    """
{body}
'''


def test_passed(tmp_path: Path, evidence: Path) -> None:
    outcome = judged(tmp_path, evidence, check('    found("It is there.")'))
    assert outcome.status is Status.PASSED
    assert (outcome.looked_for, outcome.found, outcome.advice) == ("Do it.", "It is there.", "Do it again.")


def test_failed_tells_the_student_what_was_found_and_the_teacher_why(tmp_path: Path, evidence: Path) -> None:
    outcome = judged(tmp_path, evidence, check('    found("Three.")\n    assert 3 > 5, "expected five"'))
    assert (outcome.status, outcome.cause) == (Status.FAILED, None)
    assert outcome.found == "Three."
    assert "expected five" in outcome.for_teacher
    assert "five" not in outcome.found + outcome.looked_for + outcome.advice


def test_missing_is_failed_and_prevented_is_ungradable(tmp_path: Path, evidence: Path) -> None:
    outcome = judged(tmp_path, evidence, check('    raise Missing("There is none.")'))
    assert (outcome.status, outcome.found) == (Status.FAILED, "There is none.")
    body = check('    raise Prevented(Cause.NO_DATA, "There was no data.")')
    outcome = judged(tmp_path / "second", evidence, body)
    assert (outcome.status, outcome.cause) == (Status.UNGRADABLE, Cause.NO_DATA)


def test_a_doubted_failure_earns_nothing_and_asks_for_a_person(tmp_path: Path, evidence: Path) -> None:
    body = check('    from grader.model.judging import Doubted\n    raise Doubted("a guard took it")')
    outcome = judged(tmp_path, evidence, body)
    assert (outcome.status, outcome.doubted, outcome.for_teacher) == (Status.FAILED, True, "a guard took it")
    assert not judged(tmp_path / "second", evidence, check("    assert False")).doubted
    item = RubricItem(id=outcome.id.split("/")[0], title="It", task="1", points=2)
    asked = replace(assignments.load("seq2seq"), items=(item,))
    grade = score(asked, EvidenceFolder(evidence).load(), (outcome,))
    assert (grade.earned, grade.verdict) == (0, Verdict.NEEDS_REVIEW)
    assert grade.reasons == (f"{item.id} It: what is written there was not credited, and a person must read it.",)


def test_a_role_that_is_missing_fails_the_check_that_asks_for_it(tmp_path: Path, evidence: Path) -> None:
    outcome = judged(tmp_path, evidence, check("    pass", "training: Training"))
    assert outcome.status is Status.FAILED
    assert outcome.found == "No training of a Keras model was seen while the notebook ran."


@pytest.mark.parametrize(
    "body",
    [
        "    raise RuntimeError('ours')",
        "    1 / 0",
        "    import pytest; pytest.skip('no')",
        "    import pytest; pytest.xfail('no')",
        "    import sys; sys.exit(0)",
    ],
)
def test_anything_else_is_our_fault(tmp_path: Path, evidence: Path, body: str) -> None:
    outcome = judged(tmp_path, evidence, check(body))
    assert (outcome.status, outcome.cause) == (Status.UNGRADABLE, Cause.GRADER)
    assert "grader's fault" in outcome.found


@pytest.mark.parametrize(
    "mark", ["skip(reason='no')", "xfail(reason='no')", "xfail(reason='no', strict=False, run=False)"]
)
def test_a_mark_does_not_excuse_a_check(tmp_path: Path, evidence: Path, mark: str) -> None:
    body = f"import pytest\n\n@pytest.mark.{mark}{check('    assert False').lstrip()}".replace(")@", ")\n@")
    assert judged(tmp_path, evidence, body).status is Status.FAILED


def test_a_child_that_leaves_early_is_believed_nothing(tmp_path: Path, evidence: Path) -> None:
    """Exit code 0 and no outcome: neither the code alone counts, nor a file that lacks a check."""
    outcome = judged(tmp_path, evidence, check("    import os; os._exit(0)"))
    assert (outcome.status, outcome.cause) == (Status.UNGRADABLE, Cause.GRADER)


def test_checks_that_can_not_be_imported_are_said(tmp_path: Path, evidence: Path) -> None:
    with pytest.raises(MachineryError, match="could not be run"):
        judged(tmp_path, evidence, check("    pass") + "\nimport nothing_of_that_name\n")


def test_a_conftest_in_the_working_folder_is_inert(
    tmp_path: Path, evidence: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_in = tmp_path / "submission"
    handed_in.mkdir()
    (handed_in / "conftest.py").write_text("raise SystemExit('read!')")
    (handed_in / "pytest.ini").write_text("[pytest]\naddopts = --collect-only\n")
    (handed_in / "sitecustomize.py").write_text("raise SystemExit('read!')")
    monkeypatch.chdir(handed_in)
    monkeypatch.setenv("PYTEST_ADDOPTS", "--collect-only")
    monkeypatch.setenv("PYTHONPATH", str(handed_in))
    assert judged(tmp_path, evidence, check("    assert False")).status is Status.FAILED


def test_an_outcome_says_what_it_rests_on(tmp_path: Path, evidence: Path) -> None:
    folder = EvidenceFolder(evidence)
    ran = folder.load()
    from grader.model.evidence import CellEnd, CellRun

    cells = (CellRun(cell=0, end=CellEnd.OK),)
    code = (Cell(index=0, kind=CellKind.CODE, source="x = 1"),)
    submission = replace(ran.submission, cells=code)
    folder.save(replace(ran, submission=submission, observed=replace(ran.observed, cells=cells)))
    outcome = judged(tmp_path, evidence, check("    pass", "running: Running"))
    assert outcome.rests_on == (Basis.OBSERVED,)


@pytest.mark.parametrize(
    ("body", "points", "fault"),
    [
        (check("    pass"), 3, "are worth 2 points, the item 3"),
        (check("    pass").replace('"1.1"', '"9.9"'), 2, "belongs to no item"),
        (check("    pass") * 2, 4, "declared twice"),
        ('\n@rubric("1.1", points=2)\ndef check_it() -> None:\n    pass\n', 2, "says nothing to the student"),
    ],
)
def test_checks_that_do_not_fit_the_rubric_are_refused(tmp_path: Path, body: str, points: int, fault: str) -> None:
    with pytest.raises(MachineryError, match=fault):
        catalogue.read(assignment(tmp_path, body, points))
