"""Encoder, decoder, attention and output layer in a model's graph, found by how they are connected.

A decoder is a recurrent layer whose initial state comes from another recurrent layer, the encoder. Where no state is
handed over (RepeatVector), the last recurrent layer that is fed by another one stands for the decoder, and the state is
reported as missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.model.evidence import Basis, Evidence
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.pins import NONE, ArchitecturePin
from grader.model.recomputed import Rebuilt
from grader.model.traces import Model
from grader.roles import attending, framework, graph, stops, training
from grader.roles.graph import Graph, Node

RECURRENT = frozenset(
    ("LSTM", "GRU", "SimpleRNN", "RNN", "Bidirectional", "StackedRNNCells", "LSTMCell", "GRUCell", "SimpleRNNCell")
)
DOING = r"\bModel\b|\bSequential\b|\b(?:LSTM|GRU|SimpleRNN)\b|_model\s*\("
ATTENDING = r"[Aa]ttention"
UNMOVED = 1e-6  # change of a probability that floating point explains


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrent:
    name: str
    cell: str
    """`LSTM`, `GRU`, `SimpleRNN`, or the class of a cell of the student's own."""
    embedded: bool
    """Whether the tokens that it reads pass an Embedding."""

    @property
    def is_lstm(self) -> bool:
        return self.cell == "LSTM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    name: str
    kind: str
    units: int
    softmax: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Architecture:
    model: Model
    encoder: Recurrent | None
    decoder: Recurrent | None
    initialised: bool
    """Whether the decoder's state is initialised from the encoder's."""
    connected: bool
    """Whether anything flows from the encoder to the decoder."""
    output: Output | None
    attention: str
    """The layer by which the decoder attends over the encoder's outputs, empty where there is none."""
    recurrent: tuple[str, ...] = ()
    """All recurrent layers of the model."""
    excuse: Prevented | None = None
    """Why what the model lacks can't be charged: it was put together after a stop of the machinery's making."""
    rebuilt: Rebuilt | None = None
    """What the verifier found by asking the model, where it could be rebuilt."""

    @property
    def basis(self) -> tuple[Basis, ...]:
        asked = self.rebuilt is not None and not self.rebuilt.refused
        return (Basis.RECOMPUTED, Basis.REPORTED) if asked else (Basis.REPORTED,)

    @property
    def ignores_source(self) -> bool:
        """Whether the rebuilt model's output was seen not to depend on the source at all."""
        return self.rebuilt is not None and self.rebuilt.reach is not None and self.rebuilt.reach <= UNMOVED

    @property
    def place(self) -> str:
        """Where the model was built, for a sentence."""
        return f"cell {self.model.cell + 1}"


def read(model: Model, pin: ArchitecturePin = NONE.architecture) -> Architecture:
    """Raises `Prevented` for a model whose inside the configuration doesn't tell."""
    found = graph.parse(model)
    if found is None:
        raise Prevented(
            Cause.GRADER,
            f"The model {model.name!r} is a class of its own and has no graph of layers to look into; "
            "a person must judge its parts.",
        )
    recurrent = [name for name, node in found.nodes.items() if _is_recurrent(node)]
    decoder, initialised = _decoder(found, recurrent)
    encoders = [name for name in recurrent if decoder and name != decoder and name in found.before(decoder)]
    if decoder is None:
        decoder, encoders = attending.apart(found, recurrent, _last(found))
    if decoder is None:
        encoders = recurrent[:1]
    encoder = _nearest(found, decoder, encoders)
    if pin.decoder in recurrent or pin.encoder in recurrent:
        return _pinned(model, found, recurrent, pin, (encoder, decoder))
    return Architecture(
        model=model,
        encoder=_recurrent(found, encoder, frozenset()) if encoder else None,
        decoder=_recurrent(found, decoder, frozenset(encoders)) if decoder else None,
        initialised=initialised,
        connected=bool(decoder and encoders),
        output=_output(found),
        attention=attending.layer(found, encoders, decoder, _last(found)),
        recurrent=tuple(recurrent),
    )


def _pinned(
    model: Model, found: Graph, recurrent: list[str], pin: ArchitecturePin, told: tuple[str | None, str | None]
) -> Architecture:
    """The layers that the teacher named; how they are connected is read from the graph all the same."""
    encoder, decoder = (
        named if named in recurrent else other for named, other in zip((pin.encoder, pin.decoder), told, strict=True)
    )
    behind = {encoder} & found.before(decoder) if encoder and decoder and encoder != decoder else set()
    states = [edge.source for edge in found.into(decoder, states=True)] if decoder else []
    return Architecture(
        model=model,
        encoder=_recurrent(found, encoder, frozenset()) if encoder else None,
        decoder=_recurrent(found, decoder, frozenset(recurrent) - {decoder}) if decoder else None,
        initialised=bool(behind) and encoder in found.before(*states, stop=frozenset(filter(None, (decoder,)))),
        connected=bool(behind),
        output=_output(found),
        attention=attending.layer(found, [encoder] if encoder else [], decoder, _last(found)),
        recurrent=tuple(recurrent),
    )


def find(evidence: Evidence) -> Architecture:
    """The trained model; where none was trained, the compiled or built one that most looks like an encoder-decoder.

    Raises `Missing` or `Prevented` where no model was built, or none that can be looked into.
    """
    try:
        trained = training.find(evidence).model
    except (Missing, Prevented):
        pass  # what was built can be judged even where its training can't
    else:
        rebuilt = evidence.recomputed.of(trained.handle)
        return replace(read(trained, evidence.pins.architecture), rebuilt=rebuilt)
    named = evidence.pins.training.model
    models = [model for model in evidence.reported.models if named in (None, model.name)]
    if not models:
        _require_keras(evidence)
        raise stops.absent(evidence, "No Keras model was built while the notebook ran.", DOING)
    architectures = [read(model, evidence.pins.architecture) for model in models]
    best = max(architectures, key=lambda found: (found.decoder is not None, found.model.compiled is not None))
    stop = stops.before(evidence, best.model.cell)
    if stop is None:
        return best
    excuse = (
        f"The model of {best.place} was built after a stop, and what it lacks may be missing for that. {stop.sentence}"
    )
    return replace(best, excuse=Prevented(stop.cause, excuse))


def _require_keras(evidence: Evidence) -> None:
    if other := framework.instead_of_keras(evidence):
        raise Missing(f"The notebook builds its model with {other}; the assignment asks for Keras.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attention:
    """A model whose decoder attends over the encoder's outputs."""

    model: Model
    layer: str
    epochs: int
    """Epochs that it was trained for."""
    others: tuple[Attention, ...] = ()
    """Further models with attention."""
    basis: tuple[Basis, ...] = (Basis.REPORTED,)


def attention(evidence: Evidence) -> Attention:
    """The attention model that was trained longest.

    Raises `Missing` or `Prevented` where no model has attention.
    """
    epochs = {run.model.handle: run.epochs for run in training.all_runs(evidence)}
    found, hidden = [], None
    for model in evidence.reported.models:
        try:
            architecture = read(model)
        except Prevented as prevented:
            hidden = prevented
            continue
        if architecture.attention:
            trained = epochs.get(model.handle, 0)
            found.append(Attention(model=model, layer=architecture.attention, epochs=trained))
    if found:
        best = max(found, key=lambda attention: attention.epochs)
        return replace(best, others=tuple(other for other in found if other is not best))
    if hidden is not None:
        raise hidden
    _require_keras(evidence)
    raise stops.absent(evidence, "No model was built in which the decoder attends over the encoder.", ATTENDING)


def _is_recurrent(node: Node) -> bool:
    if node.kind == "Bidirectional":
        return node.inner("layer").get("class_name") in RECURRENT
    return node.kind in RECURRENT


def _cell(node: Node) -> str:
    """What kind of cell a recurrent layer runs, through Bidirectional and RNN."""
    kind = str(node.inner("layer").get("class_name", node.kind)) if node.kind == "Bidirectional" else node.kind
    if kind in ("RNN", "StackedRNNCells"):
        cell = node.inner("cell")
        kind = str(cell.get("class_name", kind))
        inside = cell.get("config", {}).get("cells") if kind == "StackedRNNCells" else None
        kind = str(inside[0].get("class_name", kind)) if isinstance(inside, list) and inside else kind
    return kind.removesuffix("Cell")


def _decoder(found: Graph, recurrent: list[str]) -> tuple[str | None, bool]:
    """The recurrent layer nearest the output that takes its state from another one, else one that is fed by another."""
    late = [name for name in recurrent if name in found.before(*found.outputs)]
    late.sort(key=lambda name: len(found.before(name) & set(recurrent)))
    with_state = [
        name
        for name in late
        if _recurrents_behind(found, name, recurrent, (e.source for e in found.into(name, states=True)))
    ]
    if with_state:
        # Of a stack, the first layer that takes its state from a layer which is itself given none.
        return with_state[0], True
    fed = [name for name in late if _recurrents_behind(found, name, recurrent, (e.source for e in found.into(name)))]
    return (fed[-1], False) if fed else (None, False)


def _recurrents_behind(found: Graph, name: str, recurrent: list[str], sources: Iterable[str]) -> set[str]:
    behind = found.before(*sources, stop=frozenset((name,)))
    return (behind & set(recurrent)) - {name}


def _nearest(found: Graph, decoder: str | None, encoders: list[str]) -> str | None:
    """The encoder layer that hands over to the decoder: of a stack, the last."""
    if not encoders or decoder is None:
        return encoders[0] if encoders else None
    return max(encoders, key=lambda name: len(found.before(name)))


def _recurrent(found: Graph, name: str, beyond: frozenset[str]) -> Recurrent:
    sources = [edge.source for edge in found.into(name, states=False)]
    behind = found.before(*sources, stop=beyond) - beyond if sources else set()
    embedded = any(found.nodes[other].kind == "Embedding" for other in behind if other in found.nodes)
    return Recurrent(name=name, cell=_cell(found.nodes[name]), embedded=embedded)


def _output(found: Graph) -> Output | None:
    """The dense layer nearest the model's output and whether a softmax follows or is in it."""
    name = found.outputs[0] if found.outputs else None
    softmax = False
    for _ in range(6):
        node = found.nodes.get(name or "")
        if node is None:
            return None
        inner = node.inner("layer") if node.kind == "TimeDistributed" else {}
        kind = str(inner.get("class_name", node.kind))
        config = inner.get("config", node.config)
        softmax = softmax or config.get("activation") == "softmax" or kind in attending.SOFTMAX
        if kind in ("Dense", "EinsumDense"):
            return Output(name=node.name, kind=node.kind, units=int(config.get("units") or 0), softmax=softmax)
        before = found.into(node.name)
        name = before[0].source if before else None
    return None


def _last(found: Graph) -> frozenset[str]:
    """The layers at the model's end, whose softmax is over words."""
    output = _output(found)
    return frozenset((*found.outputs, output.name if output else ""))
