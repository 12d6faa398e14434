"""The page of a log-in, saved as the notebook."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("html-page.ipynb", folder)
