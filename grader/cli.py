"""The command: `grade PATH…`, and the one place where errors are caught."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import GraderError, UsageError, by_system

if TYPE_CHECKING:
    from rich.console import Console

# Exit codes, the worst of a command's submissions: 0 graded, 1 a person must look, 2 wrong usage, 3 not graded.
NEEDS_REVIEW, NOT_GRADED, BELOW, INTERRUPTED = 1, 3, 4, 130

MOST_MINUTES = 10_000  # a week
DOCTOR = "doctor"
MOST_WORDS = 2_000  # characters of an error's sentence

DESCRIPTION = "Runs notebooks in a sandbox, judges what they did, and writes a report on each."
EPILOGUE = """\
exit codes: 0 graded, 1 something needs a person, 2 wrong usage, 3 not graded, 4 below --fail-under
(--selftest: 0 every check holds, 1 a check survives its mutant or is lost unexpectedly)

examples:
  grade submissions/alice.ipynb            run, judge and report; see reports/alice/report.html
  grade submissions/*                      several, one after the other
  grade --budget 5 alice.ipynb             in about five minutes, whatever it would take
  grade bob.zip https://github.com/o/r     an archive, a script (.py) or a git repository
  grade doctor                             can this machine run notebooks safely, and how could it better
  grade --regrade reports/alice            judge the stored evidence again, without running anything
  grade --selftest seq2seq                 put the checks to the test: which of them notices which mutant
"""


def parser() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(
        prog="grade", description=DESCRIPTION, epilog=EPILOGUE, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    command.add_argument(
        "paths",
        nargs="*",
        metavar="PATH",
        help="a notebook, a script, a folder or an archive (.zip) with one of them, or the address of a git repository",
    )
    command.add_argument("--out", type=Path, default=Path("reports"), help="folder for the reports (default: reports)")
    command.add_argument("--assignment", help="name of a folder in checks/ (default: the only one)")
    command.add_argument("--data", type=Path, help="the data set that notebooks are given (default: the assignment's)")
    command.add_argument(
        "--rows", type=int, metavar="N", help="give notebooks so many rows of the data set (default: the assignment's)"
    )
    command.add_argument(
        "--budget",
        type=minutes,
        metavar="MINUTES",
        help="time for each notebook: training is cut to fit, and that is said (default: the assignment's, if any)",
    )
    command.add_argument(
        "--sandbox",
        default="auto",
        metavar="NAME",
        help="auto, bubblewrap, landlock, container, or none: no protection, for notebooks you trust (default: auto)",
    )
    command.add_argument(
        "--regrade", nargs="+", type=Path, metavar="DIR", help="judge the evidence in these report folders again"
    )
    command.add_argument(
        "--export",
        action="append",
        default=[],
        metavar="NAME",
        help="also write the grade as junit, summary (Markdown) or csv, or print it as annotations (repeatable)",
    )
    command.add_argument(
        "--fail-under", type=int, metavar="SCORE", help="end with exit code 4 when a score is below this"
    )
    command.add_argument(
        "--selftest", metavar="ASSIGNMENT", help="judge the assignment's mutants: what is wrong must be noticed"
    )
    command.add_argument(
        "--all", action="store_true", help="with --selftest: also run the mutants of code, about a minute each"
    )
    return command


def minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= MOST_MINUTES:
        raise argparse.ArgumentTypeError(f"a budget is more than 0 minutes and at most {MOST_MINUTES}, not {text}")
    return minutes


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command; returns its exit code and never raises for what it meets."""
    options = parser().parse_args(arguments)
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:  # closed: the next file that is opened would get what is printed
            os.open(os.devnull, os.O_RDWR)
    for stream in (sys.stdout, sys.stderr):
        # A terminal that can't show a sign shows a question mark; that is no reason to stop.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    # To be ended by a service manager, or by a closed terminal, is like Ctrl-C: what was started is ended first.
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    try:
        if options.paths[:1] == [DOCTOR]:
            return _doctor(options)
        return _selftest(options) if options.selftest else _grade_all(options)
    except GraderError as error:
        _complain(error)
        return error.exit_code
    except OSError as fault:
        _complain(by_system(fault))
        return NOT_GRADED
    except KeyboardInterrupt:
        print("Interrupted; what was finished is kept, and nothing of it is left running.", file=sys.stderr)
        return INTERRUPTED


def _grade_all(options: argparse.Namespace) -> int:
    # Imported only now: `grade --help` should answer at once.
    from grader import assignment as assignments
    from grader import intake, pins, pipeline, recording
    from grader.execution.supplies import corpus
    from grader.export import EXPORTS
    from grader.reporting import console as shown

    if options.all:
        raise UsageError("--all belongs to --selftest.", "grade --selftest seq2seq --all")
    if bool(options.paths) == bool(options.regrade):
        raise UsageError("There is nothing to grade.", "Name a notebook, or a folder with one: grade alice.ipynb")
    if options.data is not None and not options.data.is_file():
        raise UsageError(f"There is no data set at {options.data}.", "Name a file with --data, such as fra.txt.")
    if options.budget is not None and options.regrade:
        raise UsageError("--budget is for a run, and --regrade runs nothing.", "Grade the notebook itself again.")
    if options.rows is not None and options.rows < 1:
        raise UsageError(f"There can't be {options.rows} rows.", "Name a number from 1 with --rows, such as 10000.")
    if unknown := [name for name in options.export if name not in EXPORTS]:
        raise UsageError(f"There is no export called {unknown[0]!r}.", f"Choose among: {', '.join(EXPORTS)}")
    exports = tuple(options.export)
    assignment = assignments.load(options.assignment)
    rules = assignment.data_rules
    assignment = replace(assignment, data_rules=replace(rules, rows=options.rows or rules.rows))
    if options.data is not None:
        corpus.read(options.data, 1, rules.order)  # complains once, before anything is run
    if options.budget is not None:
        assignment = replace(assignment, limits=replace(assignment.limits, budget_minutes=options.budget))
    if not options.regrade:
        recording.able(options.sandbox)  # complains once, before anything is read
    console = shown.Steadfast()
    worst = 0
    taken: dict[str, str] = {}
    # `grade submissions/*` names the teacher's own files with the submissions that they lie beside.
    paths = options.regrade or [path for path in options.paths if not path.endswith(pins.SUFFIX)]
    if not paths:
        raise UsageError("There is nothing to grade.", f"Files of pins (*{pins.SUFFIX}) lie beside submissions.")
    several = len(paths) > 1
    for path in paths:
        try:
            if options.regrade:
                graded = pipeline.regrade(path, assignment=assignment, exports=exports)
            else:
                # A link that the teacher names is followed; what lies in the folder behind it is not trusted so.
                with intake.opened(Path(path).resolve() if Path(path).is_dir() else path) as read:
                    submission = pipeline.distinct(read, taken, options.out)
                    with shown.progress(console, submission.name) as listener:
                        graded = pipeline.grade(
                            submission,
                            assignment=assignment,
                            out=options.out,
                            sandbox=options.sandbox,
                            data=options.data,
                            listener=listener,
                            exports=exports,
                        )
        except (GraderError, OSError) as fault:
            # One submission that can't be graded doesn't stop the others.
            error = by_system(fault) if isinstance(fault, OSError) else fault
            _complain(error)
            worst = max(worst, error.exit_code)
            continue
        console.print(shown.brief(graded.grade) if several else shown.summary(graded.grade, assignment))
        if graded.pinned.path is not None:
            _say(console, f"Settled by hand in: {graded.pinned.path}")
        _say(console, f"Report: {graded.folder / pipeline.REPORT}")
        for name in exports:
            if not EXPORTS[name].file:
                console.out(EXPORTS[name].render(graded.grade).decode(), end="", highlight=False)
        worst = max(worst, NEEDS_REVIEW if graded.grade.reasons else 0)
        if options.fail_under is not None and graded.grade.score < options.fail_under:
            worst = max(worst, BELOW)
    return worst


def _say(console: Console, line: str) -> None:
    """A line that may hold a name that a student chose."""
    from grader.text import for_log

    console.print(for_log(line, MOST_WORDS, wraps=False), highlight=False, markup=False, soft_wrap=True)


def _doctor(options: argparse.Namespace) -> int:
    from rich.console import Console

    from grader import assignment as assignments
    from grader import doctor
    from grader.reporting import doctor as shown

    if len(options.paths) > 1 or options.regrade or options.selftest:
        raise UsageError(
            f"`grade {DOCTOR}` looks at this machine and grades nothing.", f"A folder of that name: grade ./{DOCTOR}"
        )
    assignment = assignments.load(options.assignment)
    if options.data is not None:
        assignment = replace(assignment, data=options.data)
    health = doctor.examine(assignment, options.out)
    Console().print(shown.health(health))
    return 0 if health.possible else NOT_GRADED


def _selftest(options: argparse.Namespace) -> int:
    from rich.console import Console

    from grader import assignment as assignments
    from grader import recording
    from grader.reporting import matrix as shown
    from grader.selftest import selftest

    if options.paths or options.regrade:
        raise UsageError("--selftest grades no submission.", "Leave the paths away: grade --selftest seq2seq")
    assignment = assignments.load(options.selftest)
    recording.able(options.sandbox)  # complains once, before anything is run
    console = Console()
    cache = options.out / ".selftest"
    with shown.Runs(console) as told:
        result = selftest(assignment, cache=cache, sandbox=options.sandbox, everything=options.all, told=told)
    console.print(shown.matrix(result, assignment))
    console.print(
        f"Records: {cache / assignment.name} (without it, everything is run again)", highlight=False, soft_wrap=True
    )
    return 0 if result.sound else NEEDS_REVIEW


def _complain(error: GraderError) -> None:
    # Whoever wrote the sentence may have quoted what a student wrote.
    from grader.text import for_log

    print(f"error: {for_log(error.message, MOST_WORDS, wraps=False)}", file=sys.stderr)
    if error.tip:
        print(f"  try: {for_log(error.tip, MOST_WORDS, wraps=False)}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
