"""The teacher's page beside the student's: every outcome with the reason that the check gave, and how roles were found.

It may hold what a student must not see (assertion texts, role internals), so it is a file of its own, `teacher.html`.
Everything in it was written by students or quotes them: the same autoescape, caps and policy as in the student's page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from grader.model.accounts import Account, Confidence
from grader.model.assignment import Assignment
from grader.model.disclosed import held_back
from grader.model.evidence import Basis, Evidence
from grader.model.grade import Grade, ItemGrade, Outcome, Status
from grader.model.pins import settled
from grader.reporting import helped, notebook, supplied, words
from grader.reporting.markup import prose
from grader.reporting.templating import environment
from grader.text import one_line, plain

STUDENTS_PAGE = "report.html"
MOST_REASONS = 60
MOST_ACCOUNTS = 200
MOST_OTHERS = 12
MOST_PLACES = 12
_GRADES = ((Confidence.CERTAIN, "certain"), (Confidence.LIKELY, "likely"), (Confidence.GUESS, "guessed"))
_NAME = 120
_TEXT = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    id: str
    status: str
    symbol: str
    label: str
    points: int
    looked_for: Markup
    found: Markup
    cause: str
    rests_on: str
    assertion: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    address: str
    role: str
    taken: Markup
    where: Markup
    because: Markup
    confidence: str
    """For the style sheet as well: `certain`, `likely`, `guess`; empty where nothing was taken."""
    others: tuple[Markup, ...]
    pinned: bool


def render(
    *,
    assignment: Assignment,
    evidence: Evidence,
    grade: Grade,
    accounts: tuple[Account, ...],
) -> str:
    """The whole page."""
    cells = notebook.linkable(evidence)
    views = [_account(account, number, cells) for number, account in enumerate(accounts[:MOST_ACCOUNTS], 1)]
    checks = [check for item in grade.items for check in item.checks]
    return environment.get_template("teacher.html.jinja").render(
        student=one_line(grade.student, _NAME) or "Nameless submission",
        assignment={"title": one_line(assignment.title, 200), "version": one_line(grade.version, 40)},
        grade=grade,
        rule=words.rule(grade),
        verdict=words.VERDICTS[grade.verdict],
        reasons=[_sentence(reason, cells) for reason in grade.reasons[:MOST_REASONS]],
        tally=[(words.STATUSES[status], sum(check.status is status for check in checks)) for status in Status],
        held_back=[_sentence(note, cells) for note in held_back(evidence)[:MOST_REASONS]],
        pins=[_sentence(pin, cells) for pin in settled(evidence.pins)[:MOST_REASONS]],
        items=[_item(item, cells) for item in grade.items],
        bases=[(basis.value, words.FOR_TEACHERS[basis]) for basis in Basis],
        accounts=views,
        confidences=[(label, sum(view.confidence == grade.value for view in views)) for grade, label in _GRADES],
        absent=sum(not view.confidence for view in views),
        guesses=[view for view in views if view.confidence == Confidence.GUESS.value],
        helped=helped.details(evidence),
        supplied=supplied.details(evidence),
        students_page=STUDENTS_PAGE,
    )


def _item(grade: ItemGrade, cells: frozenset[int]) -> dict[str, Any]:
    partly = grade.status is Status.FAILED and grade.earned > 0
    return {
        "id": one_line(grade.item.id, 40),
        "title": one_line(grade.item.title, 200),
        "status": "partly" if partly else grade.status.value,
        "symbol": words.item_symbol(grade),
        "label": words.item_status(grade),
        "earned": grade.earned,
        "points": grade.item.points,
        "bonus": grade.item.bonus,
        "checks": [_check(check, cells) for check in grade.checks],
    }


def _check(outcome: Outcome, cells: frozenset[int]) -> CheckView:
    return CheckView(
        id=one_line(outcome.id, 120),
        status=outcome.status.value,
        symbol=words.SYMBOLS[outcome.status],
        label=words.STATUSES[outcome.status],
        points=outcome.points,
        looked_for=_sentence(outcome.looked_for, cells),
        found=_sentence(outcome.found, cells),
        cause=words.SHORT_CAUSES[outcome.cause] if outcome.cause is not None else "",
        rests_on=", ".join(basis.value for basis in Basis if basis in outcome.rests_on),
        assertion=plain(outcome.for_teacher, _TEXT),
    )


def _account(account: Account, number: int, cells: frozenset[int]) -> AccountView:
    shown = ", ".join(account.where[:MOST_PLACES])
    more = f" and {len(account.where) - MOST_PLACES} more" if len(account.where) > MOST_PLACES else ""
    return AccountView(
        address=f"role-{number}",
        role=one_line(account.role, _NAME),
        taken=_sentence(account.taken, cells),
        where=_sentence(f"{shown}{more}", cells),
        because=_sentence(account.because, cells),
        confidence=account.confidence.value if account.confidence else "",
        others=tuple(_sentence(other, cells) for other in account.others[:MOST_OTHERS]),
        pinned=account.pinned,
    )


def _sentence(text: str, cells: frozenset[int]) -> Markup:
    """With its cells linked to the student's page, which shows the notebook."""
    return prose(plain(text, _TEXT), cells, STUDENTS_PAGE)
