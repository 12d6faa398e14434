"""What JSON can say and no file can hold."""

from pathlib import Path

from tests.hostile.handing_in import code
from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, cells=[code("text = 'a\ud800b\x00c'\nprint(len(text) > 1)")], metadata={"\ud800": "\x00"})
