"""Runs each notebook of a folder twice, bare and under the harness, and tells how far each run got, and why no further.

python -m benchmarks.fairness ../notebooks --data fra.txt --budget 5
python -m benchmarks.fairness ../notebooks --data fra.txt --budget 5 --page docs/fairness.md

Each entry of the folder is a submission: a notebook, or a folder with one. What was run is kept in --out and not run
again. Bare is nbclient as it comes, with the same packages, in the same sandbox, for at most twice the budget.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import msgspec

from benchmarks.fairness.reach import charged_for_machinery, of_bare, of_harness
from benchmarks.fairness.rendering import Row, render
from benchmarks.fairness.running import bare, graded
from grader import assignment as assignments
from grader import intake
from grader.errors import GraderError
from grader.model.assignment import Assignment
from grader.model.submission import Submission
from grader.sandbox.choose import AUTOMATIC, choose


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m benchmarks.fairness",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("folder", type=Path, help="a folder of submissions")
    result.add_argument("--data", type=Path, help="the data set that is supplied (default: the assignment's toy one)")
    result.add_argument("--rows", type=int, help="give notebooks so many rows of it (default: the assignment's)")
    result.add_argument("--budget", type=float, default=5.0, help="minutes a notebook (default: %(default)g)")
    result.add_argument("--out", type=Path, default=Path("reports/fairness"), help="default: %(default)s")
    result.add_argument("--only", action="append", metavar="NAME", help="these entries of the folder only")
    result.add_argument("--page", type=Path, help="write the table there too, between its two marks")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs what was not run yet; returns 1 where an entry can't be read or graded, else 0."""
    options = parser().parse_args(arguments)
    assignment = assignments.load(None)
    rules = assignment.data_rules
    assignment = replace(assignment, data_rules=replace(rules, rows=options.rows or rules.rows))
    options.out.mkdir(parents=True, exist_ok=True)
    names = options.only or sorted(path.name for path in options.folder.iterdir() if not path.name.startswith("."))
    rows, failed = [], False
    for name in names:
        try:
            rows.append(_row(name, options, assignment))
        except GraderError as error:
            print(f"{name}: {error}", file=sys.stderr)
            failed = True
    table = render(rows, options.budget)
    print(table)
    if options.page:
        _replace(options.page, table)
    return int(failed)


def _row(name: str, options: argparse.Namespace, assignment: Assignment) -> Row:
    kept = options.out / f"{name}.json"
    if kept.is_file():
        return msgspec.json.decode(kept.read_bytes(), type=Row)
    print(f"{name} …", file=sys.stderr, flush=True)
    submission = replace(intake.read(options.folder / name), slug=name)
    row = _run(name, submission, options, assignment)
    kept.write_bytes(msgspec.json.encode(row))
    return row


def _run(name: str, submission: Submission, options: argparse.Namespace, assignment: Assignment) -> Row:
    limits = replace(assignment.limits, notebook_seconds=2 * 60 * options.budget)
    alone = bare(submission, choose(AUTOMATIC), limits)
    grade, evidence = graded(submission, assignment, options.data, options.budget, options.out / "reports")
    return Row(
        name=name,
        bare=of_bare(alone, evidence),
        harness=of_harness(evidence),
        charged=charged_for_machinery(grade, evidence),
        attempts=evidence.observed.attempts,
        seconds=evidence.observed.seconds,
    )


BEGIN, END = "<!-- the table begins -->", "<!-- the table ends -->"


def _replace(page: Path, table: str) -> None:
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    page.write_text(f"{head}{BEGIN}\n\n{table}\n{END}{rest.split(END)[1]}", encoding="utf-8")
