"""From the bytes of a run to Evidence: total (it never raises for what a notebook did) and capped.

A line that can't be read is dropped and counted, never repaired: what is missing was not shown.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import msgspec

from grader.boundary import images, lines, wire
from grader.boundary.journal import JournalReader
from grader.boundary.store import EvidenceFolder
from grader.model.evidence import CellEnd, CellRun, Observed, Output, Reported, RunEnd
from grader.model.traces import Fit

MOST_IMAGES = 200
CLOCKS_APART = 10.0  # seconds between the moments from which kernel and host count


class Transcript(msgspec.Struct, frozen=True, kw_only=True):
    """What the client saw: how each cell and the run ended, and what was shown."""

    cells: tuple[CellRun, ...]
    end: wire.RunEnded | None
    """None where the client itself was ended."""
    outputs: tuple[Output, ...]


def read_transcript(
    path: Path, cells: tuple[int, ...], folder: EvidenceFolder, second: Path | None = None
) -> Transcript:
    """Reads the client's transcript; `cells` are the code cells that were to be run.

    Where the kernel was started again, `second` is the transcript of that: what it says of a cell is what counts.
    """
    runs: dict[int, CellRun] = {}
    outputs: list[Output] = []
    end: wire.RunEnded | None = None
    budget, room = MOST_IMAGES, images.Room()
    for event in (event for place in (path, second) if place for event in lines.transcript(place)):
        if isinstance(event, wire.CellBegan):
            outputs = [output for output in outputs if output.cell != event.cell]
            runs[event.cell] = CellRun(cell=event.cell, end=CellEnd.DIED, began=event.at, ended=event.at)
        elif isinstance(event, wire.CellEnded):
            runs[event.cell] = CellRun(cell=event.cell, end=event.end, began=event.began, ended=event.ended)
            for shown in event.outputs:
                picture = images.from_base64(shown.image, room) if shown.image and budget > 0 else None
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


def read_journal(
    place: Path, outputs: tuple[Output, ...], folder: EvidenceFolder, again: frozenset[int] = frozenset()
) -> Reported:
    """Reads what the recorder wrote into its outbox, arrays and pictures included.

    Where the kernel was started again, `again` are the cells that it ran: of these the second recorder's events are
    taken and the first one's are not.
    """
    reader = JournalReader(place, folder)
    refused: Counter[str] = Counter()
    first = lines.journal(place, 0, refused)
    for event in _not_repeated(list(first), again) if again else first:
        reader.add(event)
    for event in lines.journal(place, 1, refused) if again else ():
        reader.add(event)
    notes = [f"{count} lines of the journal could not be read: {fault}" for fault, count in refused.most_common(5)]
    return reader.finish(outputs, notes, refused.total())


def _not_repeated(events: list[wire.JournalLine], again: frozenset[int]) -> list[wire.JournalLine]:
    """The events of cells that were not run again, and the models that these speak of wherever they were described."""
    kept = [event for event in events if event.cell not in again]
    named = (wire.FitBegan, wire.Called, wire.WeightsKept, wire.Probed)
    meant = {event.model for event in kept if isinstance(event, named)}
    return [
        event
        for event in events
        if event.cell not in again or (isinstance(event, wire.ModelNoted) and event.handle in meant)
    ]


def believed(reported: Reported, observed: Observed) -> Reported:
    """Without cuts for a budget's sake that the host knows nothing of: a training can't get itself excused.

    None is made where there is no budget, nor within an epoch before the time for training was up by the host's clock.
    """
    budget = observed.budget
    ended = {run.cell: observed.seconds if run.end is CellEnd.DIED else run.ended for run in observed.cells}

    def is_likely(fit: Fit) -> bool:
        if budget is None or fit.cut is None:
            return False
        spent = 60 * budget.minutes - budget.reserve - CLOCKS_APART
        return not fit.cut.within_epoch or ended.get(fit.cell, 0.0) >= spent

    fits = tuple(fit if fit.cut is None or is_likely(fit) else replace(fit, cut=None) for fit in reported.fits)
    return replace(reported, fits=fits)


def run_end(transcript: Transcript, stopped: wire.RunEnded | None) -> wire.RunEnded:
    """How the run ended: by the watch over it, as the client said, or, with neither, by a fault of ours."""
    if stopped is not None:
        return stopped
    if transcript.end is not None:
        return transcript.end
    return wire.RunEnded(end=RunEnd.MACHINERY, reason="The process that talks to the notebook's kernel ended early.")
