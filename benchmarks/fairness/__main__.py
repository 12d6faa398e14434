"""python -m benchmarks.fairness FOLDER: see cli.py."""

from benchmarks.fairness.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
