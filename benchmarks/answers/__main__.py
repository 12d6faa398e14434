"""python -m benchmarks.answers: see cli.py."""

from benchmarks.answers.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
