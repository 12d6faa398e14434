"""Runs one tiny Keras notebook through each sandbox, in turns, and tells what each costs against none at all.

python -m benchmarks.overhead
python -m benchmarks.overhead --rounds 9 --page docs/overhead.md

Only a machine that does nothing else gives figures worth keeping: the command says how busy it was. What runs is the
harness as it is, from the client's start to the kernel's end, without the verifier; `none` is the same, unprotected.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.overhead.rendering import render
from benchmarks.overhead.running import Measured, measure
from grader.errors import GraderError
from grader.sandbox.choose import PROTECTING, choose

BEGIN, END = "<!-- overhead begins -->", "<!-- overhead ends -->"


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m benchmarks.overhead",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("--rounds", type=int, default=5, help="runs in each sandbox (default: %(default)s)")
    result.add_argument("--sandbox", action="append", metavar="NAME", help="these only, besides none (default: all)")
    result.add_argument("--page", type=Path, help="write the table there too, between its two marks")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs all; returns 1 where no sandbox can be measured here, else 0."""
    options = parser().parse_args(arguments)
    names = ["none"]
    for name in options.sandbox or PROTECTING:
        try:
            names.append(choose(name).name)
        except GraderError as error:
            print(f"{name} is left out: {error}", file=sys.stderr)
    busy = os.getloadavg()[0]
    measured: list[Measured] = []
    for number in range(options.rounds + 1):
        # Each round starts with another, so that none is always the one after the same neighbour.
        for name in (*names[number % len(names) :], *names[: number % len(names)]):
            one = measure(name)
            print(f"round {number}: {name} {one.wall:.2f} s, {one.processor:.2f} s of CPU", file=sys.stderr, flush=True)
            if number > 0:  # the first round warms the file system's cache
                measured.append(one)
    table = render(measured, busy)
    print(table)
    if options.page:
        text = options.page.read_text(encoding="utf-8")
        head, rest = text.split(BEGIN)
        page = f"{head}{BEGIN}\n\n{table}\n{END}{rest.split(END)[1]}"
        options.page.write_text(page, encoding="utf-8")
    return int(len(names) == 1)
