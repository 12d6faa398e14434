"""Trains the reference and the baselines for the same CPU time, and writes what their translations are worth.

python -m benchmarks.translation --fra fra.txt --write      all that is missing, then the page
python -m benchmarks.translation --parts toy                the toy corpus only, which needs no file
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.translation.records import append, read, remaining
from benchmarks.translation.rendering import render
from benchmarks.translation.runs import SYSTEMS, plan, run_alone
from reference.seq2seq.sources import DataError, load

PARTS = ("toy", "fra", "validation")
RESULTS = Path(__file__).parent / "results.jsonl"
NOTES = Path(__file__).parent / "notes.md"
PAGE = Path(__file__).parents[2] / "reference" / "seq2seq" / "RESULTS.md"


def _seeds(text: str) -> list[int]:
    return [int(seed) for seed in text.split(",")]


def _parts(text: str) -> list[str]:
    parts = text.split(",")
    if unknown := set(parts) - set(PARTS):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: parts are {', '.join(PARTS)}")
    return parts


def parser() -> argparse.ArgumentParser:
    """The options."""
    result = argparse.ArgumentParser(
        prog="python -m benchmarks.translation",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    result.add_argument("--fra", metavar="PATH", help="fra.txt or fra-eng.zip; without it only the toy part is run")
    result.add_argument("--rows", type=int, default=10_000, help="use its first ROWS lines (default: %(default)s)")
    result.add_argument("--seconds", type=float, default=90.0, help="CPU seconds of training (default: %(default)s)")
    result.add_argument("--seeds", type=_seeds, default=[1, 2, 3], help="default: 1,2,3")
    result.add_argument("--only", choices=SYSTEMS, action="append", metavar="NAME", help=", ".join(SYSTEMS))
    result.add_argument("--parts", type=_parts, default=["toy", "fra"], help="of toy,fra,validation (default: toy,fra)")
    result.add_argument("--results", type=Path, default=RESULTS, help="JSON lines; what they hold is not run again")
    result.add_argument("--write", action="store_true", help=f"write {PAGE.name} from all results at the end")
    result.add_argument("--page", type=Path, default=PAGE, help=argparse.SUPPRESS)
    result.add_argument("--no-run", action="store_true", help="train nothing")
    return result


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what is missing; return 0, or 1 with a message if the data cannot be had."""
    options = parser().parse_args(arguments)
    try:
        if not options.no_run:
            _run(options)
    except (DataError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    if options.write:
        options.page.write_text(render(read(options.results), NOTES.read_text(encoding="utf-8")), encoding="utf-8")
        print(f"written: {options.page.name}")
    return 0


def _run(options: argparse.Namespace) -> None:
    parts = [part for part in options.parts if part == "toy" or options.fra]
    digests = (load("toy").sha256, load(options.fra).sha256 if options.fra else "")
    jobs = plan(parts, options.only or SYSTEMS, options.seeds, options.rows, options.seconds, digests)
    for job in remaining(jobs, read(options.results)):
        row = run_alone(job, options.fra or "")
        append(options.results, row)
        print(
            f"{job.part} {job.system} seed {job.seed}: BLEU {row.bleu:.1f}, chrF {row.chrf:.1f}, "
            f"exact {row.exact:.1f}, {row.epochs:.1f} epochs, {row.cpu:.0f} CPU s, {row.memory:.0f} MiB",
            flush=True,
        )
