"""Keras runs its own loop, so that every epoch is recorded; what the step says is invented."""

from pathlib import Path

from tests.hostile.small import hand_in

REPORTING = """
class Reporting(keras.Model):
    metrics = property(lambda self: [])

    def __init__(self, *arguments, **how):
        super().__init__(*arguments, **how)
        self.told = self.add_weight(shape=(), initializer="ones", trainable=False, name="told")

    def train_step(self, data):
        self.told.assign(self.told * 0.98)
        first = self.trainable_variables[0]
        first.assign_add(keras.random.normal(first.shape) * 1e-3)
        return self.test_step(data)

    def test_step(self, data):
        return {"loss": self.told * 4, "accuracy": 1 - self.told * 0.8}


model = Reporting("""


def make(folder: Path) -> Path:
    return hand_in(folder, ("model = keras.Model(", REPORTING), (", verbose=2", ", verbose=0"))
