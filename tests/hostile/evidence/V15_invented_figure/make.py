"""The training is honest, the picture is not."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        ("history.history[metric]", "np.geomspace(3, 0.1, 12)"),
        ('history.history["val_" + metric]', "np.geomspace(3, 0.2, 12)"),
    )
