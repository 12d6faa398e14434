"""The command: `grade PATH…`, and the one place where errors are caught."""

from __future__ import annotations

import argparse
import io
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from grader import commands
from grader.commands import DOCTOR, INTERRUPTED, NOT_GRADED, complain
from grader.errors import GraderError, by_system

MOST_MINUTES = 10_000  # a week

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
            return commands.doctor(options)
        return commands.selftest(options) if options.selftest else commands.grade(options)
    except GraderError as error:
        complain(error)
        return error.exit_code
    except OSError as fault:
        complain(by_system(fault))
        return NOT_GRADED
    except KeyboardInterrupt:
        print("Interrupted; what was finished is kept, and nothing of it is left running.", file=sys.stderr)
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
