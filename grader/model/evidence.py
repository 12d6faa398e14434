"""What happened when the notebook was run.

Provenance is in the attribute path: `evidence.observed` was measured by the host, `evidence.reported` was said by the
student's process, `evidence.saved` stood in the submitted file. All of it is plain frozen data; `grader.boundary` is
the only code that makes it from bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.model.drawings import Figure
from grader.model.pins import NONE, Pins
from grader.model.recomputed import Recomputed
from grader.model.saved import NOTHING, Saved
from grader.model.submission import Submission
from grader.model.traces import Call, Fit, Model, NamedArray, Probe, Snapshot, TextList, Vocabulary

SCHEMA = 2


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
class Reported:
    outputs: tuple[Output, ...] = ()
    models: tuple[Model, ...] = ()
    fits: tuple[Fit, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    probes: tuple[Probe, ...] = ()
    calls: tuple[Call, ...] = ()
    calls_left_out: int = 0
    figures: tuple[Figure, ...] = ()
    arrays: tuple[NamedArray, ...] = ()
    texts: tuple[TextList, ...] = ()
    vocabularies: tuple[Vocabulary, ...] = ()
    notes: tuple[str, ...] = ()
    """What the decoder dropped or the recorder could not note, a sentence each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    schema: int = SCHEMA
    submission: Submission
    observed: Observed
    reported: Reported
    recomputed: Recomputed = field(default_factory=Recomputed)
    saved: Saved = NOTHING
    """What the outputs in the submitted file show. Read from `submission` at each load, so that no record holds it."""
    pins: Pins = NONE
    """What the teacher settled by hand. No part of the record: the store keeps it in a file of its own."""
