"""What a cell's code can come to by the functions that the notebook defines: read, never run.

By lines and names alone, so that cells with IPython's own syntax, and cells that no parser takes, are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.model.submission import Submission

_DEFINED = re.compile(r"^([ \t]*)(?:async )?(?:def|class)\s+(\w+)")
_CALLED = re.compile(r"(?<![\w])(\w+)\s*\(")
MOST_LINES = 50_000


class Reach:
    """The functions, methods and classes of a notebook, by name; of several with one name, all."""

    def __init__(self, submission: Submission) -> None:
        self._sources = {cell.index: cell.source for cell in submission.code}
        self._bodies: dict[str, list[str]] = {}
        self._outside: dict[int, str] = {}
        for index, source in self._sources.items():
            lines = source.split("\n")[:MOST_LINES]
            inside: set[int] = set()
            for name, start, end in _definitions(lines):
                self._bodies.setdefault(name, []).append("\n".join(lines[start + 1 : end]))
                inside.update(range(start, end))
            self._outside[index] = "\n".join(line for n, line in enumerate(lines) if n not in inside)

    def reaches(self, cell: int, doing: re.Pattern[str]) -> bool:
        """Whether such code stands in the cell, outside of what it only defines, or in what it calls at any depth."""
        waiting = [self._outside.get(cell, "")]
        known: set[str] = set()
        while waiting:
            text = waiting.pop()
            if doing.search(text):
                return True
            for name in set(_CALLED.findall(text)) - known:
                known.add(name)
                waiting += self._bodies.get(name, [])
        return False


def _definitions(lines: list[str]) -> Iterator[tuple[str, int, int]]:
    """Name, first line and end of each; methods stand in their classes as well, and are known by their own names."""
    waiting: list[tuple[int, str, int]] = []
    for number, line in enumerate(lines):
        if not line.strip() or line.lstrip().startswith(("#", ")")):
            continue
        depth = len(line) - len(line.lstrip())
        while waiting and depth <= waiting[-1][0]:
            _, name, start = waiting.pop()
            yield name, start, number
        if match := _DEFINED.match(line):
            waiting.append((depth, match[2], number))
    yield from ((name, start, len(lines)) for _, name, start in waiting)
