"""The file in which a judge's child says what it did: a line when a check begins, and one with its outcome.

The two take turns. So a child that dies leaves behind whose fault it was, and a check that writes lines of its own is
noticed by the turn that they take.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import msgspec

from grader.model.grade import Outcome


class _Line(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    began: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a child had said when it ended."""

    began: tuple[str, ...]
    """Ids of checks, in their order."""
    outcomes: dict[str, Outcome]
    disorder: bool = False
    """Whether there were lines out of turn; the last that began is then the check that wrote them."""

    @property
    def unsettled(self) -> str:
        """The check that was under way when the child ended; empty where there was none."""
        return self.began[-1] if self.began and self.began[-1] not in self.outcomes else ""

    def without_last(self) -> dict[str, Outcome]:
        return {name: outcome for name, outcome in self.outcomes.items() if name != self.began[-1]}


def write_began(file: BinaryIO, check: str) -> None:
    _write(file, _Line(began=check))


def write_outcome(file: BinaryIO, outcome: Outcome) -> None:
    _write(file, _Line(outcome=outcome))


def _write(file: BinaryIO, line: _Line) -> None:
    file.write(msgspec.json.encode(line) + b"\n")
    file.flush()


def read(path: Path) -> Told:
    """What the file says up to the first line that is out of turn; whatever stands behind that is believed nobody."""
    began: list[str] = []
    outcomes: dict[str, Outcome] = {}
    for raw in path.read_bytes().splitlines() if path.exists() else []:
        line = _decoded(raw)
        under_way = bool(began) and began[-1] not in outcomes
        if line.began and not under_way and line.began not in began:
            began.append(line.began)
        elif line.outcome is not None and under_way and line.outcome.id == began[-1]:
            outcomes[line.outcome.id] = line.outcome
        else:
            return _disordered(began, outcomes, line)
    return Told(began=tuple(began), outcomes=outcomes)


def _decoded(raw: bytes) -> _Line:
    try:
        return msgspec.json.decode(raw, type=_Line)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _Line()


def _disordered(began: list[str], outcomes: dict[str, Outcome], line: _Line) -> Told:
    """Everything before the check that wrote out of turn: the one that was under way, else the one that came twice."""
    name = line.outcome.id if line.outcome is not None else line.began
    if began and began[-1] in outcomes and name in began:
        began = began[: began.index(name) + 1]
    before = began[:-1]
    return Told(began=tuple(began), outcomes={each: outcomes[each] for each in before}, disorder=True)
