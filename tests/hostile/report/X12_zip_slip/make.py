"""An archive with a name that leads out of it."""

from pathlib import Path

from tests.hostile.odd import zipped


def make(folder: Path) -> Path:
    return zipped(folder, ("../../evil.py", b"x"))
