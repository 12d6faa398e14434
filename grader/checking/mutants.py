"""Mutants: the reference with one thing wrong, and the checks that must notice it.

A mutant is a small readable change, never a copied notebook. Most change what is judged (the texts that were handed in,
or the recorded evidence of the reference's own run) and take a second; those that change code are run again.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from grader.model.evidence import Evidence
from grader.model.submission import Cell, CellKind, Submission


class Level(StrEnum):
    CODE = "code"
    """Changes the submission's code: it is run again."""
    TEXT = "text"
    """Changes Markdown, comments or documents: the run stays as it was."""
    RECORD = "record"
    """Changes the evidence, as another notebook would have left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    name: str
    level: Level
    loses: frozenset[str]
    """Ids of the checks that no longer pass; all others still do."""
    change: Callable[[Any], Any]

    def submission(self, original: Submission) -> Submission:
        changed: Submission = self.change(original)
        if changed == original:
            raise ValueError(f"the mutant {self.name} changes nothing")
        return changed

    def evidence(self, original: Evidence) -> Evidence:
        """The evidence as it would be judged; for a mutant of code only `submission` makes sense."""
        if self.level is Level.TEXT:
            return replace(original, submission=self.submission(original.submission))
        changed: Evidence = self.change(original)
        if changed == original:
            raise ValueError(f"the mutant {self.name} changes nothing")
        return changed


_known: list[Mutant] = []


def code(*loses: str) -> Callable[[Callable[[Submission], Submission]], Mutant]:
    return _register(Level.CODE, loses)


def text(*loses: str) -> Callable[[Callable[[Submission], Submission]], Mutant]:
    return _register(Level.TEXT, loses)


def record(*loses: str) -> Callable[[Callable[[Evidence], Evidence]], Mutant]:
    return _register(Level.RECORD, loses)


def _register(level: Level, loses: tuple[str, ...]) -> Callable[[Callable[[Any], Any]], Mutant]:
    def make(change: Callable[[Any], Any]) -> Mutant:
        mutant = Mutant(name=change.__name__, level=level, loses=frozenset(loses), change=change)
        _known.append(mutant)
        return mutant

    return make


def edited(submission: Submission, *edits: tuple[str, str]) -> Submission:
    """The submission with pieces of its cells replaced, each at its first place.

    Raises `ValueError` where a piece is not there: then the reference has changed, and the mutant must follow.
    """
    for old, new in edits:
        place = next((number for number, cell in enumerate(submission.cells) if old in cell.source), None)
        if place is None:
            raise ValueError(f"no cell holds {old!r}")
        cells = list(submission.cells)
        cells[place] = replace(cells[place], source=cells[place].source.replace(old, new, 1))
        submission = replace(submission, cells=tuple(cells))
    return submission


def section(submission: Submission, heading: str, text: str) -> Submission:
    """The submission with what stands under a Markdown heading, up to the next heading, replaced by another text.

    The heading is told by its beginning. Raises `ValueError` where no heading begins so.
    """
    pattern = re.compile(rf"^(#+ {re.escape(heading)}[^\n]*\n)(.*?)(?=^#+ |\Z)", re.MULTILINE | re.DOTALL)
    place = next((n for n, c in enumerate(submission.cells) if _is_markdown(c) and pattern.search(c.source)), None)
    if place is None:
        raise ValueError(f"no heading begins with {heading!r}")
    cells = list(submission.cells)
    cells[place] = replace(cells[place], source=pattern.sub(lambda match: f"{match[1]}\n{text}\n", cells[place].source))
    return replace(submission, cells=tuple(cells))


def _is_markdown(cell: Cell) -> bool:
    return cell.kind is CellKind.MARKDOWN


def read(assignment: str) -> tuple[Mutant, ...]:
    """All mutants that an assignment declares in `checks/<name>/mutants/`."""
    package = f"checks.{assignment}.mutants"
    for module in pkgutil.iter_modules(importlib.import_module(package).__path__):
        importlib.import_module(f"{package}.{module.name}")
    return tuple(mutant for mutant in _known if mutant.change.__module__.startswith(f"{package}."))
