"""JSON that is null."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("null-at-top.ipynb", folder)
