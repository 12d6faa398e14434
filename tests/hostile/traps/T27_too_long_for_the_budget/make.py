"""The cut is disclosed, and later cells run."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(folder, ("epochs=12", "epochs=4000"))
