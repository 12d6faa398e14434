"""A file without a byte."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("empty.ipynb", folder)
