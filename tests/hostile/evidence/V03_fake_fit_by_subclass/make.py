"""The class of the built model is exchanged for one whose `fit` invents a History."""

from pathlib import Path

from tests.hostile.small import MADE_UP, hand_in

SWAPPED = (
    MADE_UP
    + """
class Pretending(type(model)):
    def fit(self, *_, epochs, **__):
        return Made(epochs)


model.__class__ = Pretending
history = model.fit("""
)


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", SWAPPED))
