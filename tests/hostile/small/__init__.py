"""A small honest notebook that earns all points for code, for rows that change one thing in it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.hostile.expected import BadRow
from tests.hostile.handing_in import notebook

HONEST = Path(__file__).parent / "honest" / "notebook.py"


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
