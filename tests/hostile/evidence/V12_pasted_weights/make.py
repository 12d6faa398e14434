"""Trained by the maker of this row, put in as base64, and followed by ten epochs with a learning rate of nearly nothing."""

from pathlib import Path

from tests.hostile.small import hand_in

# The blob is made in the notebook's own first life here: a real one would be pasted text. What counts is that the model
# is good before the first epoch, and that a text of this length stands in the code.
PASTED = """
import base64, zlib

BLOB = "@BLOB@"
shapes = [weight.shape for weight in model.get_weights()]
flat = np.frombuffer(zlib.decompress(base64.b85decode(BLOB)), dtype="float16").astype("float32")
parts, place = [], 0
for shape in shapes:
    size = int(np.prod(shape))
    parts.append(flat[place : place + size].reshape(shape))
    place += size
model.set_weights(parts)
history = model.fit("""


def make(folder: Path) -> Path:
    blob = (Path(__file__).parent / "weights.b85").read_text().strip()
    return hand_in(folder, ("history = model.fit(", PASTED.replace("@BLOB@", blob)), ("Adam(0.01)", "Adam(1e-4)"))
