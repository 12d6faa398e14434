"""Training that a notebook writes by hand: what the recorder makes of it, and the roles of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers as L  # noqa: N812  # as half of Keras's users write it

from grader.roles import architecture, decoding, tensors, training
from tests.unit.recorder.recording import Recording, recording

ROWS, LENGTH, ENGLISH, FRENCH, UNITS, EPOCHS = 12, 5, 11, 13, 8, 4
START = 1

rng = np.random.default_rng(3)
SOURCE = rng.integers(2, ENGLISH, (ROWS, LENGTH)).astype("int32")
TARGET = np.concatenate([np.full((ROWS, 1), START), rng.integers(2, FRENCH, (ROWS, LENGTH))], axis=1).astype("int32")


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as recording_:
        yield recording_


class Encoder(keras.Model):  # type: ignore[misc]  # Keras has no type information
    def __init__(self) -> None:
        super().__init__()
        self.embedding = L.Embedding(ENGLISH, UNITS)
        self.rnn = L.LSTM(UNITS, return_sequences=True, return_state=True)

    def call(self, x: Any) -> Any:
        return self.rnn(self.embedding(x))


class Bahdanau(L.Layer):  # type: ignore[misc]  # Keras has no type information
    def __init__(self) -> None:
        super().__init__()
        self.query, self.keys, self.score = L.Dense(UNITS), L.Dense(UNITS), L.Dense(1)

    def call(self, query: Any, values: Any) -> Any:
        scores = self.score(tf.nn.tanh(self.query(tf.expand_dims(query, 1)) + self.keys(values)))
        weights = tf.nn.softmax(scores, axis=1)
        return tf.reduce_sum(weights * values, axis=1), weights


class Decoder(keras.Model):  # type: ignore[misc]  # Keras has no type information
    def __init__(self) -> None:
        super().__init__()
        self.embedding = L.Embedding(FRENCH, UNITS)
        self.rnn = L.LSTM(UNITS, return_sequences=True, return_state=True)
        self.attention = Bahdanau()
        self.fc = L.Dense(FRENCH)

    def call(self, x: Any, h: Any, c: Any, seen: Any) -> Any:
        context, weights = self.attention(h, seen)
        x = tf.concat([tf.expand_dims(context, 1), self.embedding(x)], axis=-1)
        out, h, c = self.rnn(x, initial_state=[h, c])
        return self.fc(tf.reshape(out, (-1, UNITS))), h, c, weights


def batches(size: int = 4, shuffle: bool = True) -> tf.data.Dataset:
    data = tf.data.Dataset.from_tensor_slices((SOURCE, TARGET))
    return (data.shuffle(ROWS, seed=1) if shuffle else data).batch(size)


def greedy(encoder: Any, decoder: Any, row: Any) -> list[int]:
    seen, h, c = encoder(tf.constant(row[None]))
    token, out = START, []
    for _ in range(LENGTH):
        predictions, h, c, _ = decoder(tf.constant([[token]]), h, c, seen)
        token = int(tf.argmax(predictions[0]))
        out.append(token)
    return out


@pytest.mark.parametrize("traced", [True, False])
@pytest.mark.parametrize("pair_of_optimizers", [False, True])
def test_a_pair_of_classes_trained_on_a_tape(run: Recording, traced: bool, pair_of_optimizers: bool) -> None:
    encoder, decoder = Encoder(), Decoder()
    optimizers = [keras.optimizers.Adam(0.01) for _ in range(1 + pair_of_optimizers)]
    loss_object = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="none")

    def train_step(source: Any, target: Any) -> Any:
        loss = 0.0
        with tf.GradientTape() as tape:
            seen, h, c = encoder(source)
            token = tf.expand_dims(target[:, 0], 1)
            for t in range(1, target.shape[1]):
                predictions, h, c, _ = decoder(token, h, c, seen)
                mask = tf.cast(tf.not_equal(target[:, t], 0), tf.float32)
                loss += tf.reduce_mean(loss_object(target[:, t], predictions) * mask)
                token = tf.expand_dims(target[:, t], 1)
        groups = [encoder.trainable_variables, decoder.trainable_variables]
        if not pair_of_optimizers:
            groups = [groups[0] + groups[1]]
        gradients = tape.gradient(loss, groups)
        for optimizer, gradient, variables in zip(optimizers, gradients, groups, strict=True):
            optimizer.apply_gradients(zip(gradient, variables, strict=True))
        return loss / int(target.shape[1])

    if traced:
        train_step = tf.function(train_step)
    lines = []
    with run.cell():
        for epoch in range(EPOCHS):
            total = 0.0
            for source, target in batches():
                total += train_step(source, target)
            line = f"Epoch {epoch + 1} Loss {total / 3:.4f}"
            print(line)
            lines.append(line)
    run.shown("\n".join(lines))
    with run.cell():
        emitted = greedy(encoder, decoder, SOURCE[0])

    evidence, folder = run.evidence()
    assert evidence.reported.notes == ()
    found = training.find(evidence)
    assert found.epochs == EPOCHS
    assert [fit.steps for fit in found.fits] == [3 * EPOCHS]
    assert found.fits[0].told == "rows"
    printed = [float(line.split()[-1]) for line in lines]
    assert found.curve("loss") == pytest.approx(printed, abs=6e-5)
    assert found.compiled is not None
    assert (found.compiled.loss, found.compiled.from_logits) == ("SparseCategoricalCrossentropy", True)
    assert set(found.compiled.optimizer.split(", ")) == {"Adam"}
    variables = {variable.handle for variable in found.model.variables}
    assert len(variables) == len(encoder.variables) + len(decoder.variables)

    shape = architecture.read(found.model)
    assert shape.encoder is not None and shape.encoder.is_lstm and shape.encoder.embedded
    assert shape.decoder is not None and shape.decoder.is_lstm and shape.decoder.embedded
    assert shape.initialised and shape.connected
    assert shape.output is not None and shape.output.units == FRENCH
    assert shape.attention.startswith("softmax")
    assert architecture.attention(evidence).epochs == EPOCHS

    arrays = tensors.of_main_model(evidence, folder.array)
    assert arrays.source is not None and arrays.target is not None and arrays.decoder_input is not None
    assert sorted(map(tuple, arrays.source.rows)) == sorted(map(tuple, SOURCE))
    assert sorted(map(tuple, arrays.target.rows)) == sorted(map(tuple, TARGET[:, 1:]))
    assert arrays.shifted

    (loop,) = decoding.find(evidence).loops
    assert loop.feeds_back
    assert list(loop.emitted) == emitted
    assert loop.source == tuple(SOURCE[0])
    assert decoding.find(evidence).variables <= variables
