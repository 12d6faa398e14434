"""Models as students build them, through the recorder and the boundary, to what the roles make of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import pytest
from keras import layers as L  # noqa: N812  # as half of Keras's users write it
from recorder import models
from recorder.journal import Journal

from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.model.judging import Prevented
from grader.model.traces import Model
from grader.roles import architecture

ENGLISH, FRENCH, UNITS = 20, 30, 8


def recorded(model: Any, place: Path) -> Model:
    journal = Journal(place)
    models.write(journal, model)
    journal.close()
    folder = EvidenceFolder(place / "evidence")
    folder.make()
    reported = decode.read_journal(place, (), folder)
    assert reported.notes == ()
    return reported.models[0]


def textbook(rnn: Any = L.LSTM, activation: str | None = "softmax", embedding: bool = True) -> Any:
    a, b = keras.Input((None,) if embedding else (None, ENGLISH)), keras.Input((None,) if embedding else (None, FRENCH))
    x = L.Embedding(ENGLISH, UNITS, mask_zero=True)(a) if embedding else a
    y = L.Embedding(FRENCH, UNITS)(b) if embedding else b
    _, *states = rnn(UNITS, return_state=True)(x)
    z, *_ = rnn(UNITS, return_sequences=True, return_state=True)(y, initial_state=states)
    return keras.Model([a, b], L.Dense(FRENCH, activation=activation)(z))


def older_spelling() -> Any:
    """States given as a list beside the input, and a softmax in a layer of its own."""
    a, b = keras.Input((None,)), keras.Input((None,))
    _, h, c = L.LSTM(UNITS, return_state=True)(L.Embedding(ENGLISH, UNITS)(a))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), [h, c])
    return keras.Model([a, b], L.Activation("softmax")(L.TimeDistributed(L.Dense(FRENCH))(z)))


def bidirectional() -> Any:
    a, b = keras.Input((None,)), keras.Input((None,))
    _, fh, fc, bh, bc = L.Bidirectional(L.LSTM(UNITS, return_state=True))(L.Embedding(ENGLISH, UNITS)(a))
    h, c = L.Concatenate()([fh, bh]), L.Concatenate()([fc, bc])
    z = L.LSTM(2 * UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[h, c])
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(z))


def stacked() -> Any:
    a, b = keras.Input((None,)), keras.Input((None,))
    x = L.LSTM(UNITS, return_sequences=True)(L.Embedding(ENGLISH, UNITS)(a))
    _, h, c = L.LSTM(UNITS, return_state=True, name="last_of_encoder")(x)
    y = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[h, c])
    y = L.LSTM(UNITS, return_sequences=True)(y)
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(y))


def nested() -> Any:
    """Encoder and decoder as models of their own, put together in a third."""
    a = keras.Input((None,))
    _, h, c = L.LSTM(UNITS, return_state=True)(L.Embedding(ENGLISH, UNITS)(a))
    encoder = keras.Model(a, [h, c], name="enc")
    b, i, j = keras.Input((None,)), keras.Input((UNITS,)), keras.Input((UNITS,))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[i, j])
    decoder = keras.Model([b, i, j], L.Dense(FRENCH, activation="softmax")(z), name="dec")
    x, y = keras.Input((None,)), keras.Input((None,))
    return keras.Model([x, y], decoder([y, *encoder(x)]))


def cells() -> Any:
    a, b = keras.Input((None,)), keras.Input((None,))
    _, h, c = L.RNN(L.LSTMCell(UNITS), return_state=True)(L.Embedding(ENGLISH, UNITS)(a))
    z = L.RNN(L.LSTMCell(UNITS), return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[h, c])
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(z))


def repeat_vector() -> Any:
    return keras.Sequential(
        [
            keras.Input((9,)),
            L.Embedding(ENGLISH, UNITS),
            L.LSTM(UNITS, name="reads"),
            L.RepeatVector(12),
            L.LSTM(UNITS, return_sequences=True, name="writes"),
            L.Dense(FRENCH, activation="softmax"),
        ]
    )


def attention(kind: str) -> Any:
    a, b = keras.Input((None,)), keras.Input((None,))
    seen, h, c = L.LSTM(UNITS, return_sequences=True, return_state=True)(L.Embedding(ENGLISH, UNITS)(a))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b), initial_state=[h, c])
    if kind == "additive":
        context = L.AdditiveAttention()([z, seen])
    elif kind == "dot":
        context = L.Attention()([z, seen])
    elif kind == "heads":
        context = L.MultiHeadAttention(2, UNITS)(z, seen)
    elif kind == "by hand":
        weights = L.Activation("softmax")(L.Dot(axes=(2, 2))([z, seen]))
        context = L.Dot(axes=(2, 1))([weights, seen])
    else:  # the decoder attends to itself
        context = L.Attention()([z, z])
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(L.Concatenate()([z, context])))


def joined_by_attention_alone() -> Any:
    """The decoder starts from zeros and learns of the source through attention only, as in TensorFlow's tutorial."""
    a, b = keras.Input((None,)), keras.Input((None,))
    seen = L.Bidirectional(L.GRU(UNITS, return_sequences=True), merge_mode="sum")(L.Embedding(ENGLISH, UNITS)(a))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(b))
    context = L.MultiHeadAttention(1, UNITS)(z, seen)
    return keras.Model([a, b], L.Dense(FRENCH, activation="softmax")(L.LayerNormalization()(L.Add()([z, context]))))


@dataclass(frozen=True)
class Expected:
    encoder: str | None = "LSTM"
    decoder: str | None = "LSTM"
    embedded: tuple[bool, bool] = (True, True)
    initialised: bool = True
    softmax: bool = True
    attention: bool = False


CASES: dict[str, tuple[Callable[[], Any], Expected]] = {
    "textbook": (textbook, Expected()),
    "GRU": (lambda: textbook(L.GRU), Expected(encoder="GRU", decoder="GRU")),
    "SimpleRNN": (lambda: textbook(L.SimpleRNN), Expected(encoder="SimpleRNN", decoder="SimpleRNN")),
    "one-hot": (lambda: textbook(embedding=False), Expected(embedded=(False, False))),
    "logits": (lambda: textbook(activation=None), Expected(softmax=False)),
    "older spelling": (older_spelling, Expected()),
    "bidirectional": (bidirectional, Expected()),
    "stacked": (stacked, Expected()),
    "nested": (nested, Expected()),
    "cells": (cells, Expected()),
    "joined by attention alone": (
        joined_by_attention_alone,
        Expected(encoder="GRU", decoder="LSTM", initialised=False, attention=True),
    ),
    "RepeatVector": (repeat_vector, Expected(embedded=(True, False), initialised=False)),
    "additive attention": (lambda: attention("additive"), Expected(attention=True)),
    "dot attention": (lambda: attention("dot"), Expected(attention=True)),
    "multi-head attention": (lambda: attention("heads"), Expected(attention=True)),
    "attention by hand": (lambda: attention("by hand"), Expected(attention=True)),
    "self-attention is none": (lambda: attention("self"), Expected(attention=False)),
}


@pytest.mark.parametrize("name", CASES)
def test_roles_in_a_graph(name: str, tmp_path: Path) -> None:
    build, expected = CASES[name]
    found = architecture.read(recorded(build(), tmp_path))
    assert found.encoder is not None
    assert found.decoder is not None
    assert found.output is not None
    seen = Expected(
        encoder=found.encoder.cell,
        decoder=found.decoder.cell,
        embedded=(found.encoder.embedded, found.decoder.embedded),
        initialised=found.initialised,
        softmax=found.output.softmax,
        attention=bool(found.attention),
    )
    assert seen == expected
    assert found.connected
    assert found.output.units == FRENCH


def test_the_encoder_of_a_stack_is_its_last_layer(tmp_path: Path) -> None:
    found = architecture.read(recorded(stacked(), tmp_path))
    assert found.encoder is not None
    assert found.encoder.name == "last_of_encoder"


def test_a_decoder_alone_has_no_encoder(tmp_path: Path) -> None:
    a = keras.Input((None,))
    z = L.LSTM(UNITS, return_sequences=True)(L.Embedding(FRENCH, UNITS)(a))
    found = architecture.read(recorded(keras.Model(a, L.Dense(FRENCH, activation="softmax")(z)), tmp_path))
    assert found.decoder is None
    assert not found.connected


def test_a_class_of_ones_own_is_for_a_person(tmp_path: Path) -> None:
    class Translator(keras.Model):  # type: ignore[misc]  # Keras has no type information
        def __init__(self) -> None:
            super().__init__()
            self.dense = L.Dense(3)

        def call(self, x: Any) -> Any:
            return self.dense(x)

    model = Translator()
    model(keras.ops.ones((1, 2)))
    with pytest.raises(Prevented, match="a person must judge"):
        architecture.read(recorded(model, tmp_path))


@pytest.mark.parametrize("config", ["", "{", "[]", '{"layers": 5}', '{"layers": [{}], "input_layers": []}', "[" * 5000])
def test_a_forged_configuration_is_no_graph(config: str) -> None:
    model = Model(handle=1, name="m", kind="functional", cell=0, layers=(), variables=(), config=config)
    with pytest.raises(Prevented):
        architecture.read(model)
