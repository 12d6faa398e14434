"""Where a running notebook stands, read from the transcript and the journal as they grow."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader.boundary import outbox, wire
from grader.boundary.lines import journal_name
from grader.execution.job import Job, Places

MOST_AT_ONCE = 1 << 20  # bytes read at a tick

_transcript = msgspec.json.Decoder(wire.TranscriptLine)
_journal = msgspec.json.Decoder(wire.JournalLine)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """For showing only; nothing is judged by it."""

    cells: int
    done: int = 0
    epoch: int = 0
    epochs: int = 0
    """0 while no training is under way."""
    predicted: float = 0.0
    """Seconds that the whole of that training will take; 0 while that is not known."""
    budget: float | None = None
    """Minutes."""
    again: bool = False
    """Whether a kernel had died before."""
    seconds: float = 0.0
    memory: int = 0
    """Bytes."""


class Follower:
    """Follows one run's two files; unreadable lines are skipped, for the decoder will say what was wrong with them."""

    def __init__(self, places: Places, job: Job) -> None:
        self._places = places
        self._offsets = {"transcript": 0, "journal": 0}
        self._name = journal_name(job.life)
        self._fit_at = self._first_at = 0.0
        minutes = job.budget.minutes if job.budget is not None else None
        self.standing = Standing(cells=len(job.cells), budget=minutes, again=job.life > 0)

    def look(self, seconds: float, memory: int) -> Standing:
        for line in self._new_lines("transcript", self._places.root, "transcript.jsonl"):
            self._cell(line)
        for line in self._new_lines("journal", self._places.outbox, self._name):
            self._epoch(line)
        self.standing = replace(self.standing, seconds=seconds, memory=memory)
        return self.standing

    def _new_lines(self, key: str, folder: Path, name: str) -> list[bytes]:
        raw = outbox.read_bytes(folder, name, MOST_AT_ONCE, self._offsets[key]) or b""
        whole = raw.rfind(b"\n") + 1
        # A line longer than what is read at once would hold up all that follow.
        self._offsets[key] += whole if whole or len(raw) < MOST_AT_ONCE else len(raw)
        return raw[:whole].splitlines()

    def _cell(self, line: bytes) -> None:
        try:
            event = _transcript.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return
        if isinstance(event, wire.CellEnded):
            self.standing = replace(self.standing, done=self.standing.done + 1, epoch=0, epochs=0, predicted=0.0)

    def _epoch(self, line: bytes) -> None:
        if b'"epoch"' not in line and b'"fit_' not in line and b'"forecast"' not in line:
            return
        try:
            event = _journal.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            return
        if isinstance(event, wire.FitBegan):
            self._fit_at = event.at
            self.standing = replace(self.standing, epoch=0, epochs=event.epochs, predicted=0.0)
        elif isinstance(event, wire.Forecast):
            self.standing = replace(self.standing, predicted=event.seconds)
        elif isinstance(event, wire.EpochEnded):
            epoch = self.standing.epoch + 1
            self._first_at = event.at if epoch == 1 else self._first_at
            self.standing = replace(self.standing, epoch=epoch, predicted=self._predicted(epoch, event.at))
        elif isinstance(event, wire.FitEnded):
            self.standing = replace(self.standing, epoch=0, epochs=0, predicted=0.0)

    def _predicted(self, epoch: int, at: float) -> float:
        """Seconds for the whole training; its first epoch says little of the others, for much is compiled in it."""
        if epoch == 1 or not self.standing.epochs:
            return self.standing.predicted
        pace = (at - self._first_at) / (epoch - 1)
        return max(0.0, self._first_at - self._fit_at + pace * (self.standing.epochs - 1))
