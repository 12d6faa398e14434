"""What happened when the notebook was run.

Provenance is in the attribute path: `evidence.observed` was measured by the host, `evidence.reported` was said by the
student's process, `evidence.saved` stood in the submitted file. All of it is plain frozen data; `grader.boundary` is
the only code that makes it from bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from grader.model.aids import Aid
from grader.model.attempt import Attempt, KerasAge
from grader.model.budget import Budget
from grader.model.drawings import Figure
from grader.model.pins import NONE, Pins
from grader.model.recomputed import Probe, Recomputed
from grader.model.saved import NOTHING, Saved
from grader.model.submission import Submission
from grader.model.supplied import Request, SuppliedData
from grader.model.traces import Call, Fit, Model, NamedArray, Snapshot, TextList, Vocabulary

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
    CPU_LIMIT = "CPU limit"
    PROCESS_LIMIT = "process limit"
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
class Restart:
    """The one time that a notebook whose kernel had died was given another."""

    cell: int
    """Where it had died."""
    end: RunEnd
    """Of what it had died."""
    reason: str
    again: tuple[int, ...]
    """Earlier cells that were run once more, for what they leave in memory."""
    left_out: tuple[int, ...] = ()
    """Later cells that need what the fatal cell was to make; nothing that they could show would be true."""
    kept: bool = True
    """Whether the record is that of the second run where there is one: not if it got less far in what it repeated."""


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
    data: SuppliedData | None = None
    """In which form it was put there, and would have been downloaded."""
    attempts: tuple[Attempt, ...] = ()
    """All runs of this notebook, in their order; the rest of the evidence is of the one that was kept."""
    budget: Budget | None = None
    """None where everything was run as it is written."""
    restart: Restart | None = None
    notes: tuple[str, ...] = ()

    @property
    def keras(self) -> KerasAge:
        """Of the run that was kept."""
        return next((one.keras for one in self.attempts if one.kept), KerasAge.CURRENT)


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
    aids: tuple[Aid, ...] = ()
    """What the notebook was helped with, each thing where it was first asked for."""
    requests: tuple[Request, ...] = ()
    """What it tried to download or unpack beyond what it brought."""
    notes: tuple[str, ...] = ()
    """What the decoder dropped or the recorder could not note, a sentence each."""
    cells: tuple[int, ...] | None = None
    """The cells that the recorder saw begin; None in evidence that does not tell."""
    unread: int = 0
    """Lines of the recorder's journal that could not be read."""


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
