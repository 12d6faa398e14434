"""Five and five."""

from pathlib import Path

from tests.hostile.small import hand_in


def make(folder: Path) -> Path:
    more = """history = model.fit([source, decoder_input], decoder_target, epochs=5, batch_size=32, validation_split=0.1, verbose=2)
for epoch, loss"""
    return hand_in(folder, ("epochs=12", "epochs=5"), ("for epoch, loss", more))
