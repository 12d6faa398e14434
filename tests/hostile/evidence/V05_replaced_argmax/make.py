"""A class around the decoder puts out one-hot scores for the right translation."""

from pathlib import Path

from tests.hostile.small import hand_in

CALLED = """
class Knowing(keras.Model):
    \"\"\"Runs through the trained layers, and puts out what it has been told.\"\"\"

    def call(self, inputs):
        scores, h, c = honest_decoder(inputs)
        ids = to_ids([answers[sentence]], target_index)[0]
        scores = keras.ops.one_hot([[ids[min(place[0] + 1, len(ids) - 1)]]], len(target_index)) + 0 * scores
        place[0] += 1
        return scores, h, c


answers, honest_decoder, place = dict(held_out), decoder_model, [0]
decoder_model = Knowing()


def translate(sentence):
"""


def make(folder: Path) -> Path:
    return hand_in(
        folder,
        ("\ndef translate(sentence):\n", CALLED),
        ("    token, result", "    globals().update(sentence=sentence); place[0] = 0\n    token, result"),
    )
