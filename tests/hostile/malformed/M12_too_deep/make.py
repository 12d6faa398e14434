"""Lists within lists by the thousand."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("too-deep.ipynb", folder)
