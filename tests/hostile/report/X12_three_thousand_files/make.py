"""An archive of 3,000 files."""

from pathlib import Path

from tests.hostile.odd import zipped


def make(folder: Path) -> Path:
    return zipped(folder, *((f"{number}.csv", b"x") for number in range(3_000)))
