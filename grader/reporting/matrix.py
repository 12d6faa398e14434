"""The self-test in a terminal: for each task a table of the mutants that touch it, an item a column, a sign a check."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager

from rich.console import Console, Group, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from grader.model.assignment import Assignment, Task
from grader.model.grade import CheckSpec
from grader.model.selftest import Matrix, Trial
from grader.reporting.words import count

TARGET, ALSO, SURVIVES, UNEXPECTED, NOT_RUN, NOTHING = "●", "○", "!", "✗", "?", "·"
STYLES = {
    TARGET: "green",
    ALSO: "green",
    SURVIVES: "bold red",
    UNEXPECTED: "bold red",
    NOT_RUN: "yellow",
    NOTHING: "dim",
}
KEY = (
    f"{TARGET} lost, and the mutant is for it   {ALSO} lost as a consequence   {NOT_RUN} not run\n"
    f"{SURVIVES} named and not lost   {UNEXPECTED} lost and not named"
)


def matrix(result: Matrix, assignment: Assignment) -> RenderableType:
    """Every mutant against every check, then what the whole comes to."""
    tables = [table for task in assignment.tasks if (table := _task(task, result)) is not None]
    return Group(Text(KEY, style="dim"), *tables, _sums(result), *_troubles(result))


def _task(task: Task, result: Matrix) -> Table | None:
    items: dict[str, list[CheckSpec]] = {}
    for check in result.checks:
        if check.item.split(".")[0] == task.id:
            items.setdefault(check.item, []).append(check)
    here = {check.id for checks in items.values() for check in checks}
    trials = [trial for trial in result.trials if here & _touched(trial)]
    if not items or not trials:
        return None
    table = Table(
        box=None, pad_edge=False, title=f"\n{task.id}. {task.title}", title_justify="left", title_style="bold"
    )
    table.add_column("")
    for item in items:
        table.add_column(item, no_wrap=True, header_style="dim")
    for trial in trials:
        cells = (Text.assemble(*(_sign(trial, check.id) for check in checks)) for checks in items.values())
        table.add_row(trial.name, *cells)
    return table


def _touched(trial: Trial) -> frozenset[str]:
    return trial.targets | trial.also | (trial.lost or frozenset())


def _sign(trial: Trial, check: str) -> tuple[str, str]:
    named = check in trial.targets or check in trial.also
    if trial.lost is None:
        sign = NOT_RUN if named else NOTHING
    elif named:
        sign = SURVIVES if check not in trial.lost else TARGET if check in trial.targets else ALSO
    else:
        sign = UNEXPECTED if check in trial.lost else NOTHING
    return sign, STYLES[sign]


def _sums(result: Matrix) -> Text:
    originals = [trial for trial in result.trials if trial.level is None]
    mutants = [trial for trial in result.trials if trial.level is not None]
    run = [trial for trial in mutants if trial.lost is not None]
    exact = [trial for trial in run if not trial.surviving and not trial.unexpected]
    killed, checks = len(result.killed), len(result.checks)
    lines = (
        f"Kill rate: {killed} of {count(checks, 'check')} ({killed / checks:.0%}) noticed a mutant that is for them.",
        f"Mutants: {len(exact)} of {len(run)} lose exactly what they name; {len(mutants) - len(run)} of code not run.",
        f"Collateral kills: {sum(len(trial.collateral) for trial in run)} checks lost as a consequence.",
        f"Originals: {', '.join(trial.name for trial in originals if not trial.lost) or 'none'} lost nothing.",
    )
    return Text("\n" + "\n".join(lines))


def _troubles(result: Matrix) -> list[Text]:
    """What must be mended, a line each; the end of the matrix where there is nothing."""
    found = [f"{check}: no mutant is for it, or none that was run is noticed" for check in result.never_killed]
    found += [f"{check}: mutants name it, and there is no such check" for check in sorted(result.unknown)]
    for trial in result.trials:
        found += _listed(trial.name, "should lose, and does not", trial.surviving)
        found += _listed(trial.name, "loses unexpectedly", trial.unexpected)
    return [Text("\nTo be mended:", style="bold red"), *(Text(f"- {line}") for line in found)] if found else []


def _listed(name: str, what: str, checks: Iterable[str]) -> list[str]:
    return [f"{name} {what}: {', '.join(sorted(checks))}"] if checks else []


class Runs(AbstractContextManager["Runs"]):
    """How many of the runs are over: a bar in a terminal, and a line for each run."""

    def __init__(self, console: Console) -> None:
        columns = (TextColumn("running notebooks"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._console = console
        self._bar = Progress(*columns, console=console, transient=True, disable=not console.is_interactive)
        self._task = self._bar.add_task("runs", total=None)

    def __enter__(self) -> Runs:
        self._bar.start()
        return self

    def __call__(self, name: str, done: int, of: int) -> None:
        self._bar.update(self._task, completed=done, total=of)
        if name:
            self._console.print(f"{name}: done ({done} of {of})", highlight=False, markup=False)

    def __exit__(self, *_: object) -> None:
        self._bar.stop()
