"""The losses are NaN, and so is what is exported."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(folder, ("Adam(0.01)", "SGD(1e38)"))
