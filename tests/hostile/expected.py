"""A row of the catalogue as a folder: the hand-in, and `expected.toml`, which says what must come of it."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import msgspec

from grader.model.assignment import Limits
from grader.model.evidence import CellEnd, RunEnd

HERE = Path(__file__).parent
EXPECTED = "expected.toml"
STAGES = ("intake", "run", "grade")
CODES = frozenset(("OK", "ERR", "KEEP", "ZERO", "FLAG"))
GROUPS = {
    "traps": "T",
    "resource": "R",
    "escape": "S",
    "network": "N",
    "protocol": "P",
    "evidence": "V",
    "deserialisation": "D",
    "report": "X",
    "ci": "C",
    "malformed": "M",
    "grader": "G",
}
LIMITS: dict[str, Any] = {"cell_seconds": 60, "notebook_seconds": 120, "memory_mb": 2048, "disk_mb": 256}
"""Of every row, unless it says otherwise: an attack that gets through must not cost the machine much."""


class BadRow(Exception):
    """A row that can't be tested as it stands; the sentence says which and why."""


class Run(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    end: RunEnd | tuple[RunEnd, ...] = RunEnd.COMPLETED
    says: str | tuple[str, ...] = ()
    """Parts of sentences that the student reads: how the run ended, why a cell stopped, what was noted."""
    cells: dict[str, CellEnd | tuple[CellEnd, ...]] = {}
    """By index of the cell, from 0, Markdown counted."""
    shows: dict[str, str | tuple[str, ...]] = {}
    """By index of the cell: what it must have shown."""
    never: tuple[str, ...] = ()
    """What no cell may show."""
    peak_mb: int | None = None
    """The most memory that the run may have come to, whatever it tried."""

    @property
    def ends(self) -> tuple[RunEnd, ...]:
        return (self.end,) if isinstance(self.end, RunEnd) else self.end


class Refused(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: str | tuple[str, ...]


class Graded(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    zero: tuple[str, ...] = ()
    """Items, or checks such as `4.6/ten_epochs`, that must have earned nothing."""
    earns: tuple[str, ...] = ()
    """Items or checks that must have earned all their points."""
    ungradable: tuple[str, ...] = ()
    """Items or checks that must be left to a person, charged to nobody."""
    score: int | None = None
    flagged: bool | None = None
    """Whether a person must look."""
    flag: str | tuple[str, ...] = ()
    """Parts of the reasons for that."""
    found: dict[str, str | tuple[str, ...]] = {}
    """By check or item: parts of what the student is told was found."""
    report: tuple[str, ...] = ()
    """What must stand in the student's report."""
    hides: tuple[str, ...] = ()
    """What must not stand in any file of the reports folder but the evidence."""


class Expected(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    attack: str
    outcome: str
    stage: str
    why: str = ""
    sample: bool = False
    """Whether it is among those that are run with the other tests."""
    harmless: bool = False
    """Whether it may be run without a sandbox, to see that the row would notice."""
    rows: int = 200
    """Of the data set, at most so many are supplied."""
    seconds: int = 0
    """Wall clock after which the row itself is ended and has failed; 0: by its stage."""
    limits: dict[str, int | float] = {}
    run: Run = Run()
    refused: Refused | None = None
    grade: Graded = Graded()

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(self.outcome.replace("+", " ").split())

    @property
    def wall(self) -> int:
        return self.seconds or {"intake": 60, "run": 150, "grade": 300}[self.stage]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    folder: Path
    expected: Expected
    group: str

    @property
    def id(self) -> str:
        return self.expected.id


def read(folder: Path, backend: str = "") -> Row:
    """The row as it must come out under one backend. Raises `BadRow`."""
    name = f"{folder.parent.name}/{folder.name}"
    try:
        raw = tomllib.loads((folder / EXPECTED).read_text(encoding="utf-8"))
        overrides = {key: raw.pop(key, {}) for key in ("landlock", "bubblewrap")}
        for key, override in overrides.items():
            msgspec.convert(_merged(raw, override), Expected)  # wrong ones are met under any backend
            if override and not override.get("why"):
                raise BadRow(f"{name}: [{key}] differs and does not say why")
        expected = msgspec.convert(_merged(raw, overrides.get(backend, {})), Expected)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadRow(f"{name}: {EXPECTED} can't be read: {fault}") from None
    row = Row(folder=folder, expected=expected, group=folder.parent.name)
    if reason := _wrong(row):
        raise BadRow(f"{name}: {reason}")
    return row


def _merged(raw: dict[str, Any], override: dict[str, Any]) -> dict[str, Any]:
    """A table of the override is laid over that of the row, key by key."""
    return raw | {
        key: raw.get(key, {}) | value if isinstance(value, dict) else value for key, value in override.items()
    }


def _wrong(row: Row) -> str:
    """What makes the row worthless, or empty."""
    expected = row.expected
    if row.folder.name.split("_")[0] != expected.id or GROUPS.get(row.group) != expected.id[:1]:
        return f"the folder does not stand for {expected.id}"
    if expected.stage not in STAGES:
        return f"there is no stage {expected.stage!r}"
    if not expected.codes or not expected.codes <= CODES:
        return f"the outcome {expected.outcome!r} is not made of {', '.join(sorted(CODES))}"
    if unknown := set(expected.limits) - {field.name for field in fields(Limits)}:
        return f"there is no limit {', '.join(unknown)}"
    if reason := _unnamed(expected):
        return reason
    hand_in(row.folder)
    return ""


def _unnamed(expected: Expected) -> str:
    """A code of the outcome to which nothing in the row holds the grader."""
    run, grade, codes = expected.run, expected.grade, expected.codes
    if expected.stage == "intake":
        return "ERR needs [refused]" if "ERR" in codes and expected.refused is None else ""
    if "ZERO" in codes and not grade.zero:
        return "ZERO needs the items that earn nothing"
    if "FLAG" in codes and not grade.flag:
        return "FLAG needs a part of the reason"
    if "ERR" in codes and not (run.says or expected.refused or grade.found):
        return "ERR needs a part of the sentence"
    if "KEEP" in codes and not (run.shows or grade.earns):
        return "KEEP needs something that was there before the event"
    if not (run.cells or run.shows or run.never or run.says or grade.zero or grade.earns or grade.found):
        return "nothing in it can fail"
    return ""


def hand_in(folder: Path) -> Path:
    """What is handed in, or the `make.py` that makes it. Raises `BadRow` where there is not one such thing."""
    entries = [path for path in folder.iterdir() if path.name not in (EXPECTED, "__pycache__")]
    if len(entries) == 1:
        return entries[0]
    made = folder / "make.py"
    if made in entries:
        return made
    raise BadRow(f"{folder.parent.name}/{folder.name}: there must be one hand-in, and there are {len(entries)}")


def folders() -> tuple[Path, ...]:
    """All rows, in the order of groups and ids."""
    found = (path.parent for group in GROUPS for path in (HERE / group).glob(f"*/{EXPECTED}"))
    return tuple(sorted(found, key=lambda folder: (list(GROUPS).index(folder.parent.name), folder.name)))
