"""Training for a given number of CPU seconds, whatever the system, and what came of it."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import keras
import numpy as np

_WITHOUT_END = 100_000  # epochs


@dataclass(frozen=True, slots=True)
class Spent:
    """What training took; `epochs` counts the part of the last one, `loss` is that epoch's mean."""

    epochs: float
    cpu: float
    wall: float
    loss: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """A trained system."""

    translate: Callable[[Sequence[str]], list[str]]
    parameters: int
    spent: Spent


def fit_within(
    model: keras.Model, inputs: Sequence[np.ndarray], targets: np.ndarray, batch_size: int, seconds: float
) -> Spent:
    """Train epoch after epoch until the process has used `seconds` of CPU time, and stop there, within a batch.

    CPU time, because the wall time of a process on a shared machine says how busy the machine was. The time in which
    TensorFlow traces the model counts, as it would for anybody who trains it.
    """
    batches = 0

    def look_at_clock(batch: int, logs: object) -> None:
        nonlocal batches
        batches += 1
        if time.process_time() - cpu >= seconds:
            model.stop_training = True

    watch = keras.callbacks.LambdaCallback(on_train_batch_end=look_at_clock)
    cpu, wall = time.process_time(), time.perf_counter()
    history = model.fit(list(inputs), targets, batch_size=batch_size, epochs=_WITHOUT_END, verbose=0, callbacks=[watch])
    return Spent(
        epochs=batches / -(-len(targets) // batch_size),
        cpu=time.process_time() - cpu,
        wall=time.perf_counter() - wall,
        loss=float(history.history["loss"][-1]),
    )
