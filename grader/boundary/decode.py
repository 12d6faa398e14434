"""From the bytes of a run to Evidence: total (it never raises for what a notebook did) and capped.

A line that can't be read is dropped and counted, never repaired: what is missing was not shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.boundary import images, outbox, wire
from grader.boundary.journal import JournalReader
from grader.boundary.store import EvidenceFolder
from grader.model.evidence import CellEnd, CellRun, Output, Reported, RunEnd

MOST_JOURNAL = 256 << 20  # bytes
LONGEST_LINE = 8 << 20
MOST_IMAGES = 200

_transcript = msgspec.json.Decoder(wire.TranscriptLine)
_journal = msgspec.json.Decoder(wire.JournalLine)


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What the client saw: how each cell and the run ended, and what was shown."""

    cells: tuple[CellRun, ...]
    end: wire.RunEnded | None
    """None where the client itself was ended."""
    outputs: tuple[Output, ...]


def read_transcript(path: Path, cells: tuple[int, ...], folder: EvidenceFolder) -> Transcript:
    """Reads the client's transcript; `cells` are the code cells that were to be run."""
    runs: dict[int, CellRun] = {}
    outputs: list[Output] = []
    end: wire.RunEnded | None = None
    budget = MOST_IMAGES
    for line in _lines(path.read_bytes() if path.exists() else b""):
        try:
            event = _transcript.decode(line)
        except (msgspec.DecodeError, RecursionError):
            continue  # the last line of a client that was killed while writing it
        if isinstance(event, wire.CellBegan):
            runs[event.cell] = CellRun(cell=event.cell, end=CellEnd.DIED, began=event.at, ended=event.at)
        elif isinstance(event, wire.CellEnded):
            runs[event.cell] = CellRun(cell=event.cell, end=event.end, began=event.began, ended=event.ended)
            for shown in event.outputs:
                picture = images.from_base64(shown.image) if shown.image and budget > 0 else None
                budget -= bool(shown.image)
                outputs.append(_output(event.cell, shown, folder.add_image(picture) if picture else None))
        else:
            end = event
    missing = (CellRun(cell=cell, end=CellEnd.NOT_RUN) for cell in cells if cell not in runs)
    ordered = sorted([*runs.values(), *missing], key=lambda run: run.cell)
    return Transcript(cells=tuple(ordered), end=end, outputs=tuple(outputs))


def _output(cell: int, shown: wire.WireOutput, image: str | None) -> Output:
    return Output(
        cell=cell,
        text=shown.text,
        html=shown.html,
        image=image,
        error=shown.error or None,
        trace=shown.trace,
        cut=shown.cut,
    )


def read_journal(place: Path, outputs: tuple[Output, ...], folder: EvidenceFolder) -> Reported:
    """Reads what the recorder wrote into its outbox, arrays and pictures included."""
    raw = outbox.read_bytes(place, "journal.jsonl", MOST_JOURNAL) or b""
    reader = JournalReader(place, folder)
    refused: Counter[str] = Counter()
    for line in _lines(raw):
        try:
            reader.add(_journal.decode(line))
        except (msgspec.DecodeError, ValueError, RecursionError) as fault:
            refused[str(fault)[:120]] += 1
    notes = [f"{count} lines of the journal could not be read: {fault}" for fault, count in refused.most_common(5)]
    return reader.finish(outputs, notes)


def _lines(raw: bytes) -> Iterator[bytes]:
    return (line for line in raw.split(b"\n") if line and len(line) <= LONGEST_LINE)


def run_end(transcript: Transcript, stopped: wire.RunEnded | None) -> wire.RunEnded:
    """How the run ended: by the watch over it, as the client said, or, with neither, by a fault of ours."""
    if stopped is not None:
        return stopped
    if transcript.end is not None:
        return transcript.end
    return wire.RunEnded(end=RunEnd.MACHINERY, reason="The process that talks to the notebook's kernel ended early.")
