"""A gzip archive under the name of a notebook."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("gzip.ipynb", folder)
