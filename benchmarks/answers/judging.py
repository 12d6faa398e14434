"""An answer's mark on the product's own way: its blocks and sentences, its concepts, and the checks of its item.

Only the tie between question and answer is given here: how answers are found is measured elsewhere.
"""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, cast

from benchmarks.answers.curves import CURVES
from grader.checking.rubric import MARK
from grader.model.assignment import Answered, Assignment, Concept
from grader.model.evidence import Basis, Evidence, Observed, Reported, RunEnd
from grader.model.judging import Doubted, Missing, Prevented
from grader.model.submission import Submission
from grader.roles import answers
from grader.roles.answers import GUARDED, Answers, Hit
from grader.roles.diagram import Diagram, Parts
from grader.roles.textblocks import BlockKind, blocks
from grader.roles.textsources import Passage, Source
from grader.roles.textties import Tied

GIVEN = frozenset({"answers", "diagram", "trained", "found"})
"""What checks of written answers may ask for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Half:
    """One check of an item: what it is worth, and how it went."""

    name: str
    points: int
    earned: bool
    flags: tuple[str, ...]
    """The guards that cost it; a person should look at what a guard took."""
    why: str
    """The check's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    halves: tuple[Half, ...]
    quotes: dict[str, str]
    """The concepts that are credited, each with the words that earned it; empty words where a diagram showed it."""

    @property
    def mark(self) -> float:
        """The share of the item's points."""
        return sum(half.points for half in self.halves if half.earned) / sum(half.points for half in self.halves)

    @property
    def flags(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(flag for half in self.halves for flag in half.flags))

    @property
    def why(self) -> str:
        return " / ".join(f"{half.name} {'+' if half.earned else '−'} {half.why}" for half in self.halves)


@dataclass(frozen=True, kw_only=True)
class _Watched(Answers):
    """Answers that remember what a check asked of them."""

    asked: list[Hit] = field(default_factory=list)

    def concept(self, question: str, concept: str) -> Hit:
        hit = super().concept(question, concept)
        self.asked.append(hit)
        return hit

    def concepts(self, question: str, *among: str) -> tuple[Hit, ...]:
        if not among:  # else it asks for a stance, which earns nothing and costs nothing
            self.asked.extend(self.readings[question].hit(each) for each in self.assignment.question(question).concepts)
        return super().concepts(question, *among)


@dataclass(frozen=True, kw_only=True)
class _WatchedDiagram(Diagram):
    """A diagram that remembers what a check asked of it."""

    asked: list[Parts] = field(default_factory=list)

    def flow(self, question: str, *, least: int) -> Parts:
        self.asked.append(super().flow(question, least=least))
        return self.asked[-1]

    def labels(self, question: str, *, least: int) -> Parts:
        self.asked.append(super().labels(question, least=least))
        return self.asked[-1]


@dataclass(frozen=True, slots=True)
class _Trained:
    """What checks ask of a training: that there was one, and its curves."""

    curves: dict[str, tuple[float, ...]]
    cells: tuple[int, ...] = (0,)

    def curve(self, name: str) -> tuple[float, ...]:
        return self.curves.get(name, ())


class Judge:
    """Marks answers to the items of one assignment."""

    def __init__(self, assignment: Assignment) -> None:
        self.assignment = assignment
        self._checks = dict(_checks(assignment))
        self._evidence = Evidence(
            submission=Submission(name="x", slug="x", path="x", notebook="x.ipynb", sha256="", cells=(), documents=()),
            observed=Observed(end=RunEnd.COMPLETED, sandbox="none", seconds=1.0, peak_memory=1),
            reported=Reported(),
        )

    @property
    def items(self) -> tuple[str, ...]:
        """Those that are answered in prose or by a diagram."""
        return tuple(self._checks)

    def concepts(self, item: str) -> tuple[Concept, ...]:
        return self.assignment.question(item).concepts

    def __call__(self, item: str, text: str, curve: str = "") -> Judged:
        """The text as an answer to that item, beside that run."""
        passages = list(_passages(text))
        tied = [Tied(passage=passage, questions=(item,), text=passage.text) for passage in passages]
        asked = self.assignment.question(item)
        reading = answers.reading(asked, [(each, answers.split(number, each)) for number, each in enumerate(tied)])
        watched = _Watched(assignment=self.assignment, readings={item: reading})
        drawn = _WatchedDiagram(
            assignment=self.assignment,
            evidence=self._evidence,
            figures=(),
            tied=tuple(tied),
            pictures=(),
            basis=(Basis.SUBMITTED,),
        )
        halves = tuple(_half(check, watched, drawn, _Trained(CURVES.get(curve, {}))) for check in self._checks[item])
        shown = {concept.id: "" for parts in drawn.asked for concept in parts.found}
        hits = [] if asked.answered is Answered.DIAGRAM else [reading.hit(concept) for concept in asked.concepts]
        return Judged(halves=halves, quotes=shown | {hit.concept.id: hit.finding.quote for hit in hits if hit.credited})


def _passages(text: str) -> Iterator[Passage]:
    """The answer's blocks, each below the answer's own headings, as in a notebook."""
    trail: tuple[str, ...] = ()
    for block in blocks(text):
        yield Passage(block=block, source=Source.NOTEBOOK, container="", place="cell 1", trail=trail)
        trail = (block.text,) if block.kind is BlockKind.HEADING else trail


def _half(check: Callable[..., None], watched: _Watched, drawn: _WatchedDiagram, training: _Trained) -> Half:
    watched.asked.clear()
    said: list[str] = []
    given: dict[str, Any] = {
        "answers": watched,
        "diagram": drawn,
        "trained": lambda: training,
        "found": said.append,
    }
    flags: tuple[str, ...] = ()
    earned, why = True, ""
    try:
        check(**{name: given[name] for name in inspect.signature(check).parameters})
    except (AssertionError, Missing) as missed:
        earned, why = False, str(missed).split("\n")[0]
        if isinstance(missed, Doubted):
            flags = tuple(_flag(hit) for hit in watched.asked if hit.doubted)
    except Prevented as prevented:
        earned, why, flags = False, prevented.sentence, ("prevented",)
    mark = _rubric(check)
    why = why or " ".join(said)
    return Half(name=check.__name__.removeprefix("check_"), points=mark["points"], earned=earned, flags=flags, why=why)


def _flag(hit: Hit) -> str:
    misconception = hit.finding.misconception
    if hit.finding.found not in GUARDED:
        return "unread"
    return f"{hit.finding.found.value}: {misconception.id}" if misconception else hit.finding.found.value


def _checks(assignment: Assignment) -> Iterator[tuple[str, tuple[Callable[..., None], ...]]]:
    """The checks of each item that is answered by a text, in their order."""
    found: dict[str, list[Callable[..., None]]] = {
        question.id: [] for question in assignment.questions if question.answered is not Answered.WHOLE
    }
    for path in sorted(assignment.folder.glob("check_*.py")):
        module = importlib.import_module(f"checks.{assignment.name}.{path.stem}")
        for check in vars(module).values():
            item = _rubric(check).get("item")
            if item in found and set(inspect.signature(check).parameters) <= GIVEN:
                found[item].append(check)
    yield from ((item, tuple(checks)) for item, checks in found.items() if checks)


def _rubric(check: object) -> dict[str, Any]:
    marks = getattr(check, "pytestmark", ())
    return next((cast(dict[str, Any], mark.kwargs) for mark in marks if mark.name == MARK), {})
