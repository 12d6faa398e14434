"""Fifteen calls, fifteen epochs."""

from pathlib import Path

from tests.hostile.small import hand_in

LOOP = """
losses = []
for _ in range(15):
    history = model.fit([source, decoder_input], decoder_target, epochs=1, batch_size=32, validation_split=0.1, verbose=2)
    losses += history.history["loss"]
"""


def make(folder: Path) -> Path:
    fit = "history = model.fit([source, decoder_input], decoder_target, epochs=12, batch_size=32, validation_split=0.1, verbose=2)\n"
    return hand_in(folder, (fit, LOOP))
