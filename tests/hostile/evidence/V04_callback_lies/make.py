"""The dictionary of logs is shared by all callbacks: one may change what the next one sees."""

from pathlib import Path

from tests.hostile.small import hand_in

LYING = """
class Lying(keras.callbacks.Callback):
    def on_epoch_end(self, epoch, logs=None):
        logs.update(loss=5.2 * 0.8**epoch, accuracy=0.9 - 0.5 * 0.8**epoch)
        self.model.optimizer.learning_rate.assign(0.0)
        bias = self.model.layers[-1].bias
        bias.assign_add(keras.random.normal(bias.shape) * 1e-4)


history = model.fit(callbacks=[Lying()], x="""


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        ("Adam(0.01)", "Adam(1e-9)"),
        ("history = model.fit(", LYING),
        ("decoder_target, epochs", "y=decoder_target, epochs"),
    )
