"""Training for a given number of CPU seconds, whatever the system, and what came of it."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import keras
import numpy as np

from reference.seq2seq.real_data import Decay

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


def fit_within(model: keras.Model, data: Mapping[str, Any], steps: int, seconds: float, decay: bool = False) -> Spent:
    """Train epoch after epoch until the process has used `seconds` of CPU time, and stop there, within a batch.

    CPU time, because the wall time of a process on a shared machine says how busy the machine was. The time in which
    TensorFlow traces the model counts, as it would for anybody who trains it. `data` is what `fit` takes, an epoch of
    it has `steps` batches; `decay` is the reference's own for real data, by the clock.
    """
    done = 0

    def used() -> float:
        return (time.process_time() - cpu) / seconds

    def look_at_clock(batch: int, logs: object) -> None:
        nonlocal done
        done += 1
        if used() >= 1:
            model.stop_training = True

    callbacks = [keras.callbacks.LambdaCallback(on_train_batch_end=look_at_clock), *([Decay(used)] if decay else [])]
    cpu, wall = time.process_time(), time.perf_counter()
    history = model.fit(**data, epochs=_WITHOUT_END, verbose=0, callbacks=callbacks)
    return Spent(
        epochs=done / steps,
        cpu=time.process_time() - cpu,
        wall=time.perf_counter() - wall,
        loss=float(history.history["loss"][-1]),
    )


def arrays(inputs: Sequence[np.ndarray], targets: np.ndarray, batch_size: int) -> tuple[dict[str, Any], int]:
    """The first two arguments of `fit_within` after the model, for data in arrays."""
    return {"x": list(inputs), "y": targets, "batch_size": batch_size}, -(-len(targets) // batch_size)
