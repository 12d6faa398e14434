"""The teacher's page: what it adds to the student's, and that it lets through as little."""

import re
from dataclasses import replace

import pytest

from grader.model.budget import Budget, Cut
from grader.model.evidence import Restart, RunEnd
from grader.model.grade import Grade
from grader.model.pins import NONE, Pins, TrainingPin
from grader.model.traces import Fit
from grader.reporting import html, teacher
from tests.unit.reporting import samples
from tests.unit.reporting.test_reporting_html import _Page


def _render(grade: Grade | None = None, pins: Pins = NONE) -> str:
    return teacher.render(
        assignment=samples.assignment(),
        evidence=replace(samples.evidence(), pins=pins),
        grade=grade or samples.grade(),
        accounts=samples.accounts(),
    )


@pytest.fixture(scope="module")
def honest() -> str:
    return _render(samples.grade(reasons=("Saved and run outputs of cell 5 differ.",)))


@pytest.fixture(scope="module")
def hostile() -> str:
    return teacher.render(
        assignment=samples.assignment(),
        evidence=replace(samples.hostile_evidence(), pins=Pins(training=TrainingPin(model=samples.PAYLOADS[0]))),
        grade=samples.hostile_grade(),
        accounts=samples.hostile_accounts(),
    )


def test_score_and_reasons_come_first_then_checks_then_roles(honest: str) -> None:
    order = ["26</strong>", "Why a person needs to look", 'id="checks"', 'id="item-3.1"', 'id="roles"', "Training run"]
    places = [honest.index(piece) for piece in order]
    assert places == sorted(places)


def test_the_data_that_it_was_given_is_told_where_there_was_any(honest: str) -> None:
    given = honest[honest.index('id="supplied"') :]
    assert "<dt>Put in place</dt>" in given
    assert "eng-fra.txt, /content/drive/MyDrive/eng-fra.txt" in given


def test_each_check_says_its_assertion_and_what_it_rests_on(honest: str) -> None:
    assert honest.count("for the eyes of the teacher") == sum(len(item.checks) for item in samples.grade().items)
    assert "<dd>recomputed, reported</dd>" in honest
    assert "an earlier step failed" in honest
    assert "4.6/ten" in honest


def test_a_role_says_what_was_taken_why_how_surely_and_what_was_not(honest: str) -> None:
    row = honest[honest.index('id="role-1"') : honest.index('id="role-2"')]
    assert "model <code>translator</code>, 6 epochs" in row
    assert '<span class="sure likely">likely</span>' in row
    assert "trained longest" in row
    assert "Not taken: <code>rival</code> in" in row
    assert '<span class="sure">not there</span>' in honest[honest.index('id="role-4"') :]
    assert "1 certain, 1 likely, 1 guessed, 1 not there." in honest
    assert 'Look first at <a href="#role-3">Answer 1.2</a>.' in honest


def test_what_was_settled_by_hand_stands_at_the_top(honest: str) -> None:
    assert "Settled by hand" not in honest
    page = _render(pins=Pins(training=TrainingPin(model="b")))
    assert page.index("Settled by hand") < page.index('id="checks"')
    assert '<span class="sure pinned">pinned</span>' in honest


def test_a_budget_and_a_restart_are_disclosed_to_student_and_teacher() -> None:
    seen = samples.evidence()
    restart = Restart(cell=4, end=RunEnd.KERNEL_DIED, reason="The kernel died in this cell.", again=(1, 3))
    budget = Budget(minutes=5, reserve=60, fewest_epochs=10)
    fit = Fit(cell=4, model=1, epochs_asked=100, epochs=(), predicted=2400, cut=Cut(epochs=12, within_epoch=False))
    seen = replace(
        seen,
        observed=replace(seen.observed, budget=budget, restart=restart),
        reported=replace(seen.reported, fits=(fit,)),
    )
    grade, assignment = samples.grade(), samples.assignment()
    for_student = html.render(
        assignment=assignment, evidence=seen, grade=grade, findings=samples.findings(), image=lambda digest: None
    )
    for_teacher = teacher.render(assignment=assignment, evidence=seen, grade=grade, accounts=())
    assert "What the grader did to the run" in for_teacher
    for page in (for_student, for_teacher):
        shown = re.sub(r"<[^>]+>", "", page)
        assert "The training in cell 5 was ended after 12 of 100 epochs; it would have taken about 40 minutes." in shown
        assert "The kernel ended in cell 5 and was started once more." in shown
        assert "Cells 2, 4 were run again" in shown
    assert "a budget of 5 min" in for_student


def test_cells_lead_to_the_students_page(honest: str) -> None:
    assert '<a href="report.html#cell-5">cell 5</a>' in honest
    student = html.render(
        assignment=samples.assignment(),
        evidence=samples.evidence(),
        grade=samples.grade(),
        findings=samples.findings(),
        image=samples.image,
    )
    assert 'id="cell-5"' in student
    assert "trained longest" not in student
    assert "for the eyes of the teacher" not in student


@pytest.mark.parametrize("who", ["honest", "hostile"])
def test_nothing_acts_and_nothing_is_asked_for(who: str, request: pytest.FixtureRequest) -> None:
    source = request.getfixturevalue(who)
    page = _Page(source)
    assert not {"script", "iframe", "img", "form", "input", "object", "svg"} & set(page.tags)
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]
    assert "default-src 'none'" in source
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for address in page.values("href"):
        assert re.fullmatch(r"(?:report\.html)?(?:#cell-\d+)?|#[\w-]+", address), address
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202e]", source)
    assert len(source) < 2_000_000


def test_a_nameless_grade_without_accounts_has_a_page() -> None:
    page = teacher.render(
        assignment=samples.assignment(),
        evidence=samples.evidence(),
        grade=replace(samples.grade(), student=""),
        accounts=(),
    )
    assert "Nameless submission" in page
    assert "No role was looked for." in page
