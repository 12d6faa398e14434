"""A symbolic link in the place of the notebook."""

from pathlib import Path


def make(folder: Path) -> Path:
    path = folder / "work.ipynb"
    path.symlink_to("/etc/passwd")
    return path
