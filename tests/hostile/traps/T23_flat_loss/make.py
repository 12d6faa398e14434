"""A learning rate of a millionth."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(folder, ("Adam(0.01)", "Adam(1e-6)"))
