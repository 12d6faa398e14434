"""The rows that a hand-written training saw, and its epochs: one is over when the rows begin to come again."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np
import tensorflow as tf
from keras_measures import age
from recorder import tensors
from recorder.dataflow import before, graph_of, root_of
from recorder.journal import Journal
from recorder.sheet import Flow, Sheet

MOST_ROWS = 60_000
MOST_BYTES = 128 << 20
MOST_OPERATIONS = 4_000

Batch = tuple[list[Any], list[Any]]
"""Arrays that entered layers, and the targets of the loss."""


def of_eager(sheet: Sheet, flow: Flow | None, known: tuple[int, ...]) -> Batch:
    """The batch of an eager step: by its flow where that was followed, else by the layers known from a step before."""
    if flow is not None:
        entered = [list(found.values()) for found in flow.entered.values()]
    else:
        entered = [[v for note in sheet.notes if id(note.layer) == layer for v in note.values] for layer in known]
    return _batch([_values(found) for found in entered], _values([true for true, _ in sheet.compared]))


def _values(found: list[Any]) -> list[Any]:
    return [tensors.as_array(tensor) for tensor in found if graph_of(tensor) is None]


def _batch(entered: list[list[Any]], compared: list[Any]) -> Batch:
    inputs = [_joined(pieces) for pieces in entered]
    target = _joined(compared, step=True)
    return [array for array in inputs if array is not None], [] if target is None else [target]


def _joined(pieces: list[Any], step: bool = False) -> Any:
    """Pieces of one sequence, fed or compared step by step, side by side; None for what holds no ids."""
    pieces = [piece for piece in pieces if piece is not None]
    if not pieces or any(len(piece.shape) != len(pieces[0].shape) or not piece.ndim for piece in pieces):
        return None
    if any(len(piece) != len(pieces[0]) for piece in pieces):
        return None
    if len(pieces) == 1:
        array = pieces[0]
    elif step and pieces[0].ndim <= 2 and (pieces[0].ndim == 1 or tensors.one_hot_ids(pieces[0]) is not None):
        array = np.stack(pieces, axis=1)
    else:
        array = np.concatenate(pieces, axis=1) if pieces[0].ndim > 1 else np.stack(pieces, axis=1)
    if array.ndim == 3 and array.shape[-1] == 1:
        array = array[..., 0]  # ids in a column of their own, as older Keras asked for
    ids = tensors.one_hot_ids(array) is not None if array.ndim == 3 else tensors.whole_numbers(array)
    return array if array.ndim >= 2 and ids else None


def of_arrays(inputs: Any, targets: Any) -> Batch:
    """The batch that `train_on_batch` was given."""
    sides = [[tensors.as_array(leaf) for leaf in age.flatten(side) if leaf is not None] for side in (inputs, targets)]
    return _batch([[array] for array in sides[0]], sides[1])


class Plan:
    """How a traced step takes its rows from its arguments: the slices and casts before the layers, without the layers.

    What a step is called with is one array as often as not (`y`), of which it makes two (`y[:, :-1]`, `y[:, 1:]`).
    """

    def __init__(self, sheet: Sheet, flow: Flow) -> None:
        entered = [list(found.values()) for found in flow.entered.values()]
        self._groups = [*entered, [true for true, _ in sheet.compared]]
        wanted = [tensor for group in self._groups for tensor in group]
        symbolic = [tensor for tensor in wanted if graph_of(tensor) is not None]
        self._graph = root_of(graph_of(symbolic[0])) if symbolic else None
        self._nodes: dict[str, Any] = {}
        self._feeds: dict[str, Any] = {}
        self._fetched = {id(tensor): tensor.name for tensor in symbolic if self._reaches(tensor, set())}
        inner = {id(inside): outer for outer, inside in getattr(self._graph, "captures", ())}
        own = [tensor for tensor in getattr(self._graph, "inputs", ()) if id(tensor) not in inner]
        self._arguments = {tensor.name: place for place, tensor in enumerate(own)}
        self._captured = {name: inner[id(tensor)] for name, tensor in self._feeds.items() if id(tensor) in inner}
        self._run = tf.function(self._replayed, autograph=False)

    def batch(self, arguments: list[Any]) -> Batch:
        """The rows of a call with these arguments (arrays and tensors, in the order of the signature)."""
        feeds = {}
        for name, placeholder in self._feeds.items():
            value = self._captured.get(name)
            if value is None:
                value = arguments[self._arguments[name]]
            feeds[name] = tf.convert_to_tensor(value, placeholder.dtype)
        found = dict(zip(self._fetched, self._run(feeds), strict=True)) if self._fetched else {}
        arrays = [[tensors.as_array(found[id(t)]) for t in group if id(t) in found] for group in self._groups]
        return _batch(arrays[:-1], arrays[-1])

    def _replayed(self, feeds: dict[str, Any]) -> list[Any]:
        definition = tf.compat.v1.GraphDef(node=self._nodes.values())
        names = list(self._fetched.values())
        found: list[Any] = tf.graph_util.import_graph_def(definition, input_map=feeds, return_elements=names)
        return found

    def _reaches(self, tensor: Any, way: set[str]) -> bool:
        """Gathers the operations behind a tensor; False where one has a state, such as a data set's iterator."""
        operation = tensor.op
        if tensor.graph is not self._graph or len(self._nodes) > MOST_OPERATIONS:
            return False
        if operation.type == "Placeholder":
            if tensor.dtype in (tf.resource, tf.variant):
                return False
            self._feeds[tensor.name] = tensor
            self._nodes[operation.name] = operation.node_def
            return True
        if operation.op_def.is_stateful or operation.type.endswith(("While", "If", "Call")):
            return False
        if operation.name not in self._nodes and operation.name not in way:
            way.add(operation.name)
            _, parents = before(tensor, None)
            if not all(self._reaches(parent, way) for parent in parents):
                return False
            node = tf.compat.v1.NodeDef()
            node.CopyFrom(operation.node_def)
            del node.input[:]
            node.input.extend(parent.name for parent in operation.inputs)
            self._nodes[operation.name] = node
        return True


class Book:
    """The rows seen so far, each once, and whether a batch begins them anew."""

    def __init__(self) -> None:
        self._ever: set[bytes] = set()
        self._epoch: set[bytes] = set()
        self._columns: list[list[Any]] = []
        self._bytes = 0
        self._inputs = 0

    def repeats(self, batch: Batch) -> bool:
        """Whether most of the batch was seen in this epoch, which has seen at least half of all rows there are."""
        keys = _keys(batch)
        again = sum(key in self._epoch for key in keys)
        return bool(keys) and again > len(keys) / 2 and len(self._epoch) * 2 >= len(self._ever)

    def begin(self) -> None:
        self._epoch = set()

    def add(self, batch: Batch) -> None:
        keys = _keys(batch)
        new = [place for place, key in enumerate(keys) if key not in self._ever]
        self._epoch.update(keys)
        arrays = [*batch[0], *batch[1]]
        if not new or len(self._ever) > MOST_ROWS or self._bytes > MOST_BYTES:
            return
        self._ever.update(keys)
        if not self._columns:
            self._columns, self._inputs = [[] for _ in arrays], len(batch[0])
        if len(arrays) == len(self._columns) and len(batch[0]) == self._inputs:
            for column, array in zip(self._columns, arrays, strict=True):
                column.append(np.asarray(array)[new])
                self._bytes += column[-1].nbytes

    def stored(self, journal: Journal) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        """References to all rows seen, inputs and targets, as a `fit` on them would have noted."""
        refs = [tensors.store(journal, tensors.padded(column)) for column in self._columns]
        inputs, targets = refs[: self._inputs], refs[self._inputs :]
        return [ref for ref in inputs if ref is not None], [ref for ref in targets if ref is not None]


def _keys(batch: Batch) -> list[bytes]:
    arrays = [np.ascontiguousarray(array) for array in (*batch[0], *batch[1])]
    rows = min((len(array) for array in arrays), default=0)
    return [
        hashlib.blake2b(b"".join(array[row].tobytes() for array in arrays), digest_size=12).digest()
        for row in range(rows)
    ]
