"""More code than a cell may hold."""

from pathlib import Path

from tests.hostile.handing_in import code
from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, cells=[code("x = 1\n" * 1_700_000)])
