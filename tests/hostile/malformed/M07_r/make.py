"""A notebook for R."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("r-kernel.ipynb", folder)
