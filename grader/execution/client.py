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
from nbclient.exceptions import CellExecutionComplete, CellTimeoutError, DeadKernelError

from grader.boundary.wire import CellBegan, CellEnded, RunEnded
from grader.execution.job import Job
from grader.execution.kernel import LARGEST_MESSAGE, SandboxKernelManager, WaryClient, WarySession
from grader.execution.messages import OutputLimit, Violation
from grader.execution.outputs import CellOutputs
from grader.model.evidence import CellEnd, RunEnd

SHORTEST_GRACE, LONGEST_GRACE = 5.0, 30.0  # seconds for a cell to end after it was interrupted
GRACE = 0.1  # of its limit: Python heeds an interruption between two steps, and a step of a large model takes a while
LISTEN = 0.2  # seconds between two looks at the channels
SETTLE = 0.5  # seconds until a dead kernel's process has been seen to end


class Transcript:
    """One JSON object a line, flushed: a run that is killed keeps what it has seen."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("ab")

    def write(self, event: CellBegan | CellEnded | RunEnded) -> None:
        self._file.write(msgspec.json.encode(event) + b"\n")
        self._file.flush()


class Client(NotebookClient):
    """Runs the job's cells one after the other; errors of cells don't stop it."""

    def __init__(self, job: Job, manager: SandboxKernelManager, session: WarySession, transcript: Transcript) -> None:
        cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "source": cell.source} for cell in job.cells]
        content = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
        notebook = nbformat.from_dict(content)  # type: ignore[no-untyped-call]  # nbformat is half typed
        super().__init__(
            notebook, km=manager, timeout=None, allow_errors=True, store_widget_state=False, startup_timeout=90
        )
        self._job, self._transcript, self._manager, self._session = job, transcript, manager, session
        self._outputs = CellOutputs(0)
        self._overdue = self._cut_off = self._closed = self._failed = False
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
        self._overdue = self._cut_off = self._closed = self._failed = False
        alarms = [asyncio.ensure_future(self._alarm()), asyncio.ensure_future(self._listen())]
        fault: Exception | None = None
        try:
            await self.async_execute_cell(self.nb.cells[number], number, execution_count=number + 1)
        except Exception as raised:  # noqa: BLE001  # forged replies fail in nbclient in any way they like
            fault = raised
        finally:
            for alarm in alarms:
                alarm.cancel()
        fault = self._session.fault or fault
        if isinstance(fault, OutputLimit):
            return CellEnd.DIED, RunEnded(end=RunEnd.OUTPUT_LIMIT, reason=str(fault))
        if self._cut_off:
            reason = f"The notebook showed more than {LARGEST_MESSAGE >> 20} MB of output at once."
            return CellEnd.DIED, RunEnded(end=RunEnd.OUTPUT_LIMIT, reason=reason)
        if isinstance(fault, (DeadKernelError, CellTimeoutError)):
            if self._overdue:
                reason = f"The cell could not be interrupted after {self._seconds:.0f} seconds."
                return CellEnd.OUT_OF_TIME, RunEnded(end=RunEnd.OUT_OF_TIME, reason=reason)
            if self._closed:
                reason = "The kernel closed in this cell all that connects it with the grader, and had to be ended."
                return CellEnd.DIED, RunEnded(end=RunEnd.KERNEL_DIED, reason=reason)
            reason = "The kernel died in this cell."
            return CellEnd.DIED, RunEnded(end=RunEnd.KERNEL_DIED, reason=reason, status=self._manager.exit_status)
        if fault is not None:
            what = str(fault) if isinstance(fault, Violation) else f"a reply without sense ({type(fault).__name__})"
            reason = f"The notebook's kernel sent {what}; nothing that it says can be relied on any longer."
            return CellEnd.DIED, RunEnded(end=RunEnd.PROTOCOL_VIOLATION, reason=reason)
        if self._overdue:
            return CellEnd.OUT_OF_TIME, None
        return (CellEnd.ERROR if self._failed else CellEnd.OK), None

    async def _listen(self) -> None:
        """Ends the kernel when nothing more is to be had from it.

        That is when it broke the protocol or sent too much, which nbclient would learn when the cell is over; and when
        a channel was cut off, which happens to a message that is longer than any may be.
        """
        while self._session.fault is None and isinstance(self.kc, WaryClient) and not self.kc.dropped():
            await asyncio.sleep(LISTEN)
        if self._session.fault is None:
            # A kernel that died drops its channels too; a moment later the two can be told apart.
            await asyncio.sleep(SETTLE)
            if self._manager.is_running() and isinstance(self.kc, WaryClient):
                dropped = self.kc.dropped()
                self._cut_off, self._closed = len(dropped) == 1, len(dropped) > 1
        self._manager.kill_now()

    async def _alarm(self) -> None:
        await asyncio.sleep(self._seconds)
        self._overdue = True
        if isinstance(self.kc, WaryClient):
            self.kc.ask_to_interrupt()
        await asyncio.sleep(min(LONGEST_GRACE, max(SHORTEST_GRACE, GRACE * self._seconds)))
        self._manager.kill_now()

    def process_message(self, msg: dict[str, Any], cell: Any, cell_index: int) -> Any:
        """Keeps what is shown; widgets, cleared outputs, rewritten displays and payloads are not evidence."""
        kind, content = msg["msg_type"], msg["content"]
        if kind in ("stream", "display_data", "execute_result", "error"):
            self._failed = self._failed or kind == "error"
            self._outputs.add(kind, content)
        elif kind == "status" and content["execution_state"] == "idle":
            raise CellExecutionComplete
