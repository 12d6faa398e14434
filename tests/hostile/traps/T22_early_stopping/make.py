"""Stopped by the notebook itself."""

from pathlib import Path

from tests.hostile.small import hand_in

STOP = """
class Enough(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        self.model.stop_training = epoch >= 6


history = model.fit(callbacks=[Enough(), keras.callbacks.EarlyStopping(patience=3)], x="""


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", STOP), ("decoder_target, epochs=12", "y=decoder_target, epochs=20"))
