"""A notebook whose upload broke off."""

from pathlib import Path

from tests.hostile.odd import copied


def make(folder: Path) -> Path:
    return copied("not-json-truncated.ipynb", folder)
