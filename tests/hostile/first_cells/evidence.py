import hashlib
import json
import os
import struct
from pathlib import Path

opened = [os.readlink(f"/proc/self/fd/{name}") for name in os.listdir("/proc/self/fd") if os.path.exists(f"/proc/self/fd/{name}")]
outbox = Path(next(os.path.dirname(path) for path in opened if path.endswith("journal.jsonl")))


def write(line):
    line = line if isinstance(line, bytes) else json.dumps({"cell": 1, "at": 5.0, **line}).encode()
    with open(outbox / "journal.jsonl", "ab") as journal:
        journal.write(line + b"\n")


def keep(kind, raw):
    """Puts bytes where arrays or weights lie, and gives their digest."""
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    (outbox / kind).mkdir(exist_ok=True)
    (outbox / kind / f"{digest}.bin").write_bytes(raw)
    return digest


def ids(rows, **changes):
    raw = struct.pack(f"<{len(rows) * len(rows[0])}i", *[value for row in rows for value in row])
    shape = [len(rows), len(rows[0])]
    return {"digest": keep("arrays", raw), "dtype": "int32", "shape": shape, "stored": True, **changes}


ROWS = [[1, 3 + row, 4 + row % 7, 5 + row % 3, 2, 0] for row in range(40)]
LAYER = {"name": "lstm", "kind": "LSTM", "keras": "LSTM"}


def pretend(config=None, inputs=None, blocks=None, raw=b"", **model):
    """A model with this configuration, trained for twelve epochs in which its loss fell."""
    inputs = inputs or [ids(ROWS), ids([row[::-1] for row in ROWS])]
    config = json.dumps(config) if config is not None else ""
    write({"kind": "model", "handle": 1, "name": "forged", "type": "functional", "layers": [LAYER], "variables": [],
           "config": config, "compiled": {"optimizer": "Adam", "loss": "sparse_categorical_crossentropy"}, **model})
    write({"kind": "fit_began", "fit": 2, "model": 1, "epochs": 12, "inputs": inputs, "targets": [ids(ROWS)], "rows": 40,
           "weights": "aa"})
    for epoch in range(12):
        write({"kind": "epoch", "fit": 2, "logs": {"loss": 4.0 - 0.3 * epoch, "accuracy": 0.08 * epoch}, "weights": f"{epoch:02x}"})
    write({"kind": "fit_ended", "fit": 2, "finished": True, "weights": "ff", "steps": 120})
    raw = raw or struct.pack("<4f", 1, 2, 3, 4)
    blocks = blocks or [{"layer": "lstm", "shapes": [[2, 2]]}]
    write({"kind": "weights", "model": 1, "epochs": 12, "digest": keep("weights", raw), "blocks": blocks})


def network(*more):
    """A configuration as Keras writes it, with these layers in it."""
    first = {"module": "keras.layers", "class_name": "InputLayer", "name": "in", "registered_name": None,
             "config": {"batch_shape": [None, 6], "dtype": "int32", "name": "in"}, "inbound_nodes": []}
    return {"name": "functional", "trainable": True, "layers": [first, *more], "input_layers": [["in", 0, 0]],
            "output_layers": [["in", 0, 0]]}


print("kept")
