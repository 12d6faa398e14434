"""What a cell's code can come to by the functions that the notebook defines: read, never run.

By lines and names alone, so that cells with IPython's own syntax, and cells that no parser takes, are read as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.model.submission import Submission

_DEFINED = re.compile(r"([ \t]*)(?:async )?(?:def|class)\s+(\w+)")
_CALLED = re.compile(r"(?<!\w)(\w+)\s*\(")
MOST_LINES = 50_000
"""Of one cell."""
DEEPEST = 4
"""Definitions within one another that have names of their own; what is deeper belongs to the one around it."""


class Reach:
    """The functions, methods and classes of a notebook, by name; of several with one name, all."""

    def __init__(self, submission: Submission) -> None:
        self._bodies: dict[str, list[str]] = {}
        self._outside: dict[int, str] = {}
        for cell in submission.code:
            lines = cell.source.split("\n")[:MOST_LINES]
            inside: set[int] = set()
            for name, start, end in _definitions(lines):
                self._bodies.setdefault(name, []).append("\n".join(lines[start + 1 : end]))
                inside.update(range(start, end))
            self._outside[cell.index] = "\n".join(line for n, line in enumerate(lines) if n not in inside)
        self._calls = {name: _called(bodies) for name, bodies in self._bodies.items()}
        self._found: dict[re.Pattern[str], set[str]] = {}

    def reaches(self, cell: int, doing: re.Pattern[str]) -> bool:
        """Whether such code stands in the cell, outside of what it only defines, or in what it calls at any depth."""
        text = self._outside.get(cell, "")
        return bool(doing.search(text)) or not self._names(doing).isdisjoint(_called([text]))

    def _names(self, doing: re.Pattern[str]) -> set[str]:
        """The definitions that come to such code; each is looked through once, however many cells ask."""
        if doing not in self._found:
            found = {name for name, bodies in self._bodies.items() if any(doing.search(body) for body in bodies)}
            callers: dict[str, set[str]] = {}
            for name, called in self._calls.items():
                for other in called & self._bodies.keys():
                    callers.setdefault(other, set()).add(name)
            waiting = list(found)
            while waiting:
                more = callers.get(waiting.pop(), set()) - found
                found |= more
                waiting += more
            self._found[doing] = found
        return self._found[doing]


def _called(texts: list[str]) -> set[str]:
    return {name for text in texts for name in _CALLED.findall(text)}


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
        if len(waiting) < DEEPEST and (match := _DEFINED.match(line)):
            waiting.append((depth, match[2], number))
    yield from ((name, start, len(lines)) for _, name, start in waiting)
