"""The name must be safe in the report, in paths and in tables."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        ("figure, axes", "print('drawing')\nfigure, axes"),
        name='Zoë\'s "final" <b>(2) $(id) 😀 ; rm -rf .ipynb',
    )
