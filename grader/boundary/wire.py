"""The shapes of what crosses the boundary, as msgspec decodes them: a value of the wrong type is refused, not guessed.

`CellBegan`, `CellEnded` and `RunEnded` are lines of the transcript, written by our own client about a process that it
does not trust. All others are lines of the journal, written by the recorder in the student's process.
"""

from __future__ import annotations

from typing import Annotated

import msgspec
from msgspec import Meta

from grader.model.drawings import Axes
from grader.model.evidence import CellEnd, RunEnd
from grader.model.traces import DIGEST, ArrayRef, Block, Compiled, Glimpse, Layer, TracedGraph, TracedPart, Variable

Count = Annotated[int, Meta(ge=0, le=1 << 40)]
Handle = Annotated[int, Meta(ge=-1, le=1 << 40)]
CellIndex = Annotated[int, Meta(ge=-1, le=100_000)]
Text = Annotated[str, Meta(max_length=4_000)]
Digest = Annotated[str, Meta(pattern=DIGEST)]
Number = float | None
DEEPEST = 8  # layers in layers: Bidirectional, RNN, cell
OpenShape = Annotated[tuple[Count | None, ...], Meta(max_length=8)]


class Wire(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind"):
    pass


class WireOutput(msgspec.Struct, frozen=True, kw_only=True):
    text: str
    html: str = ""
    image: str = ""
    """A PNG in base64."""
    error: str = ""
    trace: str = ""
    stream: str = ""
    cut: int = 0


class CellBegan(Wire, frozen=True, kw_only=True, tag="cell_began"):
    cell: int
    at: float


class CellEnded(Wire, frozen=True, kw_only=True, tag="cell_ended"):
    cell: int
    end: CellEnd
    began: float
    ended: float
    outputs: tuple[WireOutput, ...] = ()
    dropped: int = 0


class RunEnded(Wire, frozen=True, kw_only=True, tag="run_ended"):
    end: RunEnd
    reason: str = ""
    status: int | None = None
    """Of a kernel that died: what it left with, as `subprocess` or a shell gives it."""


TranscriptLine = CellBegan | CellEnded | RunEnded


class Event(Wire, frozen=True, kw_only=True):
    cell: CellIndex
    at: float


class ModelNoted(Event, frozen=True, kw_only=True, tag="model"):
    handle: Handle
    name: Text
    type: Annotated[str, Meta(pattern="^(functional|sequential|subclassed)$")]
    layers: Annotated[tuple[Layer, ...], Meta(max_length=200)]
    variables: Annotated[tuple[Variable, ...], Meta(max_length=2_000)]
    input_shapes: tuple[OpenShape, ...] = ()
    output_shapes: tuple[OpenShape, ...] = ()
    config: Annotated[str, Meta(max_length=2_000_000)] = ""
    compiled: Compiled | None = None
    graph: TracedGraph | None = None

    def __post_init__(self) -> None:
        if self.graph and (
            len(self.graph.nodes) > 400 or len(self.graph.edges) > 4_000 or len(self.graph.outputs) > 16
        ):
            raise ValueError("a graph of layers is larger than any that the recorder writes")
        if self.graph and any(_depth(part) > DEEPEST for part in self.graph.nodes):
            raise ValueError("a layer wraps others deeper than any that the recorder writes")


def _depth(part: TracedPart | None) -> int:
    return 0 if part is None else 1 + max(_depth(part.layer), _depth(part.cell))


class FitBegan(Event, frozen=True, kw_only=True, tag="fit_began"):
    fit: Handle
    model: Handle
    epochs: Annotated[int, Meta(ge=-1_000_000, le=1_000_000)]
    inputs: tuple[ArrayRef, ...] = ()
    targets: tuple[ArrayRef, ...] = ()
    rows: Count = 0
    validated: bool = False
    weights: Digest = ""
    steps: Count = 0
    by_hand: bool = False


class EpochEnded(Event, frozen=True, kw_only=True, tag="epoch"):
    """The last four are of a hand-written training, whose loss of an epoch is what the notebook makes it."""

    fit: Handle
    logs: dict[str, Number]
    weights: Digest = ""
    steps: Count = 0
    last: dict[str, Number] = {}
    measured: dict[str, Number] = {}
    printed: Annotated[tuple[Text, ...], Meta(max_length=40)] = ()


class FitEnded(Event, frozen=True, kw_only=True, tag="fit_ended"):
    fit: Handle
    finished: bool
    inputs: tuple[ArrayRef, ...] = ()
    targets: tuple[ArrayRef, ...] = ()
    weights: Digest = ""
    steps: Count = 0
    last_at: float = 0.0
    told: Annotated[str, Meta(pattern="^(|rows|calls|lines)$")] = ""


class Forecast(Event, frozen=True, kw_only=True, tag="forecast"):
    fit: Handle
    seconds: Annotated[float, Meta(ge=0, le=1e9)]


class TrainingCut(Event, frozen=True, kw_only=True, tag="cut"):
    fit: Handle
    epochs: Count
    within_epoch: bool
    predicted: Number = None


class WeightsKept(Event, frozen=True, kw_only=True, tag="weights"):
    model: Handle
    epochs: Count
    digest: Digest
    blocks: Annotated[tuple[Block, ...], Meta(max_length=200)]


class Probed(Event, frozen=True, kw_only=True, tag="probe"):
    model: Handle
    rows: Count
    loss: Number
    masked_loss: Number
    accuracy: Number
    masked_accuracy: Number
    filled: Number
    kept_loss: Number
    kept_accuracy: Number
    moved: Number


class Called(Event, frozen=True, kw_only=True, tag="call"):
    target: Annotated[str, Meta(pattern="^(model|layer|function)$")]
    name: Text
    model: Handle
    inputs: tuple[Glimpse, ...]
    outputs: tuple[Glimpse, ...]
    variables: Annotated[tuple[Handle, ...], Meta(max_length=2_000)]
    trained: bool


class CallsLeftOut(Event, frozen=True, kw_only=True, tag="calls_left_out"):
    pass


class FigureNoted(Event, frozen=True, kw_only=True, tag="figure"):
    handle: Handle
    image: Digest | None
    trained: bool
    title: Text = ""
    axes: Annotated[tuple[Axes, ...], Meta(max_length=24)] = ()
    texts: tuple[Text, ...] = ()


class ArrayNoted(Event, frozen=True, kw_only=True, tag="array"):
    name: Text
    array: ArrayRef


class TextsNoted(Event, frozen=True, kw_only=True, tag="texts"):
    name: Text
    rows: Count
    columns: Count
    sample: Annotated[tuple[Text, ...], Meta(max_length=8)]


class VocabularyNoted(Event, frozen=True, kw_only=True, tag="vocabulary"):
    name: Text
    tokens: Annotated[tuple[Text, ...], Meta(max_length=60_000)]
    ids: Annotated[tuple[int, ...], Meta(max_length=60_000)]


class Aided(Event, frozen=True, kw_only=True, tag="aid"):
    """The notebook was helped with something that this machine has otherwise, or not at all."""

    sort: Annotated[str, Meta(pattern="^(age|everyday)$")]
    name: Text
    text: Text


class CellSeen(Event, frozen=True, kw_only=True, tag="cell"):
    """A cell was about to run."""


class Noted(Event, frozen=True, kw_only=True, tag="note"):
    text: Text


JournalLine = (
    ModelNoted
    | CellSeen
    | FitBegan
    | EpochEnded
    | FitEnded
    | Forecast
    | TrainingCut
    | WeightsKept
    | Probed
    | Called
    | CallsLeftOut
    | FigureNoted
    | ArrayNoted
    | TextsNoted
    | VocabularyNoted
    | Aided
    | Noted
)
