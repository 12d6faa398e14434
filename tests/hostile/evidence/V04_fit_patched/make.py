"""Whatever hooks stand on `fit`, they are replaced."""

from pathlib import Path

from tests.hostile.small import hand_in

MADE_UP = """
class Made:
    def __init__(self, epochs):
        falling = [5.2 * 0.8**epoch for epoch in range(epochs)]
        rising = [0.9 - loss / 10 for loss in falling]
        self.history = {"loss": falling, "val_loss": falling, "accuracy": rising, "val_accuracy": rising}
        for epoch, loss in enumerate(falling, start=1):
            print(f"Epoch {epoch}/{epochs}\\n6/6 - 1s - 40ms/step - loss: {loss:.4f}")


"""

PATCHED = (
    MADE_UP
    + """
keras.Model.fit = lambda self, *_, epochs, **__: Made(epochs)
keras.callbacks.History.on_epoch_end = lambda self, epoch, logs=None: None
history = model.fit("""
)


def make(folder: Path) -> Path:
    return hand_in(folder, ("history = model.fit(", PATCHED))
