"""What a notebook prints between the steps of its own training loop."""

from __future__ import annotations

import re
import sys
from typing import Any

LONGEST = 20_000  # characters between two steps
MOST_LINES = 12
LONGEST_LINE = 300


class Printed:
    """Listens to standard output while a hand-written training goes on; what is printed reaches it unchanged."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._size = 0
        self._count: int | None = None
        self._stream = sys.stdout
        self._original: Any = self._stream.write
        self._stream.write = self._written  # type: ignore[method-assign]

    def _written(self, text: Any) -> Any:
        if isinstance(text, str) and self._size < LONGEST:
            self._pieces.append(text)
            self._size += len(text)
        return self._original(text)

    def end(self) -> None:
        # Something else may have put itself in front in the meantime; then this one stays where it is.
        if self._stream.__dict__.get("write") == self._written:
            del self._stream.write

    def take(self) -> list[str]:
        """The lines since the last time, a progress bar's rewritten ones among them."""
        lines = [line.strip()[:LONGEST_LINE] for line in re.split(r"[\r\n\b]+", "".join(self._pieces))]
        self._pieces, self._size = [], 0
        return [line for line in lines if line]

    def counts_on(self, lines: list[str]) -> bool:
        """Whether one of the lines tells the next epoch by its number, as `Epoch 4/30` after `Epoch 3/30` does."""
        for line in lines:
            found = re.search(r"\d+", line)
            if found and "epoch" in line.casefold() and self._count in (None, int(found[0]) - 1):
                self._count = int(found[0])
                return True
        return False
