"""A notebook of format 2."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("format-2.ipynb", folder)
