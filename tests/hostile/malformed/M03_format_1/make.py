"""A notebook of format 1."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("format-1.ipynb", folder)
