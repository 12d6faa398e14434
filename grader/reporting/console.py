"""The grade in a terminal, and one live line while a notebook runs."""

from __future__ import annotations

import os
import sys
import time
from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from grader.model.assignment import Assignment
from grader.model.grade import Grade, ItemGrade, Outcome, Status, Verdict
from grader.reporting import words
from grader.reporting.tasks import TaskView, task_views
from grader.text import for_log

if TYPE_CHECKING:
    from grader.execution.progress import Standing

_STYLES = {"passed": "green", "partly": "yellow", "failed": "red", "ungradable": "magenta"}
_NAME = 60
NARROWEST = 20
_SENTENCES = 600


class Steadfast(Console):
    """Goes on in silence where nobody reads any more, as in `grade … | head -1`: the reports are yet to be written.

    And shows something where the terminal is said to have no width.
    """

    def __init__(self) -> None:
        super().__init__()
        if self.width < NARROWEST:
            self.width = 80

    def on_broken_pipe(self) -> None:
        self.quiet = True
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


def summary(grade: Grade, assignment: Assignment) -> RenderableType:
    """Points per task, then what failed and what could not be judged, each with what was found and what to try."""
    parts: list[RenderableType] = [_heading(grade), _table(task_views(assignment, grade, frozenset()))]
    parts += [_item(item) for item in grade.items if item.status is not Status.PASSED]
    return Group(*parts)


def brief(grade: Grade) -> RenderableType:
    """One submission of several: its score, its verdict, and the items that lack points."""
    lacking = [item.item.id for item in grade.items if item.status is not Status.PASSED and not item.item.bonus]
    heading = _heading(grade)
    if lacking:
        heading.append(f"\nPoints are lacking in {', '.join(for_log(name, 20) for name in lacking)}.")
    return heading


def _heading(grade: Grade) -> Text:
    heading = Text.assemble(
        (for_log(grade.student, _NAME) or "Nameless submission", "bold"),
        ": ",
        (f"{grade.score} of {grade.possible}", "bold"),
        f"  ({words.rule(grade)})\n",
        (words.VERDICTS[grade.verdict], "yellow" if grade.verdict is Verdict.NEEDS_REVIEW else ""),
    )
    for reason in grade.reasons:
        heading.append(f"\n- {for_log(reason, _SENTENCES)}")
    return heading


def _table(tasks: tuple[TaskView, ...]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("Task", overflow="fold")
    table.add_column("Points", justify="right", no_wrap=True)
    table.add_column("Items", overflow="fold")
    for task in tasks:
        sign = "+" if task.bonus else ""
        table.add_row(Text(for_log(task.title, 200)), f"{sign}{task.earned} of {sign}{task.possible}", task.tally)
    return table


def _item(item: ItemGrade) -> RenderableType:
    partly = item.status is Status.FAILED and item.earned > 0
    style = _STYLES["partly" if partly else item.status.value]
    heading = Text.assemble(
        (f"{words.item_symbol(item)} ", style),
        (f"{for_log(item.item.id, 20)} {for_log(item.item.title, 100)}", "bold"),
        f"  {item.earned} of {item.item.points}{' bonus' if item.item.bonus else ''}, ",
        (words.item_status(item), style),
    )
    checks = [_check(check) for check in item.checks if check.status is not Status.PASSED]
    return Padding(Group(heading, *(Padding(check, (0, 0, 0, 2)) for check in checks)), (1, 0, 0, 0))


def _check(check: Outcome) -> RenderableType:
    grid = Table.grid(padding=(0, 1))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    rows = [("looked for", check.looked_for), ("found", check.found)]
    if check.cause is not None:
        rows.append(("why", words.CAUSES[check.cause]))
    rows.append(("try", check.advice))
    for name, sentence in rows:
        if sentence.strip():
            grid.add_row(name, Text(for_log(sentence, _SENTENCES)))
    return grid


def progress(console: Console, name: str) -> Progress:
    """`with progress(console, name) as listener: listener(standing)`."""
    return Progress(console, name)


class Progress(AbstractContextManager["Progress"]):
    """Where a running notebook stands; a line at the start and one at the end where there is no terminal."""

    def __init__(self, console: Console, name: str) -> None:
        self._console = console
        self._name = for_log(name, _NAME)
        self._last: Standing | None = None
        self._began = 0.0
        self._told = False
        self._live = Live(console=console, transient=True, refresh_per_second=4) if console.is_interactive else None

    def __enter__(self) -> Self:
        self._began = time.monotonic()
        if self._live is None:
            self._say(Text(f"{self._name}: running"))
        else:
            self._live.start()
            self._live.update(Text(f"{self._name}: starting"))
        return self

    def __call__(self, standing: Standing) -> None:
        self._last = standing
        if not self._told and standing.budget is not None and standing.predicted > 60 * standing.budget:
            self._told = True
            self._say(Text(f"{self._name}: {_forecast(standing)}, so it may be cut"))
        if self._live is not None:
            self._live.update(Text(f"{self._name}: {_standing(standing)}", no_wrap=True, overflow="ellipsis"))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live is not None:
            self._live.stop()
        took = words.duration(time.monotonic() - self._began)
        ended = "ended early" if kind is not None else "done"
        cells = f", {self._last.done} of {words.count(self._last.cells, 'cell')}" if self._last is not None else ""
        self._say(Text(f"{self._name}: {ended}{cells}, {took}"))

    def _say(self, line: Text) -> None:
        self._console.print(line, soft_wrap=True)


def _standing(standing: Standing) -> str:
    parts = ["started again"] if standing.again else []
    parts += [f"cell {min(standing.done + 1, standing.cells)} of {standing.cells}"]
    if standing.epochs:
        parts.append(f"epoch {min(standing.epoch + 1, standing.epochs)} of {standing.epochs}")
    if standing.epochs and standing.predicted:
        parts.append(_forecast(standing))
    parts.append(words.duration(standing.seconds))
    if standing.memory:
        parts.append(words.memory(standing.memory))
    return ", ".join(parts)


def _forecast(standing: Standing) -> str:
    budget = f", budget {standing.budget:g} min" if standing.budget is not None else ""
    return f"training: about {words.duration(standing.predicted)}{budget}"
