"""Help that a run was given, so that it did not stop at what this machine has otherwise, or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AidSort(StrEnum):
    AGE = "age"
    """A name or setting of older libraries, answered with what it is called now."""
    EVERYDAY = "everyday"
    """A module, command or question that only another place (Colab, a desktop) answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aid:
    cell: int
    """Where it was first asked for."""
    sort: AidSort
    name: str
    """What the notebook asked for."""
    sentence: str
    """What it got."""
