"""Roles that a teacher chose by hand, from a small TOML file beside the submission (see `grader.pins`).

A pin chooses among what the evidence holds; it awards nothing. A pinned model that was never trained still fails.

msgspec's structs rather than dataclasses, because these are read from a file that a person types: a key that is
misspelt must be refused, not passed over. Cells are counted from 1, as every report counts them.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

Name = Annotated[str, Meta(min_length=1, max_length=400)]
CellNumber = Annotated[int, Meta(ge=1, le=100_000)]


class Pin(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    pass


class TrainingPin(Pin, frozen=True, kw_only=True):
    """The training that matters: that of this model, or of the model that this cell trains."""

    model: Name | None = None
    cell: CellNumber | None = None


class ArchitecturePin(Pin, frozen=True, kw_only=True):
    """Recurrent layers of the trained model, by name."""

    encoder: Name | None = None
    decoder: Name | None = None


class TensorsPin(Pin, frozen=True, kw_only=True):
    """Arrays in the notebook's namespace, by name."""

    source: Name | None = None
    decoder_input: Name | None = None
    target: Name | None = None


class VocabulariesPin(Pin, frozen=True, kw_only=True):
    """Mappings between tokens and ids in the notebook's namespace, by name."""

    source: Name | None = None
    target: Name | None = None


class TranslationsPin(Pin, frozen=True, kw_only=True):
    """The only cells whose outputs are looked through for translations."""

    cells: Annotated[tuple[CellNumber, ...], Meta(min_length=1, max_length=1_000)] | None = None


class CurvesPin(Pin, frozen=True, kw_only=True):
    """The cells that draw the curves."""

    loss_cell: CellNumber | None = None
    accuracy_cell: CellNumber | None = None


class AnswerPin(Pin, frozen=True, kw_only=True):
    """Where an answer begins: in a document or in a cell, with these words."""

    begins: Name
    document: Name | None = None
    cell: CellNumber | None = None


class Pins(Pin, frozen=True, kw_only=True):
    training: TrainingPin = TrainingPin()
    architecture: ArchitecturePin = ArchitecturePin()
    tensors: TensorsPin = TensorsPin()
    vocabularies: VocabulariesPin = VocabulariesPin()
    translations: TranslationsPin = TranslationsPin()
    curves: CurvesPin = CurvesPin()
    answers: dict[str, AnswerPin] = {}
    """By the question's id."""


NONE = Pins()


def settled(pins: Pins) -> tuple[str, ...]:
    """What the pins settle, one phrase each, as both reports say it."""
    phrases = []
    for table in ("training", "architecture", "tensors", "vocabularies", "translations", "curves"):
        pin = getattr(pins, table)
        values = [(key, getattr(pin, key)) for key in pin.__struct_fields__]
        told = [f"{key.replace('_', ' ')} {_value(value)}" for key, value in values if value is not None]
        phrases += [f"{table}: {', '.join(told)}"] if told else []
    return (*phrases, *(f"answer {key}: what begins “{pin.begins[:60]}”" for key, pin in pins.answers.items()))


def _value(value: object) -> str:
    return (
        f"`{value}`" if isinstance(value, str) else ", ".join(map(str, value if isinstance(value, tuple) else [value]))
    )
