"""The watch over a run: each limit that the whole of its processes has, and its end.

It polls ten times a second, so that what can't be limited from inside, or is limited there for each process alone, is
limited for all of them together. Memory is read as resident size and confirmed as proportional size before anything is
killed, since processes that share pages after a fork are counted twice by the first.
"""

from __future__ import annotations

import contextlib
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
from grader.sandbox import measure
from grader.sandbox.measure import Folder

TICK = 0.1  # seconds
DISK_EVERY = 10  # ticks
MANY = 4  # processes from which on shared pages would make a sum of resident sizes absurd
OUR_OWN = 8  # processes that the sandbox itself is made of, at most
LEAST_MEMORY = 384 << 20
"""Bytes that the machine keeps for others: below it whatever runs here is stopped, and nobody is charged for it."""
LEAST_DISK = 256 << 20
READER_MEMORY = 1 << 30
"""Bytes of the process that reads the kernel's messages. They are bounded one by one; the parts of one are not."""


class Watch:
    """Watches one process and everything below it until it ends or has to be ended.

    With `reads`, the process is the client that reads the kernel's messages, and the program is below it; without, it
    stands for the program itself and counts as part of it. `folders` are those of the host that the program may write
    into, with the megabytes that each may hold.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], limits: Limits, folders: dict[Path, int], *, reads: bool
    ) -> None:
        self._process, self._limits, self._reads = process, limits, reads
        self._folders = [(Folder(path), most) for path, most in folders.items()]
        self._processor = measure.Processor()
        self._in_ram = self._ram_files = 0
        self.peak_memory = 0
        self.processor_seconds = 0.0

    def until_end(self, tick: Callable[[], None]) -> RunEnded | None:
        """Returns None when the process ended by itself, else which limit was met; nothing is left running."""
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
        program = measure.family(self._process.pid)
        if not self._reads:
            program.append(psutil.Process(self._process.pid))
        if number % DISK_EVERY == 0:
            self._in_ram, self._ram_files = measure.ram_disks(program)
        met = self._too_many(program) or self._too_much_memory(program) or self._too_much_work(program)
        return met or self._too_much_read() or (self._too_full(number))

    def _too_many(self, program: list[psutil.Process]) -> RunEnded | None:
        most = self._limits.processes
        # Counting the threads of very many processes would take longer than they should have.
        if len(program) > most + OUR_OWN or measure.threads(program) > most + OUR_OWN:
            reason = f"The notebook had more than {most} processes and threads at once."
            return RunEnded(end=RunEnd.PROCESS_LIMIT, reason=reason)
        return None

    def _too_much_memory(self, program: list[psutil.Process]) -> RunEnded | None:
        disks = self._in_ram + self._ram_files * measure.INODE
        used = sum(measure.resident(process) for process in program)
        if used + disks > self.peak_memory and len(program) > MANY:
            used = sum(measure.proportional(process) for process in program)
        self.peak_memory = max(self.peak_memory, used + disks)
        most = self._limits.memory_mb << 20
        if used + disks > most and sum(measure.proportional(process) for process in program) + disks > most:
            part = f", {disks >> 20} MB of it for files in its temporary folders" if disks > most // 4 else ""
            reason = f"Memory ran out: the notebook used more than {self._limits.memory_mb} MB{part}."
            return RunEnded(end=RunEnd.OUT_OF_MEMORY, reason=reason)
        machine = psutil.virtual_memory()
        if machine.available < min(LEAST_MEMORY, machine.total // 20):
            return RunEnded(end=RunEnd.MACHINERY, reason=_ALMOST_OUT.format("memory", machine.available >> 20))
        return None

    def _too_much_work(self, program: list[psutil.Process]) -> RunEnded | None:
        self.processor_seconds = self._processor.look(program)
        most = measure.processor_seconds(self._limits)
        if self.processor_seconds > most:
            reason = f"The notebook used more than {most:.0f} seconds of processor time."
            return RunEnded(end=RunEnd.CPU_LIMIT, reason=reason)
        return None

    def _too_much_read(self) -> RunEnded | None:
        """A message may have any number of parts, which are all held until the last has come: libzmq knows no cap."""
        if not self._reads or measure.resident(psutil.Process(self._process.pid)) < READER_MEMORY:
            return None
        reason = "The notebook's kernel sent a message that is larger than the grader can hold."
        return RunEnded(end=RunEnd.OUTPUT_LIMIT, reason=reason)

    def _too_full(self, number: int) -> RunEnded | None:
        if number % DISK_EVERY:
            return None
        for folder, megabytes in self._folders:
            folder.look()
            if folder.bytes > megabytes << 20:
                return RunEnded(end=RunEnd.DISK_LIMIT, reason=f"The notebook left more than {megabytes} MB of files.")
            if folder.entries > self._limits.files or folder.too_deep:
                how = "folders too deep in one another" if folder.too_deep else f"more than {self._limits.files} files"
                return RunEnded(end=RunEnd.DISK_LIMIT, reason=f"The notebook left {how}.")
            with contextlib.suppress(OSError):
                disk = os.statvfs(folder.path)
                if disk.f_bavail * disk.f_frsize < LEAST_DISK:
                    free = disk.f_bavail * disk.f_frsize >> 20
                    return RunEnded(end=RunEnd.MACHINERY, reason=_ALMOST_OUT.format("disk space", free))
        return None


_ALMOST_OUT = (
    "The machine that graded this had only {1} MB of {0} left, for all that ran on it, so the run was stopped. That is "
    "charged to nobody: grade this submission again, by itself."
)


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
        living = [child for child in measure.below(pid) if _is_living(child)]
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
