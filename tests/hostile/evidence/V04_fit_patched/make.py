"""Whatever hooks stand on `fit`, they are replaced."""

from pathlib import Path

from tests.hostile.small import MADE_UP, hand_in

PATCHED = (
    MADE_UP
    + """
keras.Model.fit = lambda self, *_, epochs, **__: Made(epochs)
keras.callbacks.History.on_epoch_end = lambda self, epoch, logs=None: None
history = model.fit("""
)


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", PATCHED))
