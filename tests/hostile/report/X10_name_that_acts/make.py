"""A name that acts in a shell, a sheet, a terminal and a page."""

from pathlib import Path

from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, "=cmd|-rf \x1b]0;x\x07 ..\\..\n<img src=x onerror=canary()>.ipynb")
