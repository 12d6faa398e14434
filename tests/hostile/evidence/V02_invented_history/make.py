"""The History that Keras gives back is filled with other numbers."""

from pathlib import Path

from tests.hostile.small import hand_in

INVENTED = """
history.epoch = list(range(12))
history.history = {
    "loss": [5.2 * 0.75**epoch for epoch in range(12)],
    "val_loss": [5.3 * 0.75**epoch for epoch in range(12)],
    "accuracy": [0.9 - 0.8 * 0.75**epoch for epoch in range(12)],
    "val_accuracy": [0.9 - 0.8 * 0.75**epoch for epoch in range(12)],
}
for epoch, loss"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("epochs=12", "epochs=1"), ("\nfor epoch, loss", INVENTED))
