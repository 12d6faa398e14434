"""A kernel that died is started once more: which cells are worth it, which must be run again, and what came of it.

The second kernel knows nothing, so what the first had in memory has to be made again: by all earlier cells where there
is time, else by those whose names the later ones need. The cell in which the kernel died is not run again, nor is a
later cell that needs what it was to make. What the second kernel repeats must get as far as it did the first time;
otherwise the record stays that of the first alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from grader.boundary import lines, wire
from grader.execution.job import CodeCell, Job, Places
from grader.model.evidence import CellEnd, RunEnd
from grader.roles import names

START = 12.0  # seconds that a kernel and an import of TensorFlow take on two slow cores
FINAL = frozenset((RunEnd.KERNEL_DIED, RunEnd.OUT_OF_MEMORY, RunEnd.PROCESS_LIMIT, RunEnd.OUT_OF_TIME))
"""Ends of a kernel, not of the notebook's allowance; out of time only where one cell could not be interrupted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    again: tuple[int, ...]
    left_out: tuple[int, ...]
    onward: tuple[int, ...]


@dataclass
class Trace:
    """What one life came to, as far as it matters here."""

    ends: dict[int, CellEnd] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    end: wire.RunEnded | None = None
    epochs: Counter[int] = field(default_factory=Counter)
    """By cell, as the recorder noted them."""
    cuts: set[int] = field(default_factory=set)
    fitted: set[int] = field(default_factory=set)

    @property
    def fatal(self) -> int | None:
        """The cell in which the kernel died; None where it did not."""
        return next((cell for cell, end in self.ends.items() if end is CellEnd.DIED), None)


def trace(places: Places) -> Trace:
    """What the client saw of a life."""
    found = Trace()
    for event in lines.transcript(places.transcript):
        match event:
            case wire.CellBegan():
                found.ends[event.cell] = CellEnd.DIED
            case wire.CellEnded():
                found.ends[event.cell] = event.end
                found.seconds[event.cell] = max(0.0, event.ended - event.began)
            case wire.RunEnded():
                found.end = event
    return found


def note_trainings(found: Trace, places: Places, life: int) -> None:
    """Adds what the recorder noted of a life; a journal may be large, and only matters where a kernel died."""
    for event in lines.journal(places.outbox, life, Counter(), holding=(b'"epoch"', b'"cut"', b'"fit_began"')):
        if isinstance(event, wire.EpochEnded):
            found.epochs[event.cell] += 1
        elif isinstance(event, wire.TrainingCut):
            found.cuts.add(event.cell)
        elif isinstance(event, wire.FitBegan):
            found.fitted.add(event.cell)


def plan(job: Job, first: Trace, fatal: int, left: float) -> Plan | None:
    """What a second kernel should run, given the seconds that are left; None where it is not worth a start."""
    known = {cell.index: names.of(cell.source) for cell in job.cells}
    earlier = [cell.index for cell in job.cells if cell.index < fatal]
    later = [cell.index for cell in job.cells if cell.index > fatal]
    culprit = known[fatal]
    trains = dict(names.trainings({cell.index: cell.source for cell in job.cells}))
    if not culprit.known or ((fatal in first.fitted or fatal in trains) and not _says_what_it_trains(job, fatal)):
        return None  # nobody can tell what is missing without it
    imported = {name for cell in (*earlier, *later) for name in known[cell].imports}
    lacking = (culprit.defines - (culprit.imports & imported)) | culprit.changes
    onward, left_out = [], []
    for cell in later:
        if known[cell].needs & lacking or known[cell].changes & (lacking - known[cell].defines):
            left_out.append(cell)
            lacking |= (known[cell].defines - known[cell].imports) | known[cell].changes
        else:
            onward.append(cell)
            lacking -= known[cell].defines
    if not onward:
        return None
    for again in (earlier, _needed(known, earlier, onward)):
        if sum(first.seconds.get(cell, 0.0) for cell in again) + START <= left:
            return Plan(again=tuple(again), left_out=tuple(left_out), onward=tuple(onward))
    return None


def _says_what_it_trains(job: Job, cell: int) -> bool:
    """Whether the objects that a cell trains stand in it by name; not if a function trains them."""
    source = next(one.source for one in job.cells if one.index == cell)
    return bool(names.of(source).changes) and bool(names.trainings({cell: source}))


def _needed(known: dict[int, names.Names], earlier: list[int], onward: Iterable[int]) -> list[int]:
    """The earlier cells that define or change what later ones read; those that can't be read are among them."""
    wanted = {name for cell in onward for name in known[cell].needs}
    found = []
    for cell in reversed(earlier):
        one = known[cell]
        if not one.known or (one.defines | one.changes) & wanted:
            found.append(cell)
            wanted |= one.needs
    return found[::-1]


def got_as_far(first: Trace, second: Trace, again: Iterable[int]) -> bool:
    """Whether a second kernel repeated what the first had done, without an error, a cut or an epoch less."""
    if second.end is None or second.end.end is RunEnd.MACHINERY:
        return False
    return all(
        (second.ends.get(cell) is CellEnd.OK or first.ends.get(cell) is not CellEnd.OK)
        and second.ends.get(cell) not in (None, CellEnd.DIED)
        and second.epochs[cell] >= first.epochs[cell]
        and (cell not in second.cuts or cell in first.cuts)
        for cell in again
    )


def cells_of(job: Job, planned: Plan) -> tuple[CodeCell, ...]:
    wanted = {*planned.again, *planned.onward}
    return tuple(cell for cell in job.cells if cell.index in wanted)
