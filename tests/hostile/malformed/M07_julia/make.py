"""A notebook for Julia."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("julia-kernel.ipynb", folder)
