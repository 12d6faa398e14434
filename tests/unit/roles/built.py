"""Evidence put together by hand: a small notebook that trained a model, translated with it and showed what came out."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from grader.model.drawings import Figure
from grader.model.evidence import Evidence, Observed, Output, Reported, RunEnd
from grader.model.pins import NONE, Pins
from grader.model.submission import Cell, CellKind, Document, DocumentKind, Submission
from grader.model.traces import (
    ArrayRef,
    Call,
    Compiled,
    Epoch,
    Fit,
    Glimpse,
    Layer,
    Model,
    NamedArray,
    TextList,
    Variable,
    Vocabulary,
)
from grader.roles.arrays import Ids

ENCODER, DECODER, TRAINED = 1, 2, 3
START, END, WIDTH = 1, 2, 40

FRENCH = Vocabulary(
    name="french_id",
    tokens=("<start>", "<end>", "le", "chat", "dort", "je", "bois", "du", "thé", "elle", "court"),
    ids=(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11),
)
ENGLISH = Vocabulary(
    name="english_id",
    tokens=("the", "cat", "sleeps", "i", "drink", "tea", "she", "runs"),
    ids=(23, 24, 25, 26, 27, 28, 29, 30),
)
SENTENCES: tuple[tuple[tuple[int, ...], tuple[int, ...]], ...] = (
    ((23, 24, 25), (3, 4, 5)),  # the cat sleeps, le chat dort
    ((26, 27, 28), (6, 7, 8, 9)),  # i drink tea, je bois du thé
    ((29, 30, 0), (10, 11)),  # she runs, elle court
)


def network(kind: str = "LSTM", encoders: int = 1) -> str:
    """The Keras configuration of an encoder-decoder, with a stack of encoders where asked for."""

    def tensor(name: str, place: int = 0) -> dict[str, Any]:
        return {"class_name": "__keras_tensor__", "config": {"keras_history": [name, 0, place]}}

    def layer(
        name: str, class_name: str, *sources: Any, state: list[Any] | None = None, **config: Any
    ) -> dict[str, Any]:
        kwargs = {"initial_state": state} if state else {}
        inbound = [{"args": list(sources), "kwargs": kwargs}] if sources else []
        return {"name": name, "class_name": class_name, "config": {"name": name, **config}, "inbound_nodes": inbound}

    layers = [layer("a", "InputLayer"), layer("b", "InputLayer"), layer("ea", "Embedding", tensor("a"))]
    last = "ea"
    for number in range(encoders):
        layers.append(layer(f"enc{number}", kind, tensor(last), return_state=True))
        last = f"enc{number}"
    layers += [
        layer("eb", "Embedding", tensor("b")),
        layer("dec", kind, tensor("eb"), state=[tensor(last, 1), tensor(last, 2)], return_sequences=True),
        layer("out", "Dense", tensor("dec"), units=WIDTH, activation="softmax"),
    ]
    return json.dumps({"layers": layers, "input_layers": [["a", 0, 0], ["b", 0, 0]], "output_layers": [["out", 0, 0]]})


def model(handle: int = TRAINED, name: str = "translator", *, config: str = "", width: int = WIDTH) -> Model:
    return Model(
        handle=handle,
        name=name,
        kind="functional",
        cell=2,
        layers=(Layer(name="dec", kind="LSTM", keras="LSTM", variables=(handle,)),),
        variables=(Variable(handle=handle, path="dec/kernel", shape=(8,), trainable=True),),
        output_shapes=((None, None, width),),
        config=config or network(),
        compiled=Compiled(optimizer="adam", loss="sparse_categorical_crossentropy"),
    )


def fit(handle: int = TRAINED, losses: tuple[float, ...] = (3.0, 2.0, 1.0), cell: int = 3, **changes: Any) -> Fit:
    epochs = tuple(
        Epoch(logs={"loss": loss, "accuracy": 1 - loss / 4}, at=0, weights=f"{cell:02x}{number + 1:02x}")
        for number, loss in enumerate(losses)
    )
    return Fit(cell=cell, model=handle, epochs_asked=len(losses), epochs=epochs, steps=len(losses), **changes)


def decoding(number: int, cell: int = 5, sentences: Any = SENTENCES) -> list[Call]:
    """The calls that translate one sentence token by token."""
    source, words = sentences[number]

    def call(target: int, inputs: list[Glimpse], outputs: list[Glimpse]) -> Call:
        return Call(
            cell=cell,
            target="model",
            name=f"model_{target}",
            model=target,
            inputs=tuple(inputs),
            outputs=tuple(outputs),
            variables=(TRAINED,),
            trained=True,
        )

    state = f"{number:02x}"
    calls = [call(ENCODER, [Glimpse(shape=(1, len(source)), ids=source)], [Glimpse(shape=(1, 8), digest=f"{state}00")])]
    token = START
    for step, word in enumerate((*words, END)):
        calls.append(
            call(
                DECODER,
                [Glimpse(shape=(1, 1), ids=(token,)), Glimpse(shape=(1, 8), digest=f"{state}{step:02x}")],
                [Glimpse(shape=(1, 1, WIDTH), ids=(word,)), Glimpse(shape=(1, 8), digest=f"{state}{step + 1:02x}")],
            )
        )
        token = word
    return calls


@dataclass
class Arrays:
    """Arrays that entered training or stood in the namespace, as the evidence's store would give them."""

    kept: dict[str, Ids] = field(default_factory=dict)

    def ref(self, rows: Any) -> ArrayRef:
        ids = np.asarray(rows, dtype=np.int32)
        digest = f"{len(self.kept) + 1:04x}"
        self.kept[digest] = ids
        return ArrayRef(digest=digest, dtype="int32", shape=ids.shape, stored=True)

    def __call__(self, ref: ArrayRef) -> Ids | None:
        return self.kept.get(ref.digest)


def tensors() -> tuple[Arrays, tuple[ArrayRef, ArrayRef], ArrayRef]:
    """A source, a decoder's input and a target of six rows."""
    arrays = Arrays()
    source = arrays.ref(
        [[26, 27, 28, 0], [29, 30, 0, 0], [23, 24, 25, 0], [26, 27, 23, 24], [29, 27, 28, 0], [23, 30, 25, 0]]
    )
    whole = np.array([[1, 3, 4, 5, 2, 0], [1, 6, 7, 8, 9, 2], [1, 10, 11, 2, 0, 0]] * 2)
    return arrays, (source, arrays.ref(whole[:, :-1])), arrays.ref(whole[:, 1:])


def evidence(
    *,
    shown: str = "",
    html: str = "",
    sentences: Any = SENTENCES,
    models: tuple[Model, ...] = (),
    fits: tuple[Fit, ...] = (),
    figures: tuple[Figure, ...] = (),
    vocabularies: tuple[Vocabulary, ...] = (FRENCH, ENGLISH),
    arrays: tuple[NamedArray, ...] = (),
    texts: tuple[TextList, ...] = (),
    outputs: tuple[Output, ...] = (),
    cells: tuple[str, ...] = (),
    documents: dict[str, str] | None = None,
    pins: Pins = NONE,
) -> Evidence:
    """A notebook that trains in cell 4 and translates in cell 6, where `shown` is what that cell showed.

    `cells` are texts; those that begin with `%code` are code.
    """
    kinds = [CellKind.CODE if text.startswith("%code") else CellKind.MARKDOWN for text in cells]
    return Evidence(
        submission=Submission(
            name="x",
            slug="x",
            path="x",
            notebook="x.ipynb",
            sha256="",
            cells=tuple(
                Cell(index=n, kind=kind, source=text.removeprefix("%code").lstrip("\n"))
                for n, (kind, text) in enumerate(zip(kinds, cells, strict=True))
            ),
            documents=tuple(
                Document(name=name, kind=DocumentKind.README if "README" in name else DocumentKind.OTHER, text=text)
                for name, text in (documents or {}).items()
            ),
        ),
        observed=Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1),
        reported=Reported(
            outputs=(*outputs, Output(cell=5, text=shown, html=html)),
            models=models or (model(),),
            fits=fits or (fit(),),
            calls=tuple(call for number in range(len(sentences)) for call in decoding(number, sentences=sentences)),
            figures=figures,
            arrays=arrays,
            texts=texts,
            vocabularies=vocabularies,
        ),
        pins=pins,
    )


def replace_reported(original: Evidence, **changes: Any) -> Evidence:
    return replace(original, reported=replace(original.reported, **changes))


def replace_model(original: Model, **changes: Any) -> Model:
    return replace(original, **changes)


def replace_pins(original: Evidence, pins: Pins) -> Evidence:
    return replace(original, pins=pins)
