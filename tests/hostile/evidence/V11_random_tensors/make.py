"""Arrays of the right shapes that hold no sentence."""

from pathlib import Path

from tests.hostile.small import hand_in

RANDOM = """
dice = np.random.default_rng(0)
source = dice.integers(2, len(source_index), source.shape)
target = dice.integers(2, len(target_index), target.shape)
decoder_input, decoder_target = target[:, :-1], target[:, 1:]
"""


def make(folder: Path) -> Path:
    honest = "decoder_input, decoder_target = target[:, :-1], target[:, 1:]\n"
    return hand_in(folder, (honest, RANDOM))
