"""A format that is a text."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("format-a-string.ipynb", folder)
