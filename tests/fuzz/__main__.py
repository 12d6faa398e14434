"""Fuzzes for as long as it is told, with other examples each time: `python -m tests.fuzz --minutes 60`.

What breaks a reader is made as small as it can be and kept in `tests/fuzz/corpus/`, where the tests read it for ever.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisWarning

from tests.fuzz.targets import TARGETS, Target, check

CORPUS = Path(__file__).parent / "corpus"
ROUND = 60  # examples for each unit of weight, before the next target has its turn


def kept(path: Path) -> tuple[Target, bytes]:
    """A file of the corpus: its name begins with that of the target."""
    name = path.name.split("-")[0]
    return next(target for target in TARGETS if target.name == name), path.read_bytes()


class _TimeUp(Exception):
    pass


def fuzz(target: Target, number: int, until: float) -> tuple[int, bytes | None, str]:
    """Examples that were tried, and the smallest that broke something, with what it broke."""
    tried = 0
    worst: tuple[bytes | None, str] = (None, "")

    @seed(number)
    @settings(
        max_examples=ROUND * target.weight or 10,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(data=target.examples())
    def attempt(data: bytes) -> None:
        nonlocal tried, worst
        tried += 1
        if time.monotonic() > until and worst[0] is None:
            raise _TimeUp
        try:
            check(target, data)
        except _TimeUp:
            raise
        except Exception:
            worst = (data, traceback.format_exc())
            raise

    try:
        attempt()
    except _TimeUp:
        pass
    except Exception:  # noqa: BLE001  # it is what is looked for
        if worst[0] is None:
            worst = (b"", traceback.format_exc())
    return tried, *worst


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--target", choices=[target.name for target in TARGETS], action="append")
    parser.add_argument("--seed", type=int, help="of the first round, to see the same again (default: the clock)")
    options = parser.parse_args(arguments)
    targets = [target for target in TARGETS if not options.target or target.name in options.target]
    number = options.seed if options.seed is not None else int(time.time())
    until = time.monotonic() + 60 * options.minutes
    tried: Counter[str] = Counter()
    found = 0
    warnings.simplefilter("ignore", HypothesisWarning)  # that examples are long is no news
    print(f"seed {number}", flush=True)
    while time.monotonic() < until:
        for target in list(targets):
            count, data, fault = fuzz(target, number, until)
            tried[target.name] += count
            if fault:
                found += 1
                path = CORPUS / f"{target.name}-{hashlib.sha256(data or b'').hexdigest()[:12]}"
                path.write_bytes(data or b"")
                print(f"{target.name}: kept as {path}\n{fault}", flush=True)
                targets.remove(target)  # the same would be found again and again
        number += 1
    print(f"{sum(tried.values()):,} examples: {', '.join(f'{name} {count:,}' for name, count in tried.items())}")
    print(f"{found} of them broke something" if found else "none of them broke anything")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
