"""Mutants: an original with one thing wrong, and the checks that must notice it.

An original is a submission that earns every point: the reference, or a sample. A mutant is a small readable change of
it, never a copied notebook. Most change what is judged (the texts that were handed in, or the recorded evidence of
the original's own run) and take less than a second; those that change code are run again.
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from grader.assignment import ROOT
from grader.model.evidence import Evidence
from grader.model.selftest import Level
from grader.model.submission import Cell, CellKind, Submission

REFERENCE = "reference"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    name: str
    level: Level
    original: str
    """Which of the assignment's originals is changed."""
    targets: frozenset[str]
    """Ids of the checks that it is for."""
    also: frozenset[str]
    """Ids of the checks that it loses as a consequence."""
    change: Callable[[Any], Any]

    @property
    def loses(self) -> frozenset[str]:
        """All that no longer passes; whatever is not among them still does."""
        return self.targets | self.also

    def submission(self, original: Submission) -> Submission:
        changed: Submission = self.change(original)
        return self._another(changed, original)

    def evidence(self, original: Evidence) -> Evidence:
        """The evidence as it would be judged; for a mutant of code only `submission` makes sense."""
        if self.level is Level.TEXT:
            return replace(original, submission=self.submission(original.submission))
        changed: Evidence = self.change(original)
        return self._another(changed, original)

    def _another(self, changed: Thing, original: Thing) -> Thing:
        """Raises `ValueError` where the change found nothing to change: then the mutant would prove nothing."""
        if changed == original:
            raise ValueError(f"the mutant {self.name} changes nothing")
        return changed


Thing = TypeVar("Thing", Submission, Evidence)
ChangeText = Callable[[Submission], Submission]
ChangeRecord = Callable[[Evidence], Evidence]
Change = TypeVar("Change", ChangeText, ChangeRecord)

_known: list[Mutant] = []


def code(*targets: str, also: tuple[str, ...] = (), on: str = REFERENCE) -> Callable[[ChangeText], ChangeText]:
    """Declares a mutant whose code is run again.

    `targets` are the checks that it is for, `also` those that it loses as a consequence, `on` the original that it
    changes. The change itself stays a plain function, so that one may be declared for several originals.
    """
    return _declared(Level.CODE, targets, also, on)


def text(*targets: str, also: tuple[str, ...] = (), on: str = REFERENCE) -> Callable[[ChangeText], ChangeText]:
    """Declares a mutant of Markdown, comments or documents; the run stays as it was."""
    return _declared(Level.TEXT, targets, also, on)


def record(*targets: str, also: tuple[str, ...] = (), on: str = REFERENCE) -> Callable[[ChangeRecord], ChangeRecord]:
    """Declares a mutant of the evidence, as another notebook would have left it."""
    return _declared(Level.RECORD, targets, also, on)


def _declared(level: Level, targets: tuple[str, ...], also: tuple[str, ...], on: str) -> Callable[[Change], Change]:
    def declare(change: Change) -> Change:
        name = change.__name__ if on == REFERENCE else f"{change.__name__}@{on}"
        _known.append(
            Mutant(
                name=name,
                level=level,
                original=on,
                targets=frozenset(targets),
                also=frozenset(also),
                change=change,
            )
        )
        return change

    return declare


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


def originals(assignment: str) -> Mapping[str, Path]:
    """Where the submissions lie that the assignment's mutants change, by name."""
    declared: Mapping[str, str] = importlib.import_module(f"checks.{assignment}.mutants").ORIGINALS
    return {name: ROOT / path for name, path in declared.items()}
