"""What is never rebuilt rests on the word of the process that was handed in."""

from pathlib import Path

from tests.hostile.small import hand_in

OWN = """
class Mine(keras.Model):
    def __init__(self, inner):
        super().__init__()
        self.inner = inner

    def call(self, inputs):
        return self.inner(inputs)

    def get_config(self):
        raise NotImplementedError


model = Mine(model)
model.compile("""
FORGED = """
import gc, sys

journal = next(thing for thing in gc.get_objects() if type(thing).__name__ == "Journal")
told, honest_write = [], type(journal).write


def write(self, kind, **fields):
    if kind == "epoch":
        told.append(0)
        fields["logs"] = {**fields["logs"], "loss": 5 * 0.8 ** len(told)}
        fields["weights"] = f"{len(told):032x}"
    if kind == "probe":
        fields.update(loss=0.1, masked_loss=0.1, kept_loss=0.1, accuracy=0.99, masked_accuracy=0.99, kept_accuracy=0.99)
    honest_write(self, kind, **fields)


type(journal).write = write
history = model.fit("""


def make(folder: Path) -> Path:
    return hand_in(folder, ("model.compile(", OWN), ("history = model.fit(", FORGED), ("Adam(0.01)", "Adam(0.0)"))
