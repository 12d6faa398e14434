"""A function that prints ten epochs stands in the place of `fit`."""

from pathlib import Path

from tests.hostile.small import MADE_UP, hand_in

PRETEND = (
    MADE_UP
    + """
def pretend(*_, epochs, **__):
    return Made(epochs)


history = pretend("""
)


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", PRETEND))
