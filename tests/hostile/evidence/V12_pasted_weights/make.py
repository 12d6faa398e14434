"""Trained by the maker of this row, put in as base64, and followed by ten epochs with a learning rate of nearly nothing."""

from pathlib import Path

from tests.hostile.small import hand_in

PASTED = """
import base64, zlib

raw, parts = zlib.decompress(base64.b85decode("@BLOB@")), []
for weight in model.get_weights():
    scale, raw = np.frombuffer(raw[:4], dtype="float32"), raw[4:]
    parts.append(np.frombuffer(raw[: weight.size], dtype="int8").reshape(weight.shape) * scale)
    raw = raw[weight.size :]
model.set_weights(parts)
history = model.fit("""


def make(folder: Path) -> Path:
    blob = (Path(__file__).parent / "weights.b85").read_text().strip()
    return hand_in(folder, ("history = model.fit(", PASTED.replace("@BLOB@", blob)), ("Adam(0.01)", "Adam(1e-4)"))
