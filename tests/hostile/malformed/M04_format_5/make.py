"""A format of the future."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("format-5.ipynb", folder)
