"""What a cell left in the notebook's namespace: models, arrays of ids, vocabularies. Names are noted as hints only."""

from __future__ import annotations

from functools import partial
from typing import Any

import keras
import numpy as np
from recorder import models, tensors
from recorder.journal import Journal

SHELL_NAMES = frozenset(("In", "Out", "exit", "quit", "get_ipython"))
LARGEST_VOCABULARY = 60_000
MOST_NOTES = 1_000
LONGEST_TOKEN = 60
LONGEST_SAMPLE = 200
FEWEST_TEXTS = 3
FEWEST_ROWS = 2

_known: dict[tuple[str, int], int] = {}


def scan(journal: Journal, names: dict[str, Any]) -> None:
    """Notes what is new since the last cell."""
    for name, value in list(names.items()):
        if name.startswith("_") or name in SHELL_NAMES or len(_known) > MOST_NOTES:
            continue
        journal.quietly(partial(_look, journal, name, value))


def _look(journal: Journal, name: str, value: Any) -> None:
    if isinstance(value, keras.Model):
        if value.built and _is_new("model", value, len(value.variables)):
            models.write(journal, value)
    elif isinstance(value, np.ndarray):
        if value.ndim in (2, 3) and len(value) >= FEWEST_ROWS and _is_new("array", value, value.size):
            ref = tensors.store(journal, value)
            if ref is not None and ref["stored"]:
                journal.write("array", name=name, array=ref)
        elif value.dtype.kind in "UO" and value.ndim == 1 and _is_new("strings", value, value.size):
            _look(journal, name, value.tolist())
    elif hasattr(value, "columns") and hasattr(value, "values") and _is_new("table", value, len(value)):
        _write_texts(journal, name, value.values.tolist())
    else:
        if isinstance(value, list | tuple) and _is_new("texts", value, len(value)):
            _write_texts(journal, name, value)
        for label, found in _vocabularies(name, value):
            if _is_new("vocabulary", found, len(found)):
                _write_vocabulary(journal, label, found)


def _is_new(kind: str, value: Any, size: int) -> bool:
    known = _known.get((kind, id(value)))
    _known[(kind, id(value))] = size
    return known != size


def _vocabularies(name: str, value: Any) -> list[tuple[str, Any]]:
    """Dictionaries and lists of tokens: the value itself, a layer's or tokenizer's, or those in an object."""
    if isinstance(value, dict | list | tuple):
        return [(name, value)]
    if isinstance(value, keras.layers.Layer):
        return [(name, list(value.get_vocabulary()))] if hasattr(value, "get_vocabulary") else []
    attributes = getattr(value, "__dict__", {}) if not isinstance(value, type) else {}
    if type(value).__module__ != "__main__" and not hasattr(value, "word_index"):
        return []
    return [(f"{name}.{key}", item) for key, item in list(attributes.items()) if isinstance(item, dict | list)]


def _write_texts(journal: Journal, name: str, value: Any) -> None:
    """Notes a list of sentences, or of pairs (or more columns) of them, by its size and first rows."""
    if len(value) < FEWEST_TEXTS:
        return
    rows = [row if isinstance(row, list | tuple) else [row] for row in value[:2]]
    columns = [place for place, cell in enumerate(rows[0][:8]) if isinstance(cell, str)]
    if not columns or not any(
        len(str(row[place]).split()) > 1 for row in rows for place in columns if place < len(row)
    ):
        return
    sample = [str(row[place])[:LONGEST_SAMPLE] for row in rows for place in columns if place < len(row)]
    journal.write("texts", name=name, rows=len(value), columns=len(columns), sample=sample[:8])


def _write_vocabulary(journal: Journal, name: str, value: Any) -> None:
    if not 2 < len(value) <= LARGEST_VOCABULARY:
        return
    entries = list(value.items()) if isinstance(value, dict) else [(token, place) for place, token in enumerate(value)]
    if all(isinstance(number, int | np.integer) and isinstance(token, str) for number, token in entries):
        entries = [(token, number) for number, token in entries]
    if not all(isinstance(token, str) and isinstance(number, int | np.integer) for token, number in entries):
        return
    # Counts of words and lists of sentences are no vocabularies: ids differ, and tokens are short and of one word.
    if len({int(number) for _, number in entries}) < len(entries):
        return
    if any(len(token) > LONGEST_TOKEN or len(token.split()) > 1 for token, _ in entries):
        return
    journal.write(
        "vocabulary", name=name, tokens=[token for token, _ in entries], ids=[int(number) for _, number in entries]
    )
