"""The grade as the page shows it: a summary of the tasks, their items, and what to do next."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from grader.model.assignment import Assignment
from grader.model.evidence import Basis, CellEnd, Evidence
from grader.model.grade import Grade, ItemGrade, Outcome, Status
from grader.reporting import words
from grader.reporting.markup import prose
from grader.text import one_line

MOST_STEPS = 5
MOST_ADVICE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckView:
    status: Status
    symbol: str
    label: str
    points: int
    looked_for: Markup
    found: Markup
    advice: Markup
    cause: str
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    id: str
    title: str
    status: str
    """For the style sheet: `passed`, `partly`, `failed` or `ungradable`."""
    symbol: str
    label: str
    earned: int
    points: int
    bonus: bool
    checks: tuple[CheckView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskView:
    id: str
    title: str
    earned: int
    possible: int
    open: int
    """Points of checks that could not be judged."""
    bonus: bool
    tally: str
    items: tuple[ItemView, ...]

    @property
    def share(self) -> int:
        """Percent of the points that were earned."""
        return 100 * self.earned // self.possible if self.possible else 0

    @property
    def open_share(self) -> int:
        return min(100 - self.share, 100 * self.open // self.possible) if self.possible else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    address: str
    """Id of the element that says more."""
    heading: str
    points: int
    bonus: bool
    advice: tuple[Markup, ...]


def task_views(assignment: Assignment, grade: Grade, cells: frozenset[int]) -> tuple[TaskView, ...]:
    known = {task.id for task in assignment.tasks}
    named = [(task.id, task.title) for task in assignment.tasks]
    others = dict.fromkeys(item.item.task for item in grade.items if item.item.task not in known)
    views = []
    for task_id, title in [*named, *((task, task) for task in others)]:
        items = [item for item in grade.items if item.item.task == task_id]
        if items:
            views.append(_task(task_id, title, items, cells))
    return tuple(views)


def _task(task_id: str, title: str, items: list[ItemGrade], cells: frozenset[int]) -> TaskView:
    labels = [words.item_status(item) for item in items]
    return TaskView(
        id=one_line(task_id, 40),
        title=one_line(title, 200),
        earned=sum(item.earned for item in items),
        possible=sum(item.item.points for item in items),
        open=sum(check.points for item in items for check in item.checks if check.status is Status.UNGRADABLE),
        bonus=all(item.item.bonus for item in items),
        tally=", ".join(f"{labels.count(label)} {label}" for label in dict.fromkeys(labels)),
        items=tuple(_item(item, cells) for item in items),
    )


def _item(grade: ItemGrade, cells: frozenset[int]) -> ItemView:
    partly = grade.status is Status.FAILED and grade.earned > 0
    return ItemView(
        id=one_line(grade.item.id, 40),
        title=one_line(grade.item.title, 200),
        status="partly" if partly else grade.status.value,
        symbol=words.item_symbol(grade),
        label=words.item_status(grade),
        earned=grade.earned,
        points=grade.item.points,
        bonus=grade.item.bonus,
        checks=tuple(_check(check, cells) for check in grade.checks),
    )


def _check(outcome: Outcome, cells: frozenset[int]) -> CheckView:
    return CheckView(
        status=outcome.status,
        symbol=words.SYMBOLS[outcome.status],
        label=words.STATUSES[outcome.status],
        points=outcome.points,
        looked_for=prose(outcome.looked_for, cells),
        found=prose(outcome.found, cells),
        advice=prose(outcome.advice, cells),
        cause=words.CAUSES[outcome.cause] if outcome.cause is not None else "",
        rests_on=tuple(words.BASES[basis] for basis in Basis if basis in outcome.rests_on),
    )


def next_steps(grade: Grade, evidence: Evidence, cells: frozenset[int]) -> tuple[Step, ...]:
    """The cell to mend first, then the items that lost most, those of the bonus last."""
    steps = _broken_cell(evidence, cells)
    lost = [(item, [check for check in item.checks if check.status is Status.FAILED]) for item in grade.items]
    ordered = sorted(
        ((item, failed) for item, failed in lost if failed),
        key=lambda pair: (pair[0].item.bonus, -sum(check.points for check in pair[1])),
    )
    for item, failed in ordered[:MOST_STEPS]:
        advice = list(dict.fromkeys(check.advice for check in failed if check.advice.strip()))
        steps.append(
            Step(
                address=f"item-{one_line(item.item.id, 40)}",
                heading=one_line(f"{item.item.id} {item.item.title}", 240),
                points=sum(check.points for check in failed),
                bonus=item.item.bonus,
                advice=tuple(prose(sentence, cells) for sentence in advice[:MOST_ADVICE]),
            )
        )
    return tuple(steps)


def _broken_cell(evidence: Evidence, cells: frozenset[int]) -> list[Step]:
    for run in evidence.observed.cells:
        if run.end in (CellEnd.OK, CellEnd.NOT_RUN):
            continue
        number = run.cell + 1
        errors = [output.error for output in evidence.reported.outputs if output.cell == run.cell and output.error]
        name = f" ({one_line(errors[0], 80)})" if errors else ""
        return [
            Step(
                address=f"cell-{number}" if number in cells else "notebook",
                heading=f"Cell {number} {words.CELL_ENDS[run.end]}{name}",
                points=0,
                bonus=False,
                advice=(Markup("Look at it first: the cells after it may fail only because this one did."),),
            )
        ]
    return []
