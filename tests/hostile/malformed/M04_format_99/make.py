"""A format that will never be."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("format-99.ipynb", folder)
