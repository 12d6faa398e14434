"""What each form of the command does, given its options; returns the exit code.

Everything is imported where it is needed: `grade --help` should answer at once.
"""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError, UsageError, by_system

if TYPE_CHECKING:
    from rich.console import Console

    from grader.model.assignment import Assignment
    from grader.pipeline import Graded

# Exit codes, the worst of a command's submissions: 0 graded, 1 a person must look, 2 wrong usage, 3 not graded.
NEEDS_REVIEW, NOT_GRADED, BELOW, INTERRUPTED = 1, 3, 4, 130

DOCTOR = "doctor"
MOST_WORDS = 2_000  # characters of an error's sentence


def grade(options: argparse.Namespace) -> int:
    """Grades what is named, one after the other, or judges stored evidence again."""
    from grader.reporting import console as shown

    paths = _paths(options)
    assignment = _assignment(options)
    console = shown.Steadfast()
    worst = 0
    taken: dict[str, str] = {}
    for path in paths:
        try:
            graded = _graded(path, options, assignment, console, taken)
        except (GraderError, OSError) as fault:
            # One submission that can't be graded doesn't stop the others.
            error = by_system(fault) if isinstance(fault, OSError) else fault
            complain(error)
            worst = max(worst, error.exit_code)
            continue
        console.print(shown.brief(graded.grade) if len(paths) > 1 else shown.summary(graded.grade, assignment))
        _tell(console, graded, options.export)
        worst = max(worst, NEEDS_REVIEW if graded.grade.reasons else 0)
        if options.fail_under is not None and graded.grade.score < options.fail_under:
            worst = max(worst, BELOW)
    return worst


def _paths(options: argparse.Namespace) -> list[Path] | list[str]:
    """What is to be graded. Raises `UsageError` for options that don't go together."""
    from grader import pins
    from grader.export import EXPORTS

    if options.all:
        raise UsageError("--all belongs to --selftest.", "grade --selftest seq2seq --all")
    if bool(options.paths) == bool(options.regrade):
        raise UsageError("There is nothing to grade.", "Name a notebook, or a folder with one: grade alice.ipynb")
    if options.budget is not None and options.regrade:
        raise UsageError("--budget is for a run, and --regrade runs nothing.", "Grade the notebook itself again.")
    if unknown := [name for name in options.export if name not in EXPORTS]:
        raise UsageError(f"There is no export called {unknown[0]!r}.", f"Choose among: {', '.join(EXPORTS)}")
    # `grade submissions/*` names the teacher's own files with the submissions that they lie beside.
    paths: list[Path] | list[str] = options.regrade or [p for p in options.paths if not p.endswith(pins.SUFFIX)]
    if not paths:
        raise UsageError("There is nothing to grade.", f"Files of pins (*{pins.SUFFIX}) lie beside submissions.")
    return paths


def _assignment(options: argparse.Namespace) -> Assignment:
    """The assignment, with what the options change; complains once, before anything is read or run."""
    from grader import assignment as assignments
    from grader.execution.supplies import corpus
    from grader.recording import able

    if options.data is not None and not options.data.is_file():
        raise UsageError(f"There is no data set at {options.data}.", "Name a file with --data, such as fra.txt.")
    if options.rows is not None and options.rows < 1:
        raise UsageError(f"There can't be {options.rows} rows.", "Name a number from 1 with --rows, such as 10000.")
    assignment = assignments.load(options.assignment)
    rules = assignment.data_rules
    assignment = replace(assignment, data_rules=replace(rules, rows=options.rows or rules.rows))
    if options.data is not None:
        corpus.read(options.data, 1, rules.order)
    if options.budget is not None:
        assignment = replace(assignment, limits=replace(assignment.limits, budget_minutes=options.budget))
    if not options.regrade:
        able(options.sandbox)
    return assignment


def _graded(
    path: Path | str, options: argparse.Namespace, assignment: Assignment, console: Console, taken: dict[str, str]
) -> Graded:
    from grader import intake, pipeline
    from grader.reporting import console as shown

    exports = tuple(options.export)
    if options.regrade:
        return pipeline.regrade(Path(path), assignment=assignment, exports=exports)
    # A link that the teacher names is followed; what lies in the folder behind it is not trusted so.
    with intake.opened(Path(path).resolve() if Path(path).is_dir() else path) as read:
        submission = pipeline.distinct(read, taken, options.out)
        with shown.progress(console, submission.name) as listener:
            return pipeline.grade(
                submission,
                assignment=assignment,
                out=options.out,
                sandbox=options.sandbox,
                data=options.data,
                listener=listener,
                exports=exports,
            )


def _tell(console: Console, graded: Graded, exports: list[str]) -> None:
    """Where the report lies, and the exports that are lines of a log."""
    from grader import pipeline
    from grader.export import EXPORTS

    if graded.pinned.path is not None:
        _say(console, f"Settled by hand in: {graded.pinned.path}")
    _say(console, f"Report: {graded.folder / pipeline.REPORT}")
    for name in exports:
        if not EXPORTS[name].file:
            console.out(EXPORTS[name].render(graded.grade).decode(), end="", highlight=False)


def _say(console: Console, line: str) -> None:
    """A line that may hold a name that a student chose."""
    from grader.text import for_log

    console.print(for_log(line, MOST_WORDS, wraps=False), highlight=False, markup=False, soft_wrap=True)


def doctor(options: argparse.Namespace) -> int:
    from rich.console import Console

    from grader import assignment as assignments
    from grader import doctor as examination
    from grader.reporting import doctor as shown

    if len(options.paths) > 1 or options.regrade or options.selftest:
        raise UsageError(
            f"`grade {DOCTOR}` looks at this machine and grades nothing.", f"A folder of that name: grade ./{DOCTOR}"
        )
    assignment = assignments.load(options.assignment)
    if options.data is not None:
        assignment = replace(assignment, data=options.data)
    health = examination.examine(assignment, options.out)
    Console().print(shown.health(health))
    return 0 if health.possible else NOT_GRADED


def selftest(options: argparse.Namespace) -> int:
    from rich.console import Console

    from grader import assignment as assignments
    from grader.recording import able
    from grader.reporting import matrix as shown
    from grader.selftest import selftest as put_to_the_test

    if options.paths or options.regrade:
        raise UsageError("--selftest grades no submission.", "Leave the paths away: grade --selftest seq2seq")
    assignment = assignments.load(options.selftest)
    able(options.sandbox)  # complains once, before anything is run
    console = Console()
    cache = options.out / ".selftest"
    with shown.Runs(console) as told:
        result = put_to_the_test(assignment, cache=cache, sandbox=options.sandbox, everything=options.all, told=told)
    console.print(shown.matrix(result, assignment))
    console.print(
        f"Records: {cache / assignment.name} (without it, everything is run again)", highlight=False, soft_wrap=True
    )
    return 0 if result.sound else NEEDS_REVIEW


def complain(error: GraderError) -> None:
    # Whoever wrote the sentence may have quoted what a student wrote.
    from grader.text import for_log

    print(f"error: {for_log(error.message, MOST_WORDS, wraps=False)}", file=sys.stderr)
    if error.tip:
        print(f"  try: {for_log(error.tip, MOST_WORDS, wraps=False)}", file=sys.stderr)
