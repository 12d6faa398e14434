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


def textbook() -> Any:
    a, b = keras.Input((None,)), keras.Input((None,))
    _, h, c = L.LSTM(UNITS, return_state=True)(L.Embedding(ENGLISH, UNITS)(a))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[h, c])
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(z))


def fit_of(run: Recording) -> Any:
    evidence, _ = run.evidence()
    assert evidence.reported.notes == ()
    (fit,) = evidence.reported.fits
    return fit


def test_train_on_batch(run: Recording) -> None:
    model = textbook()
    model.compile("rmsprop", "sparse_categorical_crossentropy", metrics=["accuracy"])
    printed = []
    with run.cell():
        for epoch in range(EPOCHS):
            order, losses = rng.permutation(ROWS), []
            for start in range(0, ROWS, 4):
                rows = order[start : start + 4]
                inputs, targets = [SOURCE[rows], TARGET[rows, :-1]], TARGET[rows, 1:]
                losses.append(float(model.train_on_batch(inputs, targets)[0]))
            printed.append(np.mean(losses))
            print(f"{epoch}: {printed[-1]:.5f}")
    evidence, folder = run.evidence()
    found = training.find(evidence)
    assert (found.epochs, found.model.kind, found.fits[0].by_hand) == (EPOCHS, "functional", True)
    assert found.curve("loss") == pytest.approx(printed)
    assert len(found.curve("accuracy")) == EPOCHS
    assert found.compiled is not None and found.compiled.optimizer == "RMSprop"
    arrays = tensors.of_main_model(evidence, folder.array)
    assert arrays.shifted and arrays.source is not None and len(arrays.source.rows) == ROWS


def test_one_class_in_a_traced_step_that_returns_nothing(run: Recording) -> None:
    """Its loss is kept by a metric, and rows are one-hot on the side of the target."""

    class Seq2Seq(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def __init__(self) -> None:
            super().__init__()
            self.a, self.b = L.Embedding(ENGLISH, UNITS, mask_zero=True), L.Embedding(FRENCH, UNITS, mask_zero=True)
            self.reads, self.writes = L.GRU(UNITS, return_state=True), L.GRU(UNITS, return_sequences=True)
            self.out = L.Dense(FRENCH)

        def call(self, inputs: Any) -> Any:
            _, state = self.reads(self.a(inputs[0]))
            return tf.nn.softmax(self.out(self.writes(self.b(inputs[1]), initial_state=state)))

    model, optimizer, mean = Seq2Seq(), keras.optimizers.SGD(0.1), keras.metrics.Mean(name="train_loss")

    def step(source: Any, tokens: Any, wanted: Any) -> None:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.categorical_crossentropy(wanted, model([source, tokens])))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        mean.update_state(loss)

    step = tf.function(step)
    one_hot = np.eye(FRENCH, dtype="float32")[TARGET[:, 1:]]
    means = []
    with run.cell():
        for _ in range(EPOCHS):
            mean.reset_state()
            for start in range(0, ROWS, 6):
                part = slice(start, start + 6)
                step(tf.constant(SOURCE[part]), tf.constant(TARGET[part, :-1]), tf.constant(one_hot[part]))
            means.append(float(mean.result()))
    evidence, folder = run.evidence()
    assert evidence.reported.notes == ()
    found = training.find(evidence)
    assert (found.epochs, found.model.name) == (EPOCHS, model.name)
    assert found.curve("loss") == pytest.approx(means)
    assert found.model.output_shapes == ((None, None, FRENCH),)
    shape = architecture.read(found.model)
    assert shape.encoder is not None and shape.encoder.cell == "GRU"
    assert shape.output is not None and (shape.output.softmax, shape.output.units) == (True, FRENCH)
    assert shape.initialised and not shape.attention
    arrays = tensors.of_main_model(evidence, folder.array)
    assert arrays.shifted and arrays.target is not None and arrays.target.ref.one_hot == FRENCH


def test_a_learning_rate_of_zero_trains_nothing(run: Recording) -> None:
    model, optimizer = textbook(), keras.optimizers.SGD(0.0)
    loss_object = keras.losses.SparseCategoricalCrossentropy()
    with run.cell():
        for _ in range(3):
            with tf.GradientTape() as tape:
                loss = loss_object(TARGET[:, 1:], model([SOURCE, TARGET[:, :-1]]))
            gradients = tape.gradient(loss, model.trainable_variables)
            optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    fit = fit_of(run)
    assert len(fit.epochs) == 3
    assert {epoch.weights for epoch in fit.epochs} == {fit.weights_before}


def test_two_models_by_hand_in_one_cell_are_two_trainings(run: Recording) -> None:
    with run.cell():
        for _ in range(2):
            model, optimizer = textbook(), keras.optimizers.Adam()
            for _ in range(3):
                with tf.GradientTape() as tape:
                    loss = keras.losses.SparseCategoricalCrossentropy()(TARGET[:, 1:], model([SOURCE, TARGET[:, :-1]]))
                gradients = tape.gradient(loss, model.trainable_variables)
                optimizer.apply_gradients(zip(gradients, model.trainable_variables, strict=True))
    evidence, _ = run.evidence()
    assert evidence.reported.notes == ()
    assert [fit.model for fit in evidence.reported.fits] != [evidence.reported.fits[0].model] * 2
    assert [len(fit.epochs) for fit in evidence.reported.fits] == [3, 2], "the step that shows another model is missed"


def test_a_subclassed_model_that_is_fitted_shows_its_graph(run: Recording) -> None:
    encoder, decoder = Encoder(), Decoder()

    class Whole(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def __init__(self) -> None:
            super().__init__()
            self.encoder, self.decoder = encoder, decoder

        def call(self, inputs: Any) -> Any:
            seen, h, c = self.encoder(inputs[0])
            out = []
            for t in range(LENGTH):
                prediction, h, c, _ = self.decoder(inputs[1][:, t : t + 1], h, c, seen)
                out.append(prediction)
            return tf.stack(out, axis=1)

    model = Whole()
    model.compile("adam", keras.losses.SparseCategoricalCrossentropy(from_logits=True))
    with run.cell():
        model.fit([SOURCE, TARGET[:, :-1]], TARGET[:, 1:], epochs=2, batch_size=4, verbose=0)
    evidence, _ = run.evidence()
    assert evidence.reported.notes == ()
    shape = architecture.find(evidence)
    assert shape.initialised and shape.attention and shape.decoder is not None and shape.decoder.embedded
    assert training.find(evidence).model.output_shapes == ((None, None, FRENCH),)


@pytest.mark.parametrize("kind", ["generator", "sequence", "dataset"])
def test_rows_of_batches(run: Recording, kind: str) -> None:
    batches_ = [((SOURCE[i : i + 4], TARGET[i : i + 4, :-1]), TARGET[i : i + 4, 1:]) for i in range(0, ROWS, 4)]

    class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no type information
        def __len__(self) -> int:
            return len(batches_)

        def __getitem__(self, index: int) -> Any:
            return batches_[index]

    def forever() -> Iterator[Any]:
        while True:
            yield from batches_

    given: dict[str, Any] = {
        "generator": forever,
        "sequence": Batches,
        "dataset": lambda: tf.data.Dataset.from_tensor_slices(((SOURCE, TARGET[:, :-1]), TARGET[:, 1:])).batch(4),
    }
    original = Batches.__getitem__
    model = textbook()
    model.compile("adam", "sparse_categorical_crossentropy")
    with run.cell():
        steps = 3 if kind == "generator" else None
        model.fit(given[kind](), epochs=2, steps_per_epoch=steps, shuffle=False, verbose=0)
    assert Batches.__getitem__ is original
    evidence, folder = run.evidence()
    assert evidence.reported.notes == ()
    arrays = tensors.of_main_model(evidence, folder.array)
    assert arrays.shifted and arrays.source is not None
    assert sorted(map(tuple, arrays.source.rows)) == sorted(map(tuple, SOURCE))


def test_a_decoding_inside_a_function_is_seen_from_outside(run: Recording) -> None:
    model = textbook()
    model.compile("adam", "sparse_categorical_crossentropy")

    def translate(source: Any) -> Any:
        tokens = tf.fill([1, 1], START)
        for _ in range(LENGTH):
            newest = tf.argmax(model([source, tokens])[:, -1:], axis=-1, output_type=tf.int32)
            tokens = tf.concat([tokens, newest], axis=1)
        return tokens[:, 1:]

    translate = tf.function(translate)
    with run.cell():
        model.fit([SOURCE, TARGET[:, :-1]], TARGET[:, 1:], epochs=2, verbose=0)
    with run.cell():
        results = [translate(tf.constant(SOURCE[row : row + 1])).numpy()[0] for row in range(3)]
    evidence, _ = run.evidence()
    assert evidence.reported.notes == ()
    found = decoding.find(evidence)
    varied = [result for result in results if len(set(result.tolist())) > 1]
    assert [one.emitted for one in found.decodings] == [tuple(result.tolist()) for result in varied]
    assert all(one.hidden and not one.is_loop for one in found.decodings)
    assert found.variables <= {variable.handle for variable in training.find(evidence).model.variables}


@pytest.mark.parametrize("whole", [False, True])
def test_a_last_batch_that_is_smaller_and_a_call_for_each_epoch(run: Recording, whole: bool) -> None:
    """Twelve rows in batches of five are traced twice; a step that gets the whole data set is an epoch a call."""
    model, optimizer = textbook(), keras.optimizers.Adam(0.01)
    data = tf.data.Dataset.from_tensor_slices((SOURCE, TARGET)).shuffle(ROWS, seed=2).batch(5)

    def step(source: Any, target: Any) -> Any:
        with tf.GradientTape() as tape:
            predictions = model([source, target[:, :-1]])
            losses = tf.keras.losses.sparse_categorical_crossentropy(target[:, 1:], predictions)
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    def epoch(batches_: Any) -> Any:
        total = 0.0
        for source, target in batches_:
            total += step(source, target)
        return total / 3

    step = tf.function(step)
    epoch = tf.function(epoch) if whole else epoch
    with run.cell():
        for _ in range(EPOCHS):
            epoch(data)
    fit = fit_of(run)
    assert (fit.steps, len(fit.epochs)) == (3 * EPOCHS, EPOCHS)
    assert fit.told == ("calls" if whole else "rows")
    if not whole:
        assert [ref.shape[0] for ref in (*fit.inputs, *fit.targets)] == [ROWS] * 3
