"""Attention in a model's graph: where a decoder weighs an encoder's outputs, also where nothing else joins them."""

from __future__ import annotations

from collections.abc import Iterator

from grader.roles.graph import Graph

ATTENTION = frozenset(("Attention", "AdditiveAttention", "MultiHeadAttention", "GroupedQueryAttention"))
SOFTMAX = frozenset(("softmax", "Softmax", "log_softmax"))


def layer(found: Graph, encoders: list[str], decoder: str | None, last: frozenset[str]) -> str:
    """An attention layer, or a softmax before the output, that both the encoder's and the decoder's values reach.

    `last` are the layers at the model's end, whose softmax is over words.
    """
    if decoder is None or not encoders:
        return ""
    for name in _weighing(found, last):
        own = found.before(*(edge.source for edge in found.into(name)), stop=frozenset((decoder,)))
        # What reaches it without passing the decoder must be a sequence of the encoder's, its first output.
        from_encoder = any(edge.source in encoders and edge.tensor == 0 for n in own | {name} for edge in found.into(n))
        if decoder in own and from_encoder:
            return name
    return ""


def apart(found: Graph, recurrent: list[str], last: frozenset[str]) -> tuple[str | None, list[str]]:
    """Decoder and encoders that meet in an attention only: neither state nor input leads from one to the other.

    The decoder reaches the output beside the attention (its own output is added to what it attends to), the encoder
    only through it.
    """
    for name in _weighing(found, last):
        beside = found.before(*found.outputs, stop=frozenset((name,)))
        decoders = [other for other in recurrent if other in beside]
        encoders = [other for other in recurrent if other not in beside and other in found.before(name)]
        if decoders and encoders:
            return max(decoders, key=lambda other: len(found.before(other))), encoders
    return None, []


def _weighing(found: Graph, last: frozenset[str]) -> Iterator[str]:
    for name in sorted(found.before(*found.outputs)):
        node = found.nodes.get(name)
        if node is None or name in last:
            continue
        if node.kind in ATTENTION | SOFTMAX or node.config.get("activation") == "softmax":
            yield name
