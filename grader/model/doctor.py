"""What `grade doctor` found out about this machine."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    GOOD = "good"
    POOR = "poor"
    """A grading is possible, with something less."""
    BAD = "bad"
    """No grading is possible with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A thing that was tried inside a sandbox."""

    what: str
    succeeded: bool
    meant_to: bool

    @property
    def right(self) -> bool:
        return self.succeeded == self.meant_to


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxReport:
    name: str
    state: State
    automatic: bool = False
    """Whether it is what `--sandbox auto` takes."""
    why: str = ""
    """Why it can't be used, or what it lacks here."""
    how: str = ""
    """What to do about that."""
    keeps: tuple[str, ...] = ()
    """What it protects from."""
    leaves: tuple[str, ...] = ()
    """What it does not."""
    tried: tuple[Tried, ...] = ()
    seconds: float = 0.0
    """That the trial took."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Basic:
    """Something that every grading needs."""

    name: str
    state: State
    found: str
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    sandboxes: tuple[SandboxReport, ...]
    basics: tuple[Basic, ...]

    @property
    def possible(self) -> bool:
        """Whether a stranger's notebook can be graded here as things are."""
        chosen = any(sandbox.automatic for sandbox in self.sandboxes)
        return chosen and all(basic.state is not State.BAD for basic in self.basics)
