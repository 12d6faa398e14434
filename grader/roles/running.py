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


def find(evidence: Evidence) -> Running:
    """Raises `Prevented` where it is not the notebook that stopped the run, `Missing` where there is no code at all."""
    runs = evidence.observed.cells
    if evidence.observed.end is RunEnd.MACHINERY:
        raise Prevented(Cause.GRADER, evidence.observed.reason)
    if not runs:
        raise Missing("The notebook has no code cells.")
    found = stops(evidence)
    if found and found[0].cause is not Cause.UPSTREAM:
        raise Prevented(found[0].cause, found[0].sentence)
    return Running(cells=len(runs), ran=sum(run.end is CellEnd.OK for run in runs), stops=found)
