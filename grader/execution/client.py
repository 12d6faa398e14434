"""nbclient against a kernel that may be hostile: caps, deadlines, and a transcript of one flushed line a cell.

It stands outside the sandbox and is the only place that parses the kernel's messages. What it saw and when is observed;
what the messages say is reported. It interrupts a cell at its limit once, politely, and kills the kernel when that does
not help: waiting for a busy loop's good manners has no end.
"""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import msgspec
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal, CellTimeoutError, DeadKernelError

from grader.boundary.wire import CellBegan, CellEnded, RunEnded
from grader.execution.job import Job
from grader.execution.kernel import SandboxKernelManager, Violation, WaryClient
from grader.execution.outputs import CellOutputs
from grader.model.evidence import CellEnd, RunEnd

SHORTEST_GRACE, LONGEST_GRACE = 5.0, 30.0  # seconds for a cell to end after it was interrupted
GRACE = 0.1  # of its limit: Python heeds an interruption between two steps, and a step of a large model takes a while
LISTEN = 0.2  # seconds between two looks at the channels
SETTLE = 0.5  # seconds until a dead kernel's process has been seen to end
MOST_MESSAGES = 200_000


class OutputLimit(Exception):
    """The kernel sent more than a submission may."""


class Transcript:
    """One JSON object a line, flushed: a run that is killed keeps what it has seen."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def write(self, event: CellBegan | CellEnded | RunEnded) -> None:
        self._file.write(msgspec.json.encode(event) + b"\n")
        self._file.flush()


class Client(NotebookClient):
    """Runs the job's cells one after the other; errors of cells don't stop it."""

    def __init__(self, job: Job, manager: SandboxKernelManager, transcript: Transcript) -> None:
        cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.source} for cell in job.cells]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        notebook = nbformat.from_dict(content)  # type: ignore[no-untyped-call]  # nbformat is half typed
        super().__init__(
            notebook, km=manager, timeout=None, allow_errors=True, store_widget_state=False, startup_timeout=90
        )
        self._job, self._transcript, self._manager = job, transcript, manager
        self._bytes = self._messages = 0
        self._outputs = CellOutputs(0)
        self._overdue = self._cut_off = False
        self._seconds = job.limits.cell_seconds

    async def run(self) -> RunEnded:
        """Runs all cells and says how the run ended; never raises for what the notebook did."""
        began = time.monotonic() - self._job.origin
        for number, cell in enumerate(self._job.cells):
            at = time.monotonic() - began
            self._transcript.write(CellBegan(cell=cell.index, at=at))
            if self._job.budget is not None:
                self._seconds = self._job.budget.of_cell(cell.index, at, self._job.limits)
            self._outputs = CellOutputs(self._job.limits.cell_output_kb << 10)
            end, run_end = await self._run_cell(number)
            self._transcript.write(
                CellEnded(
                    cell=cell.index,
                    end=end,
                    began=at,
                    ended=time.monotonic() - began,
                    outputs=self._outputs.finish(),
                    dropped=self._outputs.dropped,
                )
            )
            if run_end is not None:
                return run_end
        return RunEnded(end=RunEnd.COMPLETED)

    async def _run_cell(self, number: int) -> tuple[CellEnd, RunEnded | None]:
        limits = self._job.limits
        too_much = RunEnded(
            end=RunEnd.OUTPUT_LIMIT, reason=f"The notebook showed more than {limits.output_mb} MB of output."
        )
        self._overdue = self._cut_off = False
        alarms = [asyncio.ensure_future(self._alarm()), asyncio.ensure_future(self._listen())]
        try:
            await self.async_execute_cell(self.nb.cells[number], number, execution_count=number + 1)
        except OutputLimit:
            return CellEnd.DIED, too_much
        except Violation as violation:
            reason = f"The notebook's kernel sent {violation}; nothing that it says can be relied on any longer."
            return CellEnd.DIED, RunEnded(end=RunEnd.PROTOCOL_VIOLATION, reason=reason)
        except (DeadKernelError, CellTimeoutError):
            if self._cut_off:
                return CellEnd.DIED, too_much
            if self._overdue:
                reason = f"The cell could not be interrupted after {self._seconds:.0f} seconds."
                return CellEnd.OUT_OF_TIME, RunEnded(end=RunEnd.OUT_OF_TIME, reason=reason)
            return CellEnd.DIED, RunEnded(end=RunEnd.KERNEL_DIED, reason="The kernel died in this cell.")
        finally:
            for alarm in alarms:
                alarm.cancel()
        if self._cut_off:
            return CellEnd.DIED, too_much
        if self._overdue:
            return CellEnd.OUT_OF_TIME, None
        return (CellEnd.ERROR if self._failed else CellEnd.OK), None

    async def _listen(self) -> None:
        """Ends the kernel when a channel was cut off, which happens to a message that is longer than any may be."""
        while isinstance(self.kc, WaryClient) and not self.kc.dropped():
            await asyncio.sleep(LISTEN)
        # A kernel that died drops its channels too; a moment later the two can be told apart.
        await asyncio.sleep(SETTLE)
        if self._manager.is_running():
            self._cut_off = True
            self._manager.kill_now()

    async def _alarm(self) -> None:
        await asyncio.sleep(self._seconds)
        self._overdue = True
        await self._manager.interrupt_kernel()
        await asyncio.sleep(min(LONGEST_GRACE, max(SHORTEST_GRACE, GRACE * self._seconds)))
        self._manager.kill_now()

    async def async_execute_cell(self, *args: Any, **kwargs: Any) -> Any:
        self._failed = False
        return await super().async_execute_cell(*args, **kwargs)

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Counts every message, keeps what is shown, and leaves the protocol's own to nbclient."""
        kind, content = msg.get("msg_type"), msg["content"]
        self._messages += 1
        self._bytes += _size(content) + sum(len(part) for part in msg.get("buffers") or [])
        if self._bytes > self._job.limits.output_mb << 20 or self._messages > MOST_MESSAGES:
            raise OutputLimit
        if kind in ("stream", "display_data", "execute_result", "error"):
            self._failed = self._failed or kind == "error"
            self._outputs.add(str(kind), content)
            return None
        if kind != "status":  # widgets, cleared outputs and rewritten displays are not evidence
            return None
        try:
            return super().process_message(msg, cell, cell_index)
        except CellControlSignal:
            raise
        except Exception as fault:  # noqa: BLE001  # forged content fails in nbclient in any way it likes
            raise Violation(f"a status that can't be read ({type(fault).__name__})") from None


def _size(value: Any) -> int:
    """Roughly the characters in a message's content, without writing it out."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict):
        return sum(_size(key) + _size(item) for key, item in value.items())
    if isinstance(value, list):
        return sum(_size(item) for item in value)
    return 8
