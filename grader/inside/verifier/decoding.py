"""Greedy decoding through the training graph alone: no inference model is needed, nor trusted.

The target side is a buffer of the training targets' length, filled with padding; at each step the prediction at the
last filled place is written behind it. A decoder that reads from left to right can't tell it from a growing prefix.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from verifier.feeding import Asked, Column
from verifier.vetting import Refused


def greedy(model: Asked, source: Column, decoder: Column, order: list[int], job: dict[str, Any]) -> list[list[int]]:
    """The emitted ids for each row of `job["sources"]`, which have one length; `order` as in `answering`."""
    rows = np.asarray(job["sources"], dtype="int32")
    buffer = np.full((len(rows), decoder.ids.shape[1]), job["pad"], dtype="int32")
    buffer[:, 0] = job["start"]
    ended = np.zeros(len(rows), dtype=bool)
    emitted: list[list[int]] = [[] for _ in rows]
    fed = source.at(fitted(model.inputs[order.index(0)], rows, job["source_pad"]))
    for step in range(buffer.shape[1]):
        arrays = [(fed, decoder.at(buffer))[side] for side in order]
        best = model.predict(arrays)[:, step].argmax(-1)
        ended |= best == job["end"]
        for row, token in enumerate(best):
            if not ended[row]:
                emitted[row].append(int(token))
        if ended.all():
            break
        if step + 1 < buffer.shape[1]:
            buffer[:, step + 1] = best
    return emitted


def at_once(model: Asked, source: Column, job: dict[str, Any], pad: int) -> list[list[int]]:
    """The most probable ids of a model that puts out the whole sequence from the source alone."""
    rows = np.asarray(job["sources"], dtype="int32")
    scores = model.predict([source.at(fitted(model.inputs[0], rows, pad))])
    return [[int(token) for token in row] for row in scores.argmax(-1)]


def fitted(tensor: Any, rows: Any, pad: int) -> Any:
    """The rows brought to the length that an input asks for, where it asks for one."""
    length = tensor.shape[1] if len(tensor.shape) > 1 else None
    if length is None or length == rows.shape[1]:
        return rows
    if rows.shape[1] > length:
        raise Refused("its inference encodes longer sentences than it takes in training")
    return np.pad(rows, ((0, 0), (0, length - rows.shape[1])), constant_values=pad)
