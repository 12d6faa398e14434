"""More cells than anybody reads."""

from pathlib import Path

from tests.hostile.handing_in import code
from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, cells=[code(f"x = {number}") for number in range(10_000)])
