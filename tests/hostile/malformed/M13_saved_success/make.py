"""Outputs of another run, or of none."""

from pathlib import Path

from tests.hostile.handing_in import code
from tests.hostile.odd import written


def make(folder: Path) -> Path:
    lines = [f"Epoch {n}/10\n10/10 - 1s - loss: {2 / n:.4f} - accuracy: {1 - 1 / n:.4f}" for n in range(1, 11)]
    lines += ["i like tea -> j'aime le thé", "she reads -> elle lit"]
    claimed = {"output_type": "stream", "name": "stdout", "text": "\n".join(["CLAIMED", *lines])}
    return written(folder, cells=[code("print('nothing was trained')", outputs=(claimed,))])
