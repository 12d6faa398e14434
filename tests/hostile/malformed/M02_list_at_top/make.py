"""JSON whose top is a list."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("list-at-top.ipynb", folder)
