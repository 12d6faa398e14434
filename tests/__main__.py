"""All that must hold before a change is kept: `python -m tests`, as the README says and CI does."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent

# A file's tests stay together, for they share what is costly to make. More than four at once gain nothing: the longest
# file is a quarter of the whole.
SIDE_BY_SIDE = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile")
STEPS = (
    ("style", (str(BIN / "ruff"), "check", ".")),
    ("format", (str(BIN / "ruff"), "format", "--check", ".")),
    ("types", (str(BIN / "mypy"),)),
    ("imports", (str(BIN / "lint-imports"), "--no-logo")),
    ("tests", (sys.executable, "-m", "pytest", *SIDE_BY_SIDE, "--durations=15", *sys.argv[1:])),
)


def main() -> int:
    """Runs every step even when one failed, so that one run shows all there is to mend."""
    failed = []
    for name, command in STEPS:
        print(f"\n== {name}: {' '.join(Path(command[0]).name if not n else word for n, word in enumerate(command))}")
        sys.stdout.flush()
        began = time.monotonic()
        if subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "0"}, check=False).returncode:
            failed.append(name)
        print(f"== {name}: {'FAILED' if name in failed else 'ok'} after {time.monotonic() - began:.0f} s")
    print(f"\nfailed: {', '.join(failed)}" if failed else "\nall steps passed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
