"""What the notebook was helped with: told to the journal once for each cell and thing, and shown in the report."""

from __future__ import annotations

from typing import Any

AGE, EVERYDAY = "age", "everyday"
LONGEST = 300


class Aids:
    """Notes each help; before the journal is there nothing is noted, for then no cell has run."""

    def __init__(self) -> None:
        self.journal: Any = None
        self._told: set[tuple[int, str]] = set()

    def tell(self, sort: str, name: str, sentence: str) -> None:
        """`name` is what the notebook asked for, the sentence says what it got."""
        journal = self.journal
        if journal is None or journal.cell < 0 or (journal.cell, name) in self._told:
            return
        self._told.add((journal.cell, name))
        journal.quietly(lambda: journal.write("aid", sort=sort, name=name[:LONGEST], text=sentence[:LONGEST]))

    def age(self, name: str, sentence: str) -> None:
        self.tell(AGE, name, sentence)

    def everyday(self, name: str, sentence: str) -> None:
        self.tell(EVERYDAY, name, sentence)
