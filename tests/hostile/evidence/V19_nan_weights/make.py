"""Set behind the last epoch, and in a model that is called afterwards."""

from pathlib import Path

from tests.hostile.small import hand_in

HUGE = """
weights = model.get_weights()
weights[0][:] = np.nan
weights[1][:] = np.inf
weights[2][:] = 3e38
model.set_weights(weights)
encoder_model"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("\nencoder_model", HUGE))
