"""What was taken for what in a submission, and why: one account for each role, for the teacher's report."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Confidence(StrEnum):
    """How sure a role is, by rules and not by feeling; each maker of an account says in its docstring which it applies.

    None of them enters a mark: they tell a teacher where to look first.
    """

    CERTAIN = "certain"
    """Told by identity or by equal numbers with nothing else in question, or pinned by the teacher."""
    LIKELY = "likely"
    """Chosen among several by a rule that holds in nearly all notebooks, such as the longest training."""
    GUESS = "guess"
    """Told by order, position or words alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One role: what was taken for it and on what evidence. A role that is not there has no confidence."""

    role: str
    taken: str = ""
    """Short; empty where nothing was taken."""
    where: tuple[str, ...] = ()
    """Cells and documents, as a reader is told of them."""
    because: str
    confidence: Confidence | None = None
    others: tuple[str, ...] = ()
    """What else was there and was not taken, in brief."""
    pinned: bool = False
    """Whether the teacher chose it."""

    def __post_init__(self) -> None:
        if bool(self.taken) != (self.confidence is not None):
            raise ValueError("what was taken has a confidence, and nothing else has")
