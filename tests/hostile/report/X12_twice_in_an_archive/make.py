"""An archive that holds one name twice."""

from pathlib import Path

from tests.hostile.odd import zipped


def make(folder: Path) -> Path:
    return zipped(folder, ("./work.ipynb", b"{}"))
