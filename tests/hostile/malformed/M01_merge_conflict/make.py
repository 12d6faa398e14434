"""Marks of a merge conflict in the middle."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("merge-conflict.ipynb", folder)
