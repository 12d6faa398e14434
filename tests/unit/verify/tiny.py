"""A tiny encoder-decoder on a task that it can learn, exported as the recorder exports it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np
from keras import layers as L  # noqa: N812  # as half of Keras's users write it
from recorder.journal import Journal
from recorder.probes import Samples
from recorder.weights import Keeper

WORDS, LENGTH, UNITS, START, END = 9, 4, 16, 7, 8


def data(rows: int = 60, seed: int = 0) -> tuple[Any, Any, Any]:
    """Sources of ids 1 to 6, filled up with 0; targets repeat them, with start and end tokens."""
    random = np.random.default_rng(seed)
    source = np.zeros((rows, LENGTH), dtype="int32")
    whole = np.zeros((rows, LENGTH + 2), dtype="int32")
    for row in range(rows):
        tokens = random.integers(1, 7, size=random.integers(2, LENGTH + 1))
        source[row, : len(tokens)] = tokens
        whole[row, : len(tokens) + 2] = [START, *tokens, END]
    return source, whole[:, :-1], whole[:, 1:]


def build(mask: bool = True, attention: bool = False, joined: bool = True, classes: Any = keras.Model) -> Any:
    """The textbook model; without `joined` the decoder learns nothing of the source."""
    keras.utils.set_random_seed(1)  # the same weights in every run of the tests
    a, b = keras.Input((None,), dtype="int32"), keras.Input((None,), dtype="int32")
    x = L.Embedding(WORDS, UNITS, mask_zero=mask, name="encoder_embedding")(a)
    outputs, h, c = L.LSTM(UNITS, return_sequences=True, return_state=True, name="encoder")(x)
    y = L.Embedding(WORDS, UNITS, mask_zero=mask, name="decoder_embedding")(b)
    z = L.LSTM(UNITS, return_sequences=True, name="decoder")(y, initial_state=[h, c] if joined else None)
    if attention:
        z = L.Concatenate(name="joined")([z, L.AdditiveAttention(name="attention")([z, outputs])])
    model = classes([a, b], L.Dense(WORDS, activation="softmax", name="output")(z))
    model.compile(optimizer=keras.optimizers.Adam(0.03), loss="sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


@dataclass(frozen=True)
class Export:
    """What a recorder's outbox holds after a training."""

    place: Path
    model: Any
    losses: list[float]


def trained(place: Path, model: Any, epochs: int = 12, arrays: tuple[Any, Any, Any] | None = None) -> Export:
    """Trains a model under the recorder's own keeper."""
    from recorder import training

    keras.utils.set_random_seed(1)
    source, decoder_input, target = arrays or data()
    journal = Journal(place)
    keeper, samples = Keeper(journal), Samples()
    hooked = training._fit(journal, keeper, samples, keras.Model.fit)
    history = hooked(model, [source, decoder_input], target, batch_size=16, epochs=epochs, verbose=0)
    keeper.look()
    samples.ask(journal)
    journal.close()
    return Export(place=place, model=model, losses=history.history["loss"])
