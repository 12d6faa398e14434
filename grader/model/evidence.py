"""What happened when the notebook was run.

Provenance is in the attribute path: `evidence.observed` was measured by the host, `evidence.reported` was said by the
student's process, `evidence.saved` stood in the submitted file. All of it is plain frozen data; `grader.boundary` is
the only code that makes it from bytes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from grader.model.submission import Submission

SCHEMA = 1

DIGEST = r"^[0-9a-f]{0,64}$"
"""Digests become file names in the evidence folder, so nothing else may stand in one."""


def _require_digest(*digests: str) -> None:
    if not all(re.match(DIGEST, digest) for digest in digests):
        raise ValueError("a digest is made of hexadecimal digits")


def _require_sizes(*shapes: tuple[int | None, ...]) -> None:
    for shape in shapes:
        if len(shape) > 8 or any(size is not None and not 0 <= size < 1 << 40 for size in shape):
            raise ValueError("a shape has at most 8 axes, none of them negative")


class Basis(StrEnum):
    """What an outcome rests on, strongest first."""

    RECOMPUTED = "recomputed"
    OBSERVED = "observed"
    REPORTED = "reported"
    SAVED = "saved"
    SUBMITTED = "submitted"
    """The handed-in text itself: Markdown, comments, documents. It needs no run."""


class RunEnd(StrEnum):
    """How the run as a whole ended."""

    COMPLETED = "completed"
    KERNEL_DIED = "kernel died"
    OUT_OF_TIME = "out of time"
    OUT_OF_MEMORY = "out of memory"
    OUTPUT_LIMIT = "output limit"
    DISK_LIMIT = "disk limit"
    PROTOCOL_VIOLATION = "protocol violation"
    MACHINERY = "machinery"
    """The grader's own fault: nothing may be charged to the student."""


class CellEnd(StrEnum):
    OK = "ok"
    ERROR = "error"
    OUT_OF_TIME = "out of time"
    DIED = "died"
    NOT_RUN = "not run"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRun:
    """One code cell as the host saw it; times are seconds since the first cell began."""

    cell: int
    end: CellEnd
    began: float = 0.0
    ended: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    end: RunEnd
    reason: str = ""
    """A sentence for `end`, empty when the run was completed."""
    sandbox: str
    seconds: float
    peak_memory: int
    """Bytes, over the whole process tree."""
    cells: tuple[CellRun, ...] = ()
    supplies: tuple[str, ...] = ()
    """Where the course's data set was put, as paths that the notebook names."""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """Something a cell showed: a stream, a result, a picture or an error, as text and at most one image."""

    cell: int
    text: str
    html: str = ""
    image: str | None = None
    """Digest of a PNG in the evidence folder's `images/`."""
    error: str | None = None
    """The exception's name, where this output is an error."""
    trace: str = ""
    cut: int = 0
    """Characters that were left out."""


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
    compiled: Compiled | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Epoch:
    logs: dict[str, float | None]
    """Metric by name; None stands for a value that is not finite."""
    at: float
    """Seconds since the kernel began."""
    weights: str = ""
    """Digest of all trainable weights after the epoch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """One call of `fit`."""

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What is kept of a tensor that entered or left a model."""

    shape: tuple[int, ...]
    digest: str = ""
    ids: tuple[int, ...] = ()
    """Of a small integer tensor its values; of one-hot rows or of probabilities the position of the largest."""
    values: tuple[float | None, ...] = ()
    """Of a small floating tensor its values, rounded to 4 digits."""

    def __post_init__(self) -> None:
        _require_digest(self.digest)
        _require_sizes(self.shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A model or layer called with data, outside of training."""

    cell: int
    target: str
    """`model` or `layer`."""
    name: str
    model: int
    """Handle of the model, or -1 for a layer on its own."""
    inputs: tuple[Glimpse, ...]
    outputs: tuple[Glimpse, ...]
    variables: tuple[int, ...]
    """Handles of the variables that it ran through."""
    trained: bool
    """Whether a `fit` had ended before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    label: str
    x: tuple[float | None, ...]
    y: tuple[float | None, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Heatmap:
    rows: int
    columns: int
    values: tuple[float | None, ...] = ()
    """Row by row; empty where it was too large to keep."""

    def __post_init__(self) -> None:
        if self.values and len(self.values) != self.rows * self.columns:
            raise ValueError("a heatmap has rows times columns values")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    title: str = ""
    x_label: str = ""
    y_label: str = ""
    x_ticks: tuple[str, ...] = ()
    y_ticks: tuple[str, ...] = ()
    legend: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    heatmaps: tuple[Heatmap, ...] = ()
    shapes: int = 0
    """Patches: boxes, arrows, bars."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    cell: int
    title: str
    axes: tuple[Axes, ...]
    texts: tuple[str, ...] = ()
    image: str | None = None
    """Digest of a PNG in `images/`."""
    trained: bool = False
    """Whether a `fit` had ended before it was drawn."""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    outputs: tuple[Output, ...] = ()
    models: tuple[Model, ...] = ()
    fits: tuple[Fit, ...] = ()
    calls: tuple[Call, ...] = ()
    calls_left_out: int = 0
    figures: tuple[Figure, ...] = ()
    arrays: tuple[NamedArray, ...] = ()
    texts: tuple[TextList, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    notes: tuple[str, ...] = ()
    """What the decoder dropped or the recorder could not note, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """Filled by the verifier; empty where it did not run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    schema: int = SCHEMA
    submission: Submission
    observed: Observed
    reported: Reported
    recomputed: Recomputed = Recomputed()
