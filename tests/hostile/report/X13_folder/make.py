"""A folder under the name of a notebook."""

from pathlib import Path


def make(folder: Path) -> Path:
    path = folder / "work.ipynb"
    path.mkdir()
    (path / "x").write_text("x")
    return path
