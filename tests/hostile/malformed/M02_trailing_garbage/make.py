"""A whole notebook, and then something else."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("trailing-garbage.ipynb", folder)
