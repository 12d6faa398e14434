"""Larger than a notebook may be."""

from pathlib import Path

from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, metadata={"more": "x" * 31_000_000})
