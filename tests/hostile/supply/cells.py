"""Notebooks of this folder, of which each cell is a case of its own, named by the first comment in it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader import intake
from grader.model.evidence import CellEnd, Evidence
from grader.roles.stops import Stop, stops

HERE = Path(__file__).parent
ROWS = 40
REFUSED = "refused: "


@dataclass(frozen=True)
class Seen:
    evidence: Evidence

    def end(self, name: str) -> CellEnd:
        return next(run.end for run in self.evidence.observed.cells if run.cell == self._index(name))

    def text(self, name: str) -> str:
        """What a cell showed, with its errors."""
        return "\n".join(one.text for one in self.evidence.reported.outputs if one.cell == self._index(name))

    def stop(self, name: str) -> Stop:
        return next(stop for stop in stops(self.evidence) if stop.cell == self._index(name))

    def _index(self, name: str) -> int:
        return next(cell.index for cell in self.evidence.submission.code if title(cell.source) == name)


def title(source: str) -> str:
    return next(line for line in source.splitlines() if line.startswith("# ")).removeprefix("# ")


def titles(notebook: str) -> list[str]:
    return [title(cell.source) for cell in intake.read(HERE / f"{notebook}.ipynb").code]
