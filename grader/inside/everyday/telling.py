"""How stubs tell the journal that they were used."""

from __future__ import annotations

from helping.aids import Aids

aids: Aids | None = None


def tell(name: str, sentence: str) -> None:
    if aids is not None:
        aids.everyday(name, sentence)


def cell() -> int:
    """The cell that is running, -1 where none is."""
    return -1 if aids is None or aids.journal is None else int(aids.journal.cell)
