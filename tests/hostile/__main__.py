"""All traps and attacks in the real sandbox, one after the other: `python -m tests.hostile`.

python -m tests.hostile --group escape --sandbox landlock
python -m tests.hostile --class
python -m tests.hostile --row R01 --row T22
python -m tests.hostile --sandbox bubblewrap --sandbox landlock --write docs/hostile.md
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from grader.errors import GraderError
from grader.sandbox.choose import AUTOMATIC, choose
from tests.hostile import class_of_thirty, table
from tests.hostile.catalogue import ROOT, catalogue, elsewhere, gaps
from tests.hostile.expected import GROUPS, BadRow, Row, folders, read
from tests.hostile.running import STOP, Result, interrupted_by, run

KEEP = ROOT / "reports" / ".hostile"


def parser() -> argparse.ArgumentParser:
    command = argparse.ArgumentParser(prog="python -m tests.hostile", description=__doc__.splitlines()[0])
    command.add_argument("--sandbox", action="append", help="bubblewrap, landlock or none; may be repeated")
    command.add_argument("--group", action="append", choices=GROUPS, help="only these; may be repeated")
    command.add_argument("--row", action="append", metavar="ID", help="only these, such as R01 or R01_list")
    command.add_argument("--jobs", type=int, default=1, metavar="N", help="rows at a time (default: 1)")
    command.add_argument("--write", type=Path, metavar="FILE", help="also write the table as Markdown")
    command.add_argument(
        "--class", dest="class_test", action="store_true", help="grade a class with and without hostile ones among it"
    )
    command.add_argument("--list", action="store_true", help="show which rows there are, and run nothing")
    return command


def chosen(options: argparse.Namespace, backend: str) -> list[Row]:
    """The rows that were asked for. Raises `BadRow` where one is wrong, or none is meant."""
    wanted = [str(each) for each in options.row or ()]
    rows = [read(folder, backend) for folder in folders() if not options.group or folder.parent.name in options.group]
    if wanted:
        rows = [row for row in rows if row.id in wanted or row.folder.name in wanted]
    if not rows:
        raise BadRow("there is no such row")
    return rows


def refused(rows: Iterable[Row]) -> str:
    """Which rows must not be run without a sandbox."""
    return ", ".join(row.folder.name for row in rows if not row.expected.harmless and row.expected.stage != "intake")


def all_of(rows: Sequence[Row], backend: str, jobs: int) -> list[Result]:
    """Runs the rows and prints each as it finishes, in their order."""
    found = []
    with ThreadPoolExecutor(jobs) as pool:
        try:
            for result in pool.map(lambda row: run(row, backend, KEEP), rows):
                print(table.line(result), flush=True)
                found.append(result)
        except BaseException:
            STOP.set()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    options = parser().parse_args(arguments)
    if options.class_test:
        return max(class_of_thirty.run(choose(name).name) for name in options.sandbox or [AUTOMATIC])
    results: list[Result] = []
    try:
        missing = () if options.row else gaps([read(folder).id for folder in folders()], options.group or GROUPS)
        for name in options.sandbox or [AUTOMATIC]:
            backend = choose(name).name
            rows = chosen(options, backend)
            if backend == "none" and (dangerous := refused(rows)):
                raise BadRow(f"these are not run without a sandbox, for they are not marked as harmless: {dangerous}")
            print(f"== {backend}: {len(rows)} rows")
            if options.list:
                print("\n".join(f"{row.folder.name:40} {row.expected.attack}" for row in rows))
                continue
            results += all_of(rows, backend, options.jobs)
    except KeyboardInterrupt:
        print("interrupted; nothing is left running", file=sys.stderr)
        return 130
    except (BadRow, GraderError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    if options.write is not None:
        backends = list(dict.fromkeys(result.backend for result in results))
        table.write(options.write, table.page(results, catalogue(), elsewhere(), backends))
    differing = [f"{result.row.folder.name} ({result.backend})" for result in results if result.differs]
    print(f"\n{len(results) - len(differing)} of {len(results)} rows at their outcome")
    if differing:
        print(f"differ: {', '.join(differing)}")
    if missing:
        print("\n".join(missing))
    return 1 if differing or missing else 0


if __name__ == "__main__":
    with interrupted_by(signal.SIGTERM, signal.SIGHUP):
        sys.exit(main())
