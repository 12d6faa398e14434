"""A Python script whose name was changed."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("python-script-renamed.ipynb", folder)
