"""The watch over a run: wall clock, memory of the whole process tree, what fills the outbox; and its end.

It polls ten times a second. Memory is read as resident size and confirmed as proportional size before anything is
killed, since processes that share pages after a fork are counted twice by the first.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from grader.boundary.wire import RunEnded
from grader.model.assignment import Limits
from grader.model.evidence import RunEnd

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36

TICK = 0.1  # seconds
DISK_EVERY = 10  # ticks
MANY = 8  # processes from which on shared pages would make a sum of resident sizes absurd
MOST_FILES = 20_000


class Watch:
    """Watches one client's process and everything below it until it ends or has to be ended."""

    def __init__(self, process: subprocess.Popen[bytes], limits: Limits, outbox: Path) -> None:
        self._process, self._limits, self._outbox = process, limits, outbox
        self.peak_memory = 0

    def until_end(self, tick: Callable[[], None]) -> RunEnded | None:
        """Returns None when the client ended by itself, else which limit was met; nothing is left running."""
        began = time.monotonic()
        number = 0
        ended: RunEnded | None = None
        try:
            while self._process.poll() is None and ended is None:
                ended = self._limit_met(time.monotonic() - began, number)
                tick()
                number += 1
                time.sleep(TICK)
        finally:
            with _undisturbed():
                end_tree(self._process)
        return ended

    def _limit_met(self, seconds: float, number: int) -> RunEnded | None:
        limits = self._limits
        if seconds > limits.notebook_seconds:
            return RunEnded(
                end=RunEnd.OUT_OF_TIME, reason=f"The notebook was stopped after {limits.notebook_seconds:.0f} seconds."
            )
        below = _descendants(self._process.pid)
        used = sum(_resident(process) for process in below)
        if used > self.peak_memory and len(below) > MANY:
            used = sum(_proportional(process) for process in below)
        self.peak_memory = max(self.peak_memory, used)
        if used > limits.memory_mb << 20 and sum(_proportional(process) for process in below) > limits.memory_mb << 20:
            return RunEnded(
                end=RunEnd.OUT_OF_MEMORY, reason=f"The notebook used more than {limits.memory_mb} MB of memory."
            )
        if number % DISK_EVERY == 0 and _too_full(self._outbox, limits.evidence_mb << 20):
            return RunEnded(
                end=RunEnd.DISK_LIMIT, reason=f"The notebook left more than {limits.evidence_mb} MB of evidence."
            )
        return None


@contextlib.contextmanager
def _undisturbed() -> Iterator[None]:
    """A second Ctrl-C must not come between stopping the processes and ending them."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.Error:
        return []


def _resident(process: psutil.Process) -> int:
    try:
        memory = process.memory_info()
    except psutil.Error:
        return 0
    return int(memory.rss - getattr(memory, "shared", 0))


def _proportional(process: psutil.Process) -> int:
    try:
        return int(process.memory_full_info().pss)
    except (psutil.Error, AttributeError):
        return _resident(process)


def _too_full(folder: Path, cap: int) -> bool:
    """Whether a folder holds too many bytes or files; links are counted, not followed."""
    total = count = 0
    for place, _folders, files in os.walk(folder):
        for name in files:
            count += 1
            with contextlib.suppress(OSError):
                total += os.lstat(os.path.join(place, name)).st_size
        if total > cap or count > MOST_FILES:
            return True
    return False


def end_tree(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and all below it, and waits until they are gone.

    The client is stopped first and ended last: it adopts whatever its children leave behind, so that everything stays
    below it. All others are stopped before they are killed, so that a fork bomb can't outrun the killing.
    """
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGSTOP)
    end_descendants(process.pid)
    process.kill()
    process.wait()


def end_descendants(pid: int) -> None:
    """Kills everything below a process, in rounds, until nothing living is left."""
    for _ in range(200):
        living = [child for child in _descendants(pid) if _is_living(child)]
        if not living:
            return
        for sign in (signal.SIGSTOP, signal.SIGKILL):
            for child in living:
                with contextlib.suppress(psutil.Error):
                    child.send_signal(sign)
        time.sleep(0.01)


def _is_living(process: psutil.Process) -> bool:
    try:
        return bool(process.status() != psutil.STATUS_ZOMBIE)
    except psutil.Error:
        return False


def bind_family() -> None:
    """Binds the client to those around it (Linux; elsewhere nothing happens).

    It becomes the parent of whatever its descendants leave behind, and dies with the grader that started it: killed
    outright, a grader can no longer end what it watches.
    """
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
