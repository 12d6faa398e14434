"""How written answers are marked: against marks given by hand, on variants of good answers, and on public sets.

python -m benchmarks.answers
python -m benchmarks.answers --write docs/written-answers.md
python -m benchmarks.answers --failures 5
python -m benchmarks.answers --mohler ShortAnswerGrading_v2.0 --sciabank semeval2013-Task7

Our own answers stand in `marked/`, with a second marking in `marked/second.toml` where there is one. The public sets
are read from where they lie; they are no part of the project.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.answers import public, reference_mode, rendering, routing, sets, variants
from benchmarks.answers.judging import Judge
from benchmarks.answers.rendering import Pairs
from benchmarks.answers.sets import Marked
from grader import assignment as assignments

HERE = Path(__file__).parent
TESTS = HERE.parents[1] / "tests" / "unit" / "roles_text"
BEGIN, END = "<!-- the tables begin -->", "<!-- the tables end -->"
REPLACED = "¹ Nothing is left of the answer, so that to earn anything is to pass."


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m benchmarks.answers", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    result.add_argument("--marked", type=Path, default=HERE / "marked", help="the folder of marked answers")
    result.add_argument("--older", type=Path, default=TESTS, help="the folder of the older sets")
    result.add_argument("--write", type=Path, metavar="PAGE", help="write the tables there too, between its two marks")
    result.add_argument(
        "--half", choices=["both", *sets.Half], default="both", help="the half of the marked answers that is measured"
    )
    result.add_argument(
        "--failures", type=int, default=0, metavar="N", help="show so many of the development half, of each kind"
    )
    result.add_argument("--mohler", type=Path, metavar="PATH", help="Mohler's set: its folder, or its CSV form")
    result.add_argument("--sciabank", type=Path, metavar="PATH", help="SciEntsBank: a folder with its XML files")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Measures and prints; returns 2 where a public set can't be read or a page has no marks, else 0."""
    options = parser().parse_args(arguments)
    judge = Judge(assignments.load("seq2seq"))
    ours = _judged(judge, sets.load(options.marked))
    parts = ["### The older sets, tuned on", rendering.older(_older(judge, options.older))]
    for half in sets.Half if options.half == "both" else (sets.Half(options.half),):
        parts += _measured(judge, half, [pair for pair in ours if sets.half(pair[0].text) is half])
    if ours:
        taken = routing.milliseconds(judge, [answer for answer, _ in ours])
        parts += ["### Time", f"{taken:.2f} ms an answer: the median of {len(ours)}, warm, on one core."]
    try:
        parts += ["### Public sets, by the reference answer alone", _public(options.mohler, options.sciabank)]
    except (OSError, ValueError) as error:
        print(f"A public set can't be read: {error}", file=sys.stderr)
        return 2
    print("\n\n".join(parts))
    if options.failures:
        print(f"\n{_failures(judge, ours, options.failures)}")
    return _replace(options.write, "\n\n".join(parts)) if options.write else 0


def _measured(judge: Judge, half: sets.Half, pairs: Pairs) -> list[str]:
    """The tables of one half, each under its heading."""
    if not pairs:
        return []
    rows = variants.rows(judge, pairs)
    return [
        f"### Agreement with marks given by hand, {half} half",
        rendering.agreements(pairs),
        f"### Variants of good answers, {half} half",
        rendering.variants(rows),
        REPLACED,
        f"### Routing, {half} half",
        rendering.routed(routing.routing(pairs)),
    ]


def _failures(judge: Judge, ours: Pairs, most: int) -> str:
    """Of the development half alone: whoever has read what failed in the other can't be blind to it any more."""
    pairs = [pair for pair in ours if sets.half(pair[0].text) is sets.Half.DEVELOPMENT]
    return f"{rendering.disagreements(pairs, most)}\n\n{rendering.passed(variants.rows(judge, pairs), most)}"


def _older(judge: Judge, folder: Path) -> dict[str, Pairs]:
    return {name: _judged(judge, found) for name, found in sets.older(folder).items()}


def _judged(judge: Judge, answers: Sequence[Marked]) -> Pairs:
    return [(answer, judge(answer.item, answer.text, answer.curve)) for answer in answers]


def _public(mohler: Path | None, sciabank: Path | None) -> str:
    told = []
    if mohler is not None:
        told.append(reference_mode.told_of_scores(public.mohler(mohler)))
    if sciabank is not None:
        told.append(reference_mode.told_of_labels(public.sciabank(sciabank)))
    missing = [name for name, path in (("Mohler", mohler), ("SciEntsBank", sciabank)) if path is None]
    if missing:
        were = "was" if len(missing) == 1 else "were"
        told.append(f"Not measured in this run: {' and '.join(missing)}, which {were} not given.")
    return "\n\n".join(told)


def _replace(page: Path, tables: str) -> int:
    text = page.read_text(encoding="utf-8")
    if text.count(BEGIN) != 1 or text.count(END) != 1:
        print(f"{page} needs the marks {BEGIN} and {END}, once each.", file=sys.stderr)
        return 2
    head, rest = text.split(BEGIN)
    page.write_text(f"{head}{BEGIN}\n\n{tables}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")
    return 0
