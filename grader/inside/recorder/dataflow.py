"""What flowed into a tensor: backwards through a graph that was traced, or through the operations of one eager step."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

from tensorflow.python.framework import op_callbacks

SOFTMAX = frozenset(("Softmax", "LogSoftmax"))
MOST_OPERATIONS = 50_000


def key(tensor: Any) -> Hashable:
    """What tells a tensor from all others; the graph hands out a new object for one tensor now and then."""
    graph = graph_of(tensor)
    return id(tensor) if graph is None else (id(graph), tensor.name)


def graph_of(tensor: Any) -> Any:
    """The graph of a symbolic tensor, None for an eager one and for what is no tensor."""
    try:
        return tensor.graph if hasattr(tensor, "op") else None
    except AttributeError:  # eager tensors have such attributes and refuse them
        return None


def root_of(graph: Any) -> Any:
    """The outermost graph that is being traced: that of the step, rather than of a loop or a function within it."""
    while getattr(graph, "outer_graph", None) is not None and hasattr(graph.outer_graph, "captures"):
        graph = graph.outer_graph
    return graph


class Eager:
    """Listens to every operation of an eager step, and keeps its tensors alive so that identities stay theirs."""

    def __init__(self) -> None:
        self.made: dict[Hashable, tuple[str, tuple[Any, ...]]] = {}
        self._kept: list[Any] = []
        self.paused = 0

    def begin(self) -> None:
        op_callbacks.add_op_callback(self._noted)

    def end(self) -> None:
        op_callbacks.remove_op_callback(self._noted)

    def _noted(self, kind: Any, inputs: Any, attrs: Any, outputs: Any, op_name: Any = None, graph: Any = None) -> None:
        if graph is not None or self.paused or len(self.made) > MOST_OPERATIONS:
            return
        name = kind.decode() if isinstance(kind, bytes) else str(kind)
        self._kept.append((inputs, outputs))
        for output in outputs:
            self.made[id(output)] = (name, tuple(inputs))


def before(tensor: Any, eager: Eager | None) -> tuple[str, tuple[Any, ...]]:
    """The kind of the operation that made a tensor, and the tensors that entered it; loops and functions are opened."""
    if graph_of(tensor) is None:
        return eager.made.get(id(tensor), ("", ())) if eager else ("", ())
    operation = tensor.op
    if operation.type in ("Placeholder", "PlaceholderWithDefault"):
        return "Placeholder", _outside(tensor)
    body = _inside(operation)
    place = tensor.value_index
    if body is not None and place < len(body.outputs):
        entered = (operation.inputs[place],) if operation.type.endswith("While") else ()
        return operation.type, (body.outputs[place], *entered)
    return operation.type, tuple(operation.inputs)


def _inside(operation: Any) -> Any:
    """The graph that an operation runs: the body of a loop, or a function; None for one that runs none."""
    if operation.type.endswith("While"):
        return getattr(operation, "_body_graph", None)
    if operation.type.endswith("PartitionedCall"):
        function = operation.graph._get_function(operation.get_attr("f").name)
        return function.graph if function is not None else None
    return None


def _outside(placeholder: Any) -> tuple[Any, ...]:
    """What a loop's or function's own input stands for in the graph around it."""
    graph = placeholder.graph
    place = next((n for n, entry in enumerate(graph.inputs) if entry is placeholder), None)
    around = getattr(graph, "outer_graph", None)
    if place is None or around is None or not hasattr(around, "captures"):
        return ()
    for operation in around.get_operations():
        if _inside(operation) is graph and place < len(operation.inputs):
            # What goes around in a loop is what came in, and what the step before put out.
            again = graph.outputs[place : place + 1] if operation.type.endswith("While") else ()
            return (operation.inputs[place], *again)
    outer = next((outer for outer, inner in graph.captures if inner is placeholder), None)
    return () if outer is None else (outer,)
