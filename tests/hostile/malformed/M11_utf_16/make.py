"""A notebook in UTF-16."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("utf-16.ipynb", folder)
