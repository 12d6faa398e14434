"""Random bytes."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("random-bytes.ipynb", folder)
