"""What came of a row, as plain data: it travels from the process that grades to the one that compares."""

from __future__ import annotations

import msgspec

from grader.model.evidence import CellEnd, RunEnd


class Judged(msgspec.Struct, frozen=True):
    """A check, or an item as the sum of its checks."""

    earned: int
    possible: int
    status: str
    found: str


class Seen(msgspec.Struct, frozen=True):
    reached: str = "nothing"
    """The last stage that was gone through."""
    refused: str = ""
    """The sentence with which the hand-in was refused."""
    crash: str = ""
    """The end of a traceback: the grader's own fault."""
    end: RunEnd | None = None
    cells: dict[int, CellEnd] = {}
    shown: dict[int, str] = {}
    sentences: tuple[str, ...] = ()
    """All that tells the student why something stopped or was left out."""
    peak_mb: int = 0
    judged: dict[str, Judged] = {}
    """By item and by check."""
    score: int | None = None
    reasons: tuple[str, ...] = ()
    report: str = ""
    slug: str = ""
    left: tuple[str, ...] = ()
    """Processes that were still there at the end."""
    seconds: float = 0.0


class Outside(msgspec.Struct, frozen=True):
    """What the runner saw around the process that grades."""

    overdue: bool = False
    exit_code: int = 0
    log: str = ""
    changed: tuple[str, ...] = ()
    """Files outside of the run's folders that are not as they were."""
    remains: tuple[str, ...] = ()
    """What was left in the folder for temporary files."""
    contacts: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()
    """Files of the report in which the secret stands."""
    hidden: tuple[str, ...] = ()
    """Files that students see in which something stands that they must not see."""
