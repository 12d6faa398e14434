"""How far the notebook ran: its code cells and how each ended."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model.evidence import Basis, CellEnd, Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.roles.stops import Stop, stops


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    cells: int
    ran: int
    """Cells that ended well."""
    stops: tuple[Stop, ...]
    basis: tuple[Basis, ...] = (Basis.OBSERVED,)

    @property
    def words(self) -> str:
        if not self.stops:
            return f"All {self.cells} code cells ran from first to last."
        return f"{self.ran} of {self.cells} code cells ran. {self.stops[0].sentence}"


def _does_something(source: str) -> bool:
    """Whether a cell holds more than comments: an untouched template runs from first cell to last, and does nothing."""
    return any(line.strip() and not line.lstrip().startswith("#") for line in source.splitlines())


def find(evidence: Evidence) -> Running:
    """Raises `Prevented` where it is not the notebook that stopped the run, `Missing` where there is no code at all."""
    sources = {cell.index: cell.source for cell in evidence.submission.code}
    runs = tuple(run for run in evidence.observed.cells if _does_something(sources.get(run.cell, "")))
    if evidence.observed.end is RunEnd.MACHINERY:
        raise Prevented(Cause.GRADER, evidence.observed.reason)
    if not runs:
        raise Missing("The notebook has no cell with code in it.")
    found = stops(evidence)
    if found and found[0].cause is not Cause.UPSTREAM:
        raise Prevented(found[0].cause, found[0].sentence)
    return Running(cells=len(runs), ran=sum(run.end is CellEnd.OK for run in runs), stops=found)
