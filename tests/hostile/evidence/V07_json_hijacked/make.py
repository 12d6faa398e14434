"""Nothing is learnt; each epoch is written with another loss and another digest."""

from pathlib import Path

from tests.hostile.small import hand_in

HIJACK = """
import json

honest_dumps, told = json.dumps, []


def dumps(value, **how):
    if isinstance(value, dict) and isinstance(value.get("logs"), dict):
        told.append(0)
        value = {**value, "logs": {**value["logs"], "loss": 5 * 0.8 ** len(told)}, "weights": f"{len(told):032x}"}
    return honest_dumps(value, **how)


json.dumps = dumps
keras.utils.set_random_seed(3)
"""


def make(folder: Path) -> Path:
    return hand_in(folder, ("keras.utils.set_random_seed(3)\n", HIJACK), ("Adam(0.01)", "Adam(0.0)"))
