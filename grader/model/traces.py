"""What the recorder notes of a run: models, trainings, weights, calls, and what stood in the namespace."""

from __future__ import annotations

import re
from dataclasses import dataclass
from math import prod

from grader.model.budget import Cut

DIGEST = r"^[0-9a-f]{0,64}\Z"
"""Digests become file names in the evidence folder, so nothing else may stand in one."""


def _require_digest(*digests: str) -> None:
    if not all(re.match(DIGEST, digest) for digest in digests):
        raise ValueError("a digest is made of hexadecimal digits")


def _require_sizes(*shapes: tuple[int | None, ...]) -> None:
    for shape in shapes:
        if len(shape) > 8 or any(size is not None and not 0 <= size < 1 << 40 for size in shape):
            raise ValueError("a shape has at most 8 axes, none of them negative")


@dataclass(frozen=True, slots=True, kw_only=True)
class ArrayRef:
    """An array that entered training or came out of a model.

    `one_hot` is the width of a last axis that was reduced to ids, 0 where the array is as it was.
    """

    digest: str
    dtype: str
    shape: tuple[int, ...]
    one_hot: int = 0
    stored: bool = False
    """Whether `arrays/<digest>.npy` exists; too large arrays are described only."""

    def __post_init__(self) -> None:
        _require_digest(self.digest)
        _require_sizes(self.shape)

    @property
    def stored_shape(self) -> tuple[int, ...]:
        """The shape of what is stored: one-hot rows are kept as ids."""
        return self.shape[:-1] if self.one_hot else self.shape


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedArray:
    """An array that a cell left in the notebook's namespace; the name is a hint and no more."""

    cell: int
    name: str
    array: ArrayRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    handle: int
    """Identity within the run: two mentions of one handle are one object."""
    path: str
    shape: tuple[int, ...]
    trainable: bool
    digest: str = ""
    """Of the values when the model was last noted; empty where they were not looked at."""

    def __post_init__(self) -> None:
        _require_digest(self.digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    name: str
    kind: str
    """Class name."""
    keras: str
    """The nearest ancestor of the class that Keras itself defines."""
    variables: tuple[int, ...] = ()
    """Handles."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compiled:
    optimizer: str
    loss: str
    """Name of the loss, or of the function or class that is used as one."""
    from_logits: bool = False
    metrics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedPart:
    """A layer as it was met while a training step was traced, or one that is wrapped in it."""

    kind: str
    """The nearest ancestor of its class that Keras itself defines; `Softmax` for such an operation between layers."""
    name: str = ""
    units: int = 0
    input_dim: int = 0
    activation: str = ""
    layer: TracedPart | None = None
    """What a wrapper such as Bidirectional wraps."""
    cell: TracedPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEdge:
    source: str
    target: str
    state: bool
    """Whether the target takes it as an initial state."""
    tensor: int
    """Which of the source's outputs it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedGraph:
    """How the layers of a model that has no configuration were seen to be connected."""

    nodes: tuple[TracedPart, ...]
    edges: tuple[TracedEdge, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    handle: int
    name: str
    kind: str
    """`functional`, `sequential` or `subclassed`."""
    cell: int
    layers: tuple[Layer, ...]
    variables: tuple[Variable, ...]
    input_shapes: tuple[tuple[int | None, ...], ...] = ()
    output_shapes: tuple[tuple[int | None, ...], ...] = ()
    config: str = ""
    """Keras configuration as JSON text, empty where the model has none."""
    graph: TracedGraph | None = None
    """For a model without configuration that was trained."""
    compiled: Compiled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    logs: dict[str, float | None]
    """Metric by name; None stands for a value that is not finite."""
    at: float
    """Seconds since the kernel began."""
    weights: str = ""
    """Digest of all trainable weights after the epoch."""
    steps: int = 0
    """Of a hand-written training; 0 where they were not counted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One call of `fit`, or one stretch of a training that the notebook wrote by hand."""

    cell: int
    model: int
    epochs_asked: int
    epochs: tuple[Epoch, ...]
    inputs: tuple[ArrayRef, ...] = ()
    targets: tuple[ArrayRef, ...] = ()
    trained_rows: int = 0
    """Rows that were trained on, after a `validation_split`; 0 where it is not known."""
    validated: bool = False
    steps: int = 0
    """Updates that the optimizer made."""
    weights_before: str = ""
    weights_after: str = ""
    finished: bool = True
    """False where the call raised or never came back."""
    by_hand: bool = False
    """Whether the steps were the notebook's own: `train_on_batch` or a tape."""
    told: str = ""
    """How its epochs were told: by `rows` that came again, by `calls` that each ran over all of them, or by `lines`."""
    losses: str = ""
    """Of a hand-written training, where they are from: the `steps`, a `metric` of the notebook's, or only `printed`."""
    predicted: float | None = None
    """Seconds that the whole would take, as its first steps or epochs said; None where that was not told."""
    cut: Cut | None = None
    """Where the grader's budget ended it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The weights of one layer, in the layer's own order; `layer` is its path through nested models."""

    layer: str
    shapes: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        _require_sizes(*self.shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """All weights of a model at one moment, as 32-bit floats one after the other."""

    model: int
    cell: int
    epochs: int
    """Epochs that the model had been trained for, over all calls of `fit`."""
    digest: str
    blocks: tuple[Block, ...]
    stored: bool = False
    """Whether `weights/<digest>.npy` exists: some of many epochs are thinned out, and the evidence keeps the last."""

    def __post_init__(self) -> None:
        _require_digest(self.digest)

    @property
    def size(self) -> int:
        """Numbers in it."""
        return sum(prod(shape) for block in self.blocks for shape in block.shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What is kept of a tensor that entered or left a model."""

    shape: tuple[int, ...]
    digest: str = ""
    ids: tuple[int, ...] = ()
    """Of a small integer tensor its values; of one-hot rows or of probabilities the position of the largest."""
    rows: int = 0
    """Where a batch was too large to keep the ids of all rows, how many of its first rows these are; else 0."""
    values: tuple[float | None, ...] = ()
    """Of a small floating tensor its values, rounded to 4 digits."""
    texts: tuple[str, ...] = ()
    """Of a small tensor of strings its texts."""

    def __post_init__(self) -> None:
        _require_digest(self.digest)
        _require_sizes(self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A model or layer called with data, outside of training; or a function of the notebook's that was traced."""

    cell: int
    target: str
    """`model`, `layer`, or `function`: a `tf.function`, whose inside is seen only while it is traced."""
    name: str
    model: int
    """Handle of the model or function, or -1 for a layer on its own."""
    inputs: tuple[Glimpse, ...]
    outputs: tuple[Glimpse, ...]
    variables: tuple[int, ...]
    """Handles of the variables that it ran through."""
    trained: bool
    """Whether a `fit` had ended before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TextList:
    """A list or table of texts in the notebook's namespace, by size and its first entries."""

    cell: int
    name: str
    rows: int
    columns: int
    sample: tuple[str, ...]
    """The first row's texts, then the second row's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A mapping between tokens and ids that the notebook built, as the last cell left it."""

    name: str
    tokens: tuple[str, ...]
    ids: tuple[int, ...]
