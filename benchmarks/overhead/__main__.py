"""python -m benchmarks.overhead: see cli.py."""

from benchmarks.overhead.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
