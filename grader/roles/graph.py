"""A Keras configuration as a graph of layers, nested models opened.

Layers are nodes and what flows between them are edges, marked where a tensor enters a recurrent layer as its initial
state. Several calls of one layer are one node: a decoder that is unrolled in a Python loop is still one decoder.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from grader.model.traces import Model, TracedGraph, TracedPart

DEEPEST = 12  # nested models
MOST_NODES = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    name: str
    """Path through nested models, `outer/inner`."""
    kind: str
    """The class, by the name of its nearest Keras ancestor where it is the student's own."""
    config: dict[str, Any]

    def inner(self, *keys: str) -> dict[str, Any]:
        """The configuration of a wrapped layer (`layer` of Bidirectional, `cell` of RNN), empty where there is none."""
        for key in keys:
            wrapped = self.config.get(key)
            if isinstance(wrapped, dict) and isinstance(wrapped.get("config"), dict):
                return wrapped
        return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    source: str
    target: str
    state: bool
    """Whether the target takes it as an initial state."""
    tensor: int
    """Which of the source's outputs it is."""


@dataclass(frozen=True, kw_only=True)
class Graph:
    nodes: dict[str, Node]
    edges: tuple[Edge, ...]
    outputs: tuple[str, ...]

    @cached_property
    def _into(self) -> dict[str, list[Edge]]:
        into: dict[str, list[Edge]] = {}
        for edge in self.edges:
            into.setdefault(edge.target, []).append(edge)
        return into

    def into(self, name: str, *, states: bool | None = None) -> list[Edge]:
        """Edges that end at a node; with `states` only those that are, or are not, initial states."""
        edges = self._into.get(name, [])
        return edges if states is None else [edge for edge in edges if edge.state is states]

    def before(self, *starts: str, stop: frozenset[str] = frozenset()) -> set[str]:
        """The starting nodes and all from which something flows into them; nothing is looked for beyond `stop`."""
        seen: set[str] = set()
        todo = list(starts)
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            if name not in stop:
                todo.extend(edge.source for edge in self.into(name))
        return seen


def parse(model: Model) -> Graph | None:
    """The graph of a model's configuration, else as its training was traced; None for one that has neither."""
    return _configured(model) or (traced(model.graph) if model.graph else None)


def traced(graph: TracedGraph) -> Graph | None:
    """The graph of a model without configuration; None for one whose edges lead to layers that are not there."""
    nodes = {part.name: Node(name=part.name, kind=part.kind, config=_config(part)) for part in graph.nodes}
    named = {*graph.outputs, *(name for edge in graph.edges for name in (edge.source, edge.target))}
    if not nodes or not named <= set(nodes):
        return None
    edges = (Edge(source=e.source, target=e.target, state=e.state, tensor=e.tensor) for e in graph.edges)
    return Graph(nodes=nodes, edges=tuple(edges), outputs=graph.outputs)


def _config(part: TracedPart) -> dict[str, Any]:
    """The settings under the names that a configuration has for them."""
    config: dict[str, Any] = {"units": part.units, "activation": part.activation, "input_dim": part.input_dim}
    for key, inner in (("layer", part.layer), ("cell", part.cell)):
        if inner is not None:
            config[key] = {"class_name": inner.kind, "config": _config(inner)}
    return config


def _configured(model: Model) -> Graph | None:
    try:
        config = json.loads(model.config) if model.config else None
    except (ValueError, RecursionError):
        return None
    if not isinstance(config, dict) or not isinstance(config.get("layers"), list):
        return None
    ancestors = {layer.kind: layer.keras for layer in model.layers if layer.keras}
    reader = _Reader(ancestors)
    try:
        outputs = reader.model(config, "", [])
    except (KeyError, TypeError, IndexError, AttributeError, ValueError):
        return None
    return Graph(nodes=reader.nodes, edges=tuple(reader.edges), outputs=tuple(name for name, _ in outputs))


Source = tuple[str, int]  # node and which of its outputs


class _Reader:
    """Walks a configuration and gathers nodes and edges."""

    def __init__(self, ancestors: dict[str, str]) -> None:
        self._ancestors = ancestors
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []

    def model(self, config: dict[str, Any], prefix: str, inputs: list[Source]) -> list[Source]:
        """Adds a model's layers; returns the sources of its outputs."""
        if prefix.count("/") > DEEPEST or len(self.nodes) > MOST_NODES:
            raise ValueError("nested too deep")
        if "input_layers" not in config:
            return self._sequential(config, prefix, inputs)
        results: dict[str, list[Source]] = {}
        places = [entry[0] for entry in _histories(config["input_layers"])]
        given = dict(zip(places, inputs, strict=False))
        for layer in config["layers"]:
            name = layer["name"]
            flows = list(_flows(layer["inbound_nodes"]))
            sources = [
                (_pick(results.get(origin, []), origin, tensor, prefix), state) for origin, tensor, state in flows
            ]
            if name in given:
                sources.append((given[name], False))
            results[name] = self._layer(layer, prefix, sources)
        return [
            _pick(results.get(name, []), name, tensor, prefix) for name, tensor in _histories(config["output_layers"])
        ]

    def _sequential(self, config: dict[str, Any], prefix: str, inputs: list[Source]) -> list[Source]:
        current = inputs[:1]
        for layer in config["layers"]:
            layer = {**layer, "name": layer.get("name") or layer["config"]["name"]}
            inside = self._layer(layer, prefix, [(source, False) for source in current])
            current = inside or [(f"{prefix}{layer['name']}", 0)]
        return current

    def _layer(self, layer: dict[str, Any], prefix: str, sources: list[tuple[Source, bool]]) -> list[Source]:
        kind, config, path = str(layer["class_name"]), layer["config"], f"{prefix}{layer['name']}"
        if isinstance(config, dict) and isinstance(config.get("layers"), list):
            return self.model(config, f"{path}/", [source for source, _ in sources])
        config = config if isinstance(config, dict) else {}
        if kind == "TFOpLambda" and str(config.get("function")).endswith("softmax"):
            kind = "Softmax"  # as Keras 3 calls it; other operations between layers have no part of their own
        self.nodes[path] = Node(name=path, kind=self._ancestors.get(kind, kind), config=config)
        for (source, tensor), state in sources:
            self.edges.append(Edge(source=source, target=path, state=state, tensor=tensor))
        return []


def _pick(results: list[Source], origin: str, tensor: int, prefix: str) -> Source:
    """Where an output of a layer really comes from: for a nested model, the layer inside it."""
    return results[tensor] if tensor < len(results) else (f"{prefix}{origin}", tensor)


def _histories(entries: Any) -> list[tuple[str, int]]:
    """`[name, node, tensor]`, alone or in a list or a dictionary of such, as (name, tensor)."""
    if isinstance(entries, dict):
        entries = list(entries.values())
    if entries and isinstance(entries[0], str):
        entries = [entries]
    return [(str(entry[0]), int(entry[2])) for entry in entries]


def _flows(nodes: Any) -> Iterator[tuple[str, int, bool]]:
    """What enters a layer: (name of the origin, which of its outputs, whether as an initial state).

    Masks are not followed: where a mask comes from says nothing about where the values come from.
    """
    for node in nodes:
        if isinstance(node, list):
            yield from _flows_of_keras_2(node)
            continue
        arguments = node["args"]
        for place, argument in enumerate(arguments):
            for number, (name, tensor) in enumerate(_tensors(argument)):
                # lstm([x, h, c]) and lstm(x, [h, c]) are older spellings of initial_state=[h, c].
                yield name, tensor, place == 1 or number > 0
        for key, argument in node["kwargs"].items():
            if key != "mask":
                for name, tensor in _tensors(argument):
                    yield name, tensor, key in ("initial_state", "states")


def _flows_of_keras_2(entries: list[Any]) -> Iterator[tuple[str, int, bool]]:
    """The same of Keras 2: `[name, node, tensor, keyword arguments]` for each tensor of the first argument.

    Initial states stand behind the values there. Tensors in the keyword arguments are `[name, node, tensor]`, constants
    `["_CONSTANT_VALUE", -1, value]`.
    """
    if entries and isinstance(entries[0], str):
        entries = [entries]
    for number, entry in enumerate(entries):
        if entry[1] >= 0:
            yield str(entry[0]), int(entry[2]), number > 0
    for key, argument in (entries[0][3] if entries and len(entries[0]) > 3 else {}).items():
        if key != "mask":
            for name, tensor in _triples(argument):
                yield name, tensor, key in ("initial_state", "states")


def _triples(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, list) and [type(item) for item in value] == [str, int, int]:
        if value[1] >= 0:
            yield value[0], value[2]
    elif isinstance(value, list):
        for item in value:
            yield from _triples(item)


def _tensors(value: Any) -> Iterator[tuple[str, int]]:
    if isinstance(value, dict):
        if value.get("class_name") == "__keras_tensor__":
            name, _node, tensor = value["config"]["keras_history"]
            yield str(name), int(tensor)
            return
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from _tensors(item)
