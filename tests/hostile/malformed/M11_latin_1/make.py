"""A notebook in Latin-1."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("latin-1.ipynb", folder)
