"""One run of the tiny notebook in one sandbox."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from grader.execution.job import CodeCell, Job, Places
from grader.execution.run import run
from grader.model.assignment import Limits

# An encoder and decoder in miniature: 200 pairs of numbers, ten epochs, then a greedy decoding of five.
CELLS = (
    "import numpy as np\nimport keras\nfrom keras import layers\nkeras.utils.set_random_seed(1)",
    """\
words, length, units = 30, 6, 32
rows = np.random.default_rng(1).integers(2, words, (200, length))
target = np.concatenate([np.ones((200, 1), int), rows[:, ::-1]], axis=1)""",
    """\
source, given = keras.Input((length,)), keras.Input((None,))
_, *states = layers.LSTM(units, return_state=True)(layers.Embedding(words, units)(source))
sequence = layers.LSTM(units, return_sequences=True)(layers.Embedding(words, units)(given), initial_state=states)
model = keras.Model([source, given], layers.Dense(words, activation="softmax")(sequence))
model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
history = model.fit([rows, target[:, :-1]], target[:, 1:], epochs=10, batch_size=32, verbose=2)""",
    """\
for row in rows[:5]:
    said = [1]
    for _ in range(length):
        said.append(int(model.predict([row[None], np.array([said])], verbose=0)[0, -1].argmax()))
    print(row, said[1:])""",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    sandbox: str
    wall: float
    """Seconds from the client's start to the end of all its processes."""
    processor: float
    """Seconds of CPU of the kernel and all below it."""


def measure(sandbox: str) -> Measured:
    """Raises `RuntimeError` where the notebook did not run to its end."""
    with tempfile.TemporaryDirectory(prefix="nb-", ignore_cleanup_errors=True) as root:
        places = Places(Path(root))
        places.make()
        cells = tuple(CodeCell(index=number, source=source) for number, source in enumerate(CELLS))
        traces = run(Job(cells=cells, supplies=(), sandbox=sandbox, limits=Limits()), places, lambda standing: None)
        said = places.transcript.read_text(encoding="utf-8")
    if traces.stopped or traces.log or said.count('"end":"ok"') != len(CELLS):
        raise RuntimeError(f"the notebook did not run in {sandbox}: {traces.stopped} {traces.log}\n{said[-2000:]}")
    return Measured(sandbox=sandbox, wall=traces.seconds, processor=traces.processor_seconds)
