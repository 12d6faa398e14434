"""One run, seen from the trusted side: start the client's process, watch it, give back where its traces lie."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from grader.boundary.wire import RunEnded
from grader.execution.job import Job, Places
from grader.execution.progress import Follower, Standing
from grader.sandbox.watch import Watch

Listener = Callable[[Standing], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    stopped: RunEnded | None
    """The limit that the watch had to enforce, None where the run ended by itself."""
    seconds: float
    peak_memory: int
    log: str
    """The end of what the client's own process wrote: empty unless something is wrong with us."""


def run(job: Job, places: Places, listener: Listener) -> Run:
    """Runs a notebook to its end, whatever that is; all its processes are gone when this returns."""
    places.job.write_bytes(msgspec.json.encode(job))
    began = time.monotonic()
    with places.log.open("wb") as log:
        # Its own session: a Ctrl-C at the terminal is for the grader, which then ends the run in an orderly way.
        process = subprocess.Popen(
            [sys.executable, "-I", "-m", "grader.execution", str(places.root)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        watch = Watch(process, job.limits, places.outbox)
        follower = Follower(places, len(job.cells))

        def tick() -> None:
            listener(follower.look(time.monotonic() - began, watch.peak_memory))

        stopped = watch.until_end(tick)
        tick()
    return Run(
        stopped=stopped,
        seconds=time.monotonic() - began,
        peak_memory=watch.peak_memory,
        log=places.log.read_text(errors="replace")[-2_000:],
    )
