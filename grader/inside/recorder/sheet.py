"""The sheet of one training step: which layers ran with what, what the loss compared, and the graph that follows.

A subclassed model has no configuration that tells how its layers are connected. But its step is run, or traced, anyway;
so each layer notes the tensors that enter and leave it, and the edges are found by walking from there back through
the operations between them. The tensors are the student's own and nothing is run a second time.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from typing import Any

import keras
import tensorflow as tf
from keras_measures import age
from recorder import dataflow, models
from recorder.dataflow import Eager, before, graph_of, key, root_of

MOST_NOTES = 6_000
MOST_NODES = 300
MOST_EDGES = 2_000
OPENED = frozenset(("", "Layer", "Model", "Functional", "Sequential", "Operation"))
"""Nearest Keras ancestors of layers that are looked into; all others are parts as they are."""

Source = tuple[str, int]


@dataclass(frozen=True)
class Note:
    layer: Any
    path: str
    values: tuple[Any, ...]
    states: tuple[Any, ...]
    outputs: tuple[Any, ...]


@dataclass
class Sheet:
    only: frozenset[int] | None = None
    """Identities of the layers that are noted; None for all."""
    eager: Eager | None = None
    notes: list[Note] = field(default_factory=list)
    stack: list[Any] = field(default_factory=list)
    within: int = 0
    """Above 0 inside a layer that is a part as it is."""
    owners: dict[int, Any] = field(default_factory=dict)
    """Outermost layers and models, by identity."""
    compared: list[tuple[Any, Any]] = field(default_factory=list)
    """Target and prediction, each time that a loss was asked for."""
    loss: str = ""
    from_logits: bool = False
    optimizers: dict[int, Any] = field(default_factory=dict)
    variables: dict[int, Any] = field(default_factory=dict)
    """Those that were updated, by identity."""

    opaque: bool = False
    """Whether a function was called whose layers can't be told from here."""
    value: float | None = None
    """The loss of an eager step, of which the tape was asked the gradient."""
    step: Any = None
    """What an update told, see `recorder.loop.Step`."""

    @property
    def is_traced(self) -> bool:
        """Whether it is for what is traced; what then runs eagerly beside it (a callback of `fit`) is no part of it."""
        return self.eager is None and self.only is None

    def note(self, layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any], outputs: Any) -> None:
        if len(self.notes) >= MOST_NOTES or (self.only is not None and id(layer) not in self.only):
            return
        values, states = _entered(layer, args, kwargs)
        entered = {key(value) for value in (*values, *states)}
        # Dropout outside of training hands on what it was given: that was made by the layer before.
        made = tuple(output for output in _leaves(outputs) if key(output) not in entered)
        path = "/".join([*(str(each.name) for each in self.stack), str(layer.name)])
        self.notes.append(Note(layer=layer, path=path, values=values, states=states, outputs=made))


def is_part(layer: Any) -> bool:
    """Whether a layer is one of Keras's own kind, rather than something of the student's that is made of layers."""
    return models.keras_ancestor(layer) not in OPENED


def _entered(layer: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
    """What entered as values and what as initial states, of recurrent layers and cells; masks are no values."""
    given = {name: value for name, value in kwargs.items() if name not in ("mask", "training", "attention_mask")}
    states = [given.pop(name) for name in ("initial_state", "states", "state") if name in given]
    values = list(args)
    if isinstance(layer, keras.layers.RNN | keras.layers.Bidirectional) or hasattr(layer, "state_size"):
        states += values[1:2]
        values = values[:1]
        if values and isinstance(values[0], list | tuple) and values[0]:
            # An older spelling: lstm([x, h, c]).
            states += values[0][1:]
            values = [values[0][0]]
    return _leaves([values, given]), _leaves(states)


def _leaves(values: Any) -> tuple[Any, ...]:
    kept = (leaf for leaf in age.flatten(values) if hasattr(leaf, "shape") and hasattr(leaf, "dtype"))
    return tuple(kept)


class Flow:
    """The graph of a sheet: of the notes of one tracing, or of one eager step.

    `earlier` are notes of functions that were traced before: a step that calls one of them doesn't trace it again.
    """

    def __init__(self, sheet: Sheet, earlier: Sequence[Note] = ()) -> None:
        self._eager = sheet.eager
        self._names: dict[int, str] = {}
        self._connected: set[int] = set()
        self._known: dict[Hashable, frozenset[Source]] = {}
        self._opaque = sheet.opaque
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[tuple[str, str, bool, int], None] = {}
        self.entered: dict[int, dict[Hashable, Any]] = {}
        """Layers into which the data goes, by identity, and the tensors that entered them, each once."""
        notes = _of_one_tracing(sheet.notes)
        self._made = {key(out): (note, place) for note in (*earlier, *notes) for place, out in enumerate(note.outputs)}
        self._graphs = {id(graph_of(out)) for note, place in self._made.values() for out in note.outputs[place:][:1]}
        for note in notes:
            self._connect(note)
        predictions = [prediction for _, prediction in sheet.compared]
        found = dict.fromkeys(name for prediction in predictions for name, _ in sorted(self.behind(prediction)))
        onward = {source for source, *_ in self.edges}
        self.outputs = list(found) or [name for name in self.nodes if name not in onward][-1:]

    def behind(self, tensor: Any) -> frozenset[Source]:
        """The nearest layers, and which of their outputs, from which a tensor was made."""
        place = key(tensor)
        if place in self._made:
            note, output = self._made[place]
            self._connect(note)
            return frozenset(((self._name(note), output),))
        if place not in self._known:
            self._known[place] = frozenset()  # for loops
            kind, parents = before(tensor, self._eager)
            if kind.endswith("PartitionedCall"):
                self._look_into(tensor, parents)
            found = frozenset(source for parent in parents for source in self.behind(parent))
            if kind in dataflow.SOFTMAX and found:
                found = frozenset(((self._softmax(found), 0),))
            self._known[place] = found
        return self._known[place]

    def _look_into(self, tensor: Any, parents: Sequence[Any]) -> None:
        """A function with weights in which no layer was seen hides a part of the graph: then better none than half."""
        weights = any(each.dtype == tf.resource for each in tensor.op.inputs)
        self._opaque |= weights and not any(id(graph_of(parent)) in self._graphs for parent in parents)

    def _name(self, note: Note) -> str:
        if id(note.layer) not in self._names:
            taken = note.path in self.nodes
            name = f"{note.path}#{len(self.nodes)}" if taken else note.path
            self._names[id(note.layer)] = name
            self.nodes[name] = {"name": name, **models.part(note.layer)}
        return self._names[id(note.layer)]

    def _softmax(self, sources: frozenset[Source]) -> str:
        """A softmax between layers is a part of its own; that of each step of an unrolled loop is the same one."""
        name = f"softmax of {', '.join(sorted({source for source, _ in sources}))}"[:500]
        if name not in self.nodes:
            self.nodes[name] = {"name": name, "kind": "Softmax"}
            self.edges.update(dict.fromkeys((source, name, False, place) for source, place in sources))
        return name

    def _connect(self, note: Note) -> None:
        if id(note) in self._connected:
            return
        self._connected.add(id(note))
        name = self._name(note)
        for tensors, state in ((note.values, False), (note.states, True)):
            for tensor in tensors:
                sources = self.behind(tensor)
                self.edges.update(dict.fromkeys((source, name, state, place) for source, place in sorted(sources)))
                if not sources and not state:
                    self.entered.setdefault(id(note.layer), {})[key(tensor)] = tensor

    def written(self) -> dict[str, Any]:
        """As the journal keeps it."""
        if self._opaque or not 0 < len(self.nodes) <= MOST_NODES or len(self.edges) > MOST_EDGES:
            return {}
        fields = ("source", "target", "state", "tensor")
        edges = [dict(zip(fields, edge, strict=True)) for edge in self.edges]
        return {"nodes": list(self.nodes.values()), "edges": edges, "outputs": self.outputs[:16]}


def _of_one_tracing(notes: list[Note]) -> list[Note]:
    """TensorFlow traces a step twice where its first run makes variables: the notes of the last whole tracing."""
    groups: dict[int, list[Note]] = {}
    for note in notes:
        graphs = [graph_of(tensor) for tensor in (*note.outputs, *note.values)]
        inside = next((graph for graph in graphs if graph is not None), None)
        if str(getattr(inside, "name", "")).startswith("scratch_graph"):
            continue  # Keras asks a layer for the shape of its output before it builds it
        groups.setdefault(id(root_of(inside)) if inside is not None else 0, []).append(note)
    most = max((len(group) for group in groups.values()), default=0)
    return next((group for group in reversed(groups.values()) if len(group) == most), [])
