"""One run, seen from the trusted side: start the client's process, watch it, give back where its traces lie.

A run has a second life where its kernel died and it is worth it, see `grader.execution.restart`.
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.boundary.wire import RunEnded
from grader.execution import deaths, restart
from grader.execution.job import Job, Places
from grader.execution.progress import Follower, Standing
from grader.model.evidence import Restart, RunEnd
from grader.sandbox import measure
from grader.sandbox.watch import Watch

Listener = Callable[[Standing], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    stopped: RunEnded | None
    """What the host knows better than the transcript: which limit was met, or why the kernel died; else None."""
    seconds: float
    peak_memory: int
    processor_seconds: float
    log: str
    """The end of what the client's own process wrote: empty unless something is wrong with us."""
    restart: Restart | None = None
    second: Path | None = None
    """The transcript of a second life that counts, whose journal lies in the same outbox as the first's."""
    again: frozenset[int] = frozenset()
    """Cells of which the second life's record takes the place of the first's."""


def run(job: Job, places: Places, listener: Listener) -> Run:
    """Runs a notebook to its end, whatever that is; all its processes are gone when this returns."""
    first = _live(job, places, listener)
    trace = restart.trace(places)
    first = _explained(first, trace, job, places)
    fatal = trace.fatal
    ended = first.stopped or trace.end
    died = ended is not None and ended.end in restart.FINAL
    if fatal is None:  # killed because it could not be interrupted
        fatal = max(trace.ends) if died and trace.ends and first.stopped is None else None
    if not died or ended is None or fatal is None or (first.stopped and ended.end is RunEnd.OUT_OF_TIME):
        return first
    restart.note_trainings(trace, places, job.life)
    # Training in a second life has to fit as well: cut by the budget, it would get less far than in the first.
    allowed = job.budget.of_training if job.budget is not None else job.limits.notebook_seconds
    planned = restart.plan(job, trace, fatal, allowed - first.seconds)
    if planned is None:
        return first
    limits = replace(
        job.limits,
        notebook_seconds=job.limits.notebook_seconds - first.seconds,
        cpu_seconds=measure.processor_seconds(job.limits) - first.processor_seconds,
    )
    cells = restart.cells_of(job, planned)
    later = msgspec.structs.replace(job, cells=cells, limits=limits, life=job.life + 1, origin=first.seconds)
    folders = Places(places.root / f"life-{later.life}", places.outbox)
    folders.make()
    second = _live(later, folders, listener)
    repeated = restart.trace(folders)
    second = _explained(second, repeated, job, folders)
    restart.note_trainings(repeated, folders, later.life)
    kept = restart.got_as_far(trace, repeated, planned.again)
    noted = Restart(
        cell=fatal, end=ended.end, reason=ended.reason, again=planned.again, left_out=planned.left_out, kept=kept
    )
    return Run(
        stopped=second.stopped if kept else first.stopped,
        seconds=first.seconds + second.seconds,
        peak_memory=max(first.peak_memory, second.peak_memory),
        processor_seconds=first.processor_seconds + second.processor_seconds,
        log=first.log + second.log,
        restart=noted,
        second=folders.transcript if kept else None,
        again=frozenset((*planned.again, *planned.onward)) if kept else frozenset(),
    )


def _explained(seen: Run, trace: restart.Trace, job: Job, places: Places) -> Run:
    """With the reason for a death that the client could only note."""
    if seen.stopped is not None or trace.end is None:
        return seen
    raw = places.raw.read_text(errors="replace") if places.raw.exists() else ""
    better = deaths.explained(trace.end, seen.peak_memory, job.limits, raw)
    return seen if better is trace.end else replace(seen, stopped=better)


def _live(job: Job, places: Places, listener: Listener) -> Run:
    places.job.write_bytes(msgspec.json.encode(job))
    began = time.monotonic()
    with places.log.open("wb") as log:
        # Its own session: a Ctrl-C at the terminal is for the grader, which then ends the run in an orderly way.
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.execution", str(places.root), str(places.outbox)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        watch = Watch(process, job.limits, places.written(job.limits), reads=True)
        follower = Follower(places, job)

        def tick() -> None:
            listener(follower.look(time.monotonic() - began, watch.peak_memory))

        stopped = watch.until_end(tick)
        tick()
    return Run(
        stopped=stopped,
        seconds=time.monotonic() - began,
        peak_memory=watch.peak_memory,
        processor_seconds=watch.processor_seconds,
        log=places.log.read_text(errors="replace")[-2_000:],
    )
