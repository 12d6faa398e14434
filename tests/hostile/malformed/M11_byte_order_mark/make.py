"""A notebook that begins with a mark of byte order."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("bom.ipynb", folder)
