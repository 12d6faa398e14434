"""An archive that unpacks to 350 MB."""

from pathlib import Path

from tests.hostile.odd import zipped


def make(folder: Path) -> Path:
    return zipped(folder, *((f"{number}.bin", bytes(50_000_000)) for number in range(7)))
