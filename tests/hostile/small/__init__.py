"""A small honest notebook that earns all points for code, for rows that change one thing in it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.expected import BadRow
from tests.hostile.handing_in import notebook

HONEST = Path(__file__).parent / "honest" / "notebook.py"

MADE_UP = """
class Made:
    def __init__(self, epochs):
        falling = [5.2 * 0.8**epoch for epoch in range(epochs)]
        rising = [0.9 - loss / 10 for loss in falling]
        self.history = {"loss": falling, "val_loss": falling, "accuracy": rising, "val_accuracy": rising}
        for epoch, loss in enumerate(falling, start=1):
            print(f"Epoch {epoch}/{epochs}\\n6/6 - 1s - 40ms/step - loss: {loss:.4f}")


"""
"""A history that nobody trained, and the lines that a training would print."""


def script(*edits: tuple[str, str]) -> str:
    """The notebook as a script in which each first text of an edit is replaced by the second, wherever it stands."""
    text = HONEST.read_text(encoding="utf-8")
    for old, new in edits:
        if old not in text:
            raise BadRow(f"the small notebook does not hold {old!r}")
        text = text.replace(old, new)
    return text


def hand_in(place: Path, *edits: tuple[str, str], name: str = "notebook.ipynb") -> Path:
    """Writes the changed notebook into a folder."""
    path = place / name
    path.write_text(json.dumps(notebook(script(*edits))), encoding="utf-8")
    return path
