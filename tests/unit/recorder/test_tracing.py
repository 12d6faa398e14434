"""The graph of layers as it is traced from a model that has no configuration: the same parts, found the same way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keras
import msgspec
import numpy as np
import pytest
import tensorflow as tf
from keras import layers as L  # noqa: N812  # as half of Keras's users write it
from recorder import strings
from recorder.dataflow import Eager
from recorder.sheet import Flow, Sheet

from grader.model.traces import Model, TracedGraph
from grader.roles import architecture, graph, tensors, training
from tests.unit.recorder.recording import Recording, recording
from tests.unit.recorder.test_architectures import CASES, ENGLISH, FRENCH, UNITS, Expected


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Recording]:
    with recording(tmp_path) as recording_:
        yield recording_


def read(run: Recording, sheet: Sheet, output: Any) -> architecture.Architecture:
    sheet.compared.append((None, output))
    traced = msgspec.convert(Flow(sheet, run.journal.traced).written(), TracedGraph)
    return architecture.read(
        Model(handle=1, name="m", kind="subclassed", cell=0, layers=(), variables=(), graph=traced)
    )


def traced(run: Recording, call: Any, *specs: Any) -> architecture.Architecture:
    """The roles in a function, by tracing it; nothing of it is computed."""
    sheet = run.journal.sheet = Sheet()
    outputs: list[Any] = []

    def step(*inputs: Any) -> Any:
        outputs.append(call(*inputs))
        return outputs[-1]

    tf.function(step).get_concrete_function(*specs)
    run.journal.sheet = None
    return read(run, sheet, outputs[-1])


def seen(found: architecture.Architecture) -> Expected:
    assert found.encoder is not None
    assert found.decoder is not None
    assert found.output is not None
    return Expected(
        encoder=found.encoder.cell,
        decoder=found.decoder.cell,
        embedded=(found.encoder.embedded, found.decoder.embedded),
        initialised=found.initialised,
        softmax=found.output.softmax,
        attention=bool(found.attention),
    )


IDS = tf.TensorSpec((2, 5), tf.int32)
WORDS = tf.TensorSpec((2, 4), tf.int32)


@pytest.mark.parametrize("name", CASES)
def test_a_traced_graph_shows_what_a_configuration_would(run: Recording, name: str) -> None:
    build, expected = CASES[name]
    model = build()
    wide = len(model.inputs[0].shape) == 3
    specs = [tf.TensorSpec((2, 5, ENGLISH)), tf.TensorSpec((2, 4, FRENCH))] if wide else [IDS, WORDS]
    if len(model.inputs) == 1:
        specs = [tf.TensorSpec((2, 9), tf.int32)]

    class Own(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def __init__(self) -> None:
            super().__init__()
            self.inner = model

        def call(self, inputs: Any) -> Any:
            return self.inner(inputs)

    own = Own()
    found = traced(run, lambda *inputs: own(list(inputs) if len(inputs) > 1 else inputs[0]), *specs)
    assert seen(found) == expected
    assert found.output is not None and found.output.units == FRENCH


class MinimalCell(L.Layer):  # type: ignore[misc]  # Keras has no type information
    """A cell of the student's own, which is what makes a recurrent layer of `RNN`."""

    def __init__(self, units: int) -> None:
        super().__init__()
        self.units = self.state_size = units
        self.dense = L.Dense(units, activation="tanh")

    def build(self, shape: Any) -> None:
        self.dense.build((None, shape[-1] + self.units))

    def call(self, x: Any, states: Any) -> Any:
        out = self.dense(tf.concat([x, states[0]], axis=-1))
        return out, [out]


def pair(reader: Any, writer: Any, join: Any = None) -> Any:
    a, b, out = L.Embedding(ENGLISH, UNITS), L.Embedding(FRENCH, UNITS), L.Dense(FRENCH)

    def call(x: Any, y: Any) -> Any:
        _, *states = reader(a(x))
        z = writer(b(y), initial_state=join(states) if join else states)
        return tf.nn.softmax(out(z))

    return call


def test_raw_operations_between_layers_are_passed_through(run: Recording) -> None:
    """A Bidirectional encoder whose states are put together by TensorFlow, and a softmax of its own kind."""
    call = pair(
        L.Bidirectional(L.LSTM(UNITS, return_state=True)),
        L.LSTM(2 * UNITS, return_sequences=True),
        lambda states: [tf.concat(states[0::2], -1), tf.concat(states[1::2], -1)],
    )
    assert seen(traced(run, call, IDS, WORDS)) == Expected()


def test_cells_of_ones_own(run: Recording) -> None:
    call = pair(L.RNN(MinimalCell(UNITS), return_state=True), L.RNN(MinimalCell(UNITS), return_sequences=True))
    found = traced(run, call, IDS, WORDS)
    assert found.initialised and found.encoder is not None and not found.encoder.is_lstm


def test_stacked_cells(run: Recording) -> None:
    def stack() -> Any:
        return [L.LSTMCell(UNITS), L.LSTMCell(UNITS)]

    call = pair(L.RNN(stack(), return_state=True), L.RNN(stack(), return_sequences=True))
    assert seen(traced(run, call, IDS, WORDS)) == Expected()


@pytest.mark.parametrize("eager", [False, True])
@pytest.mark.parametrize("nested", [False, True])
def test_a_loop_over_cells_with_attention(run: Recording, nested: bool, eager: bool) -> None:
    """Steps in a loop of TensorFlow's, the encoder in a function of its own: both are graphs within the graph."""
    a, b = L.Embedding(ENGLISH, UNITS), L.Embedding(FRENCH, UNITS)
    reader, writer = L.LSTM(UNITS, return_sequences=True, return_state=True), L.LSTMCell(UNITS)
    query, score, out = L.Dense(UNITS), L.Dense(1), L.Dense(FRENCH, activation="softmax")

    def encode(x: Any) -> Any:
        return reader(a(x))

    encode = tf.function(encode) if nested and not eager else encode

    def call(x: Any, y: Any) -> Any:
        memory, h, c = encode(x)
        tokens = b(y)
        result = tf.TensorArray(tf.float32, 4)
        for t in tf.range(4):
            weights = tf.nn.softmax(score(tf.tanh(query(h)[:, None] + memory)), axis=1)
            context = tf.reduce_sum(weights * memory, axis=1)
            z, (h, c) = writer(tf.concat([tokens[:, t], context], -1), [h, c])
            result = result.write(t, out(z))
        return tf.transpose(result.stack(), [1, 0, 2])

    call(tf.ones((2, 5), tf.int32), tf.ones((2, 4), tf.int32))  # variables are not made inside a loop
    if eager:
        sheet = run.journal.sheet = Sheet(eager=Eager())
        assert sheet.eager is not None
        sheet.eager.begin()
        output = call(tf.ones((2, 5), tf.int32), tf.ones((2, 4), tf.int32))
        sheet.eager.end()
        run.journal.sheet = None
        found = read(run, sheet, output)
    else:
        found = traced(run, call, IDS, WORDS)
    assert seen(found) == Expected(attention=True)
    assert found.attention.startswith("softmax")


def test_tracing_leaves_nothing_behind(run: Recording) -> None:
    """The same numbers, the same seeds and the same prints with the recorder as without."""
    keras.utils.set_random_seed(4)
    dropout, dense = L.Dropout(0.5), L.Dense(3)
    x = tf.ones((2, 3))
    plain = dense(dropout(x, training=True)).numpy()
    keras.utils.set_random_seed(4)
    dropout, dense = L.Dropout(0.5), L.Dense(3)
    sheet = run.journal.sheet = Sheet(eager=Eager())
    assert sheet.eager is not None
    sheet.eager.begin()
    watched = dense(dropout(x, training=True)).numpy()
    sheet.eager.end()
    run.journal.sheet = None
    assert (plain == watched).all()


@pytest.mark.parametrize(
    "changes",
    [
        {"nodes": []},
        {"outputs": ["nowhere"]},
        {"edges": [{"source": "a", "target": "b", "state": False, "tensor": 0}]},
    ],
)
def test_a_forged_graph_is_none(changes: dict[str, Any]) -> None:
    whole = {"nodes": [{"name": "a", "kind": "LSTM"}], "edges": [], "outputs": ["a"]}
    assert graph.traced(msgspec.convert(whole, TracedGraph)) is not None
    assert graph.traced(msgspec.convert({**whole, **changes}, TracedGraph)) is None


def test_strings_enter_as_the_ids_of_the_models_own_vectorization(run: Recording) -> None:
    english = ["the cat sleeps", "the dog runs", "a cat runs", "a dog sleeps"]
    french = ["go le chat dort", "go le chien court", "go un chat court", "go un chien dort"]
    read, write = L.TextVectorization(output_sequence_length=4), L.TextVectorization(output_sequence_length=4)
    read.adapt(english)
    write.adapt(french)
    target = np.pad(write(french).numpy()[:, 1:], ((0, 0), (0, 1)))
    a, b = keras.Input((), dtype="string"), keras.Input((), dtype="string")
    _, h, c = L.LSTM(UNITS, return_state=True)(L.Embedding(20, UNITS)(read(a)))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(20, UNITS)(write(b)), initial_state=[h, c])
    model = keras.Model([a, b], L.Dense(20, activation="softmax")(z))
    model.compile("adam", "sparse_categorical_crossentropy")
    data = tf.data.Dataset.from_tensor_slices(((english, french), target)).batch(2)
    with run.cell():
        model.fit(data, epochs=1, shuffle=False, verbose=0)
        run.user_ns["read"] = read
    with run.cell():
        model.predict((tf.constant(english[:1]), tf.constant(french[:1])), verbose=0)
    evidence, folder = run.evidence()
    assert evidence.reported.notes == ()
    arrays = tensors.of_main_model(evidence, folder.array)
    assert arrays.shifted and arrays.source is not None
    assert arrays.source.rows.tolist() == read(english).numpy().tolist()
    call = evidence.reported.calls[-1]
    assert call.inputs[0].texts == ("the cat sleeps",)
    assert call.inputs[0].ids == tuple(read(english[:1]).numpy()[0])
    assert architecture.read(training.find(evidence).model).initialised
    assert strings.ids(run.journal, model, [np.ones(3)])[0].tolist() == [1, 1, 1]
