"""The rate begins at nothing and rises: judged by the curve."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(folder, ("Adam(0.01)", "Adam(keras.optimizers.schedules.PolynomialDecay(1e-6, 60, 0.01))"))
