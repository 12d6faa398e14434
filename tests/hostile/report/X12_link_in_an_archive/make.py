"""An archive with a symbolic link."""

from pathlib import Path

from tests.hostile.odd import linked, zipped


def make(folder: Path) -> Path:
    return zipped(folder, (linked("passwords"), b"/etc/passwd"))
