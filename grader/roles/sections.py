"""The stages of the work, and whether each stands under a heading or label that names it.

Only stages that the work has are asked for. What shows that a stage is there is said by the assignment: in the concept
of that name of the question on sections, else by the stage's own words in the code.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.model.assignment import Assignment, Concept, Stage
from grader.model.evidence import Basis, Evidence
from grader.model.judging import Missing
from grader.model.submission import Cell, CellKind
from grader.roles import comments, textcode, textsources, textties
from grader.roles.textblocks import BlockKind
from grader.roles.textlanguage import shortened
from grader.roles.textsources import Passage, Source
from grader.roles.textties import pattern

MOST_CODE = 400_000
MOST_LABELS = 400
LONGEST_LABEL = 14
"""Words."""
LONGEST_COMMENT = 7
"""Words of a comment that is a label: a longer one explains."""
LEAST_IN_CODE = 2
"""Stages that code must show before headings are looked at: a template has headings, and no work below them."""

_RULED = re.compile(r"^\W*[-=#*~_]{2,}\W*(.*?)\W*[-=#*~_]*$|^(.*?)\W*[-=#*~_]{3,}$")
_NUMBERED = re.compile(rf"^\W*(?:(?:{textties.TASK}|step|part|section|question)\b|\d)", re.IGNORECASE)
_LONE = re.compile(rf"^(?:{textties.TASK}|step|part|section)\s*\d", re.IGNORECASE)
_JOINED = re.compile(r"\band\b|&|,|/|\+|\bet\b|\bund\b|\bwith\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    text: str
    place: str
    cell: int | None = None
    """None in a document, which labels what is written in it and no cell of the notebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A stage of the work with the label that names it."""

    stage: Stage
    label: Label
    in_place: bool
    """Whether the stage stands under the label, rather than elsewhere in the notebook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    named: tuple[Named, ...]
    unnamed: tuple[Stage, ...]
    """Stages that the work has and no label names."""
    basis: tuple[Basis, ...] = (Basis.SUBMITTED,)

    @property
    def present(self) -> int:
        """How many stages the work has."""
        return len(self.named) + len(self.unnamed)

    @property
    def in_place(self) -> int:
        """How many stages stand under their label."""
        return sum(each.in_place for each in self.named)

    @property
    def sentence_for_student(self) -> str:
        shown = "; ".join(f"“{shortened(each.label.text, 60)}” in {each.label.place}" for each in self.named[:4])
        more = f" and {len(self.named) - 4} more" if len(self.named) > 4 else ""
        missing = ", ".join(stage.title for stage in self.unnamed)
        found = f"{self.in_place} of the {self.present} stages of the work stand under a label of their own"
        apart = ", ".join(each.stage.title for each in self.named if not each.in_place)
        told = f"{found}{f': {shown}{more}' if shown else ''}.{f' Without one: {missing}.' if missing else ''}"
        return f"{told} The label stands elsewhere: {apart}." if apart else told


def find(evidence: Evidence, assignment: Assignment) -> Sections:
    """The stages that the work has. Raises `Missing` where there is no work to be put into sections."""
    found = textsources.passages(evidence)
    present, programmed, written = _present(_code(evidence), _text(assignment, found), assignment)
    if not present:
        raise Missing("The notebook holds too little work to be divided into sections.")
    labels = list(_labels(evidence, found))[:MOST_LABELS]
    last = max((cell.index for cell in evidence.submission.code if textcode.code_lines(cell.source)), default=-1)

    def may(stage: Stage, number: int) -> bool:
        return labels[number].cell is not None or stage.id not in programmed

    def above(stage: Stage, number: int) -> bool:
        # Which cell a stage begins in cannot be told, as functions are defined above it; that code follows can.
        return may(stage, number) and (stage.id in written or (labels[number].cell or 0) <= last)

    placed = _match(present, labels, above)
    rest = [stage for stage in present if stage.id not in placed]
    apart = _match(rest, labels, lambda stage, number: number not in placed.values() and may(stage, number))
    named = {**placed, **apart}
    return Sections(
        named=tuple(
            Named(stage=stage, label=labels[named[stage.id]], in_place=stage.id in placed)
            for stage in present
            if stage.id in named
        ),
        unnamed=tuple(stage for stage in present if stage.id not in named),
    )


def _code(evidence: Evidence) -> str:
    return "\n".join(line for cell in evidence.submission.code for line in textcode.code_lines(cell.source))[:MOST_CODE]


def _text(assignment: Assignment, found: Sequence[Passage]) -> str:
    own = textties.tie(found, assignment.questions)
    return "\n".join(each.text for each in own if each.passage.source is not Source.OUTPUT)


def _present(code: str, text: str, assignment: Assignment) -> tuple[list[Stage], set[str], set[str]]:
    """The stages that the work has, and the names of those that its code and that its text shows."""
    shown = _evidence_of_stages(assignment)
    stages = assignment.stages
    programmed = {stage.id for stage in stages if _shows(stage, shown.get(stage.id), code)}
    written = {stage.id for stage in stages if stage.id in shown and _shows(stage, shown[stage.id], text)}
    if len(programmed) < min(LEAST_IN_CODE, len(stages)):
        return [], set(), set()
    return [stage for stage in stages if stage.id in programmed | written], programmed, written


def _evidence_of_stages(assignment: Assignment) -> dict[str, Concept]:
    """The concepts by name; of two that share one the last, which is that of the question on sections."""
    return {concept.id: concept for question in assignment.questions for concept in question.concepts}


def _shows(stage: Stage, concept: Concept | None, text: str) -> bool:
    if concept is None:
        return any(pattern(word).search(text) for word in stage.words)
    return any(all(pattern(expression).search(text) for expression in way) for way in concept.ways)


def _labels(evidence: Evidence, found: Sequence[Passage]) -> Iterator[Label]:
    """Headings and what stands for them: bold lines, numbered titles, comments that open a cell, names of documents."""
    titles = _titles(found)
    for number, passage in enumerate(found):
        if passage.source in (Source.OUTPUT, Source.COMMENT) or number in titles:
            continue
        if _is_label(passage):
            yield Label(text=passage.text, place=passage.place, cell=passage.cell)
    for cell in evidence.submission.cells:
        if cell.kind is CellKind.CODE:
            yield from _comment_labels(cell)
    for document in evidence.submission.documents:
        yield Label(text=re.sub(r"[_-]+", " ", PurePosixPath(document.name).stem), place=document.name)


def _titles(found: Sequence[Passage]) -> set[int]:
    """The titles of the notebook and of documents, which name the assignment and no stage of it."""
    first: dict[str, int] = {}
    for number, passage in enumerate(found):
        if passage.kind is BlockKind.HEADING:
            first.setdefault(passage.container, number)
    return {
        number
        for number in first.values()
        if found[number].block.level == 1 and not _NUMBERED.match(found[number].text)
    }


def _is_label(passage: Passage) -> bool:
    block = passage.block
    if block.kind is BlockKind.HEADING:
        return len(block.text.split()) <= LONGEST_LABEL
    numbered = block.kind is BlockKind.ITEM and bool(block.number)
    short = len(block.text.split()) <= 7 and not block.text.rstrip().endswith((".", ",", ";"))
    lone = block.kind is BlockKind.PARAGRAPH and bool(_LONE.match(block.text))
    return short and (numbered or lone)


def _comment_labels(cell: Cell) -> Iterator[Label]:
    """The comments that open a code cell, or stand between rules further down.

    A label is a line by itself: a remark runs on over several, and a template's are not the student's.
    """
    lines = [line.strip() for line in cell.source[: textcode.MOST_CHARACTERS].splitlines()[:400]]
    opening = True
    for number, line in enumerate(lines):
        if not line.startswith("#"):
            opening = opening and not line
            continue
        ruled = _RULED.match(line) if len(line) < 200 else None
        text = next((group.strip(" #-=*~_") for group in ruled.groups() if group), "") if ruled else ""
        if not ruled and opening and not _runs_on(lines, number):
            text = line.lstrip("#").strip()
        short = len(text.split()) <= (LONGEST_LABEL if ruled else LONGEST_COMMENT)
        if text and short and not comments.is_boilerplate(text) and not comments.is_code(text):
            yield Label(text=text, place=cell.label, cell=cell.index)


def _runs_on(lines: Sequence[str], number: int) -> bool:
    """Whether a comment goes on from the line above or to the one below; a rule beside it is none of it."""
    around = (*lines[max(0, number - 1) : number], *lines[number + 1 : number + 2])
    return any(line.startswith("#") and not _RULED.match(line[:200]) for line in around)


def _match(stages: Sequence[Stage], labels: Sequence[Label], may: Callable[[Stage, int], bool]) -> dict[str, int]:
    """Which label names which stage, so that as many stages as can be are named.

    `may` tells which labels a stage may have. A label names one stage, or two where it joins two ("Training and
    inference"); found by augmenting paths.
    """
    holders: dict[int, list[str]] = {number: [] for number in range(len(labels))}
    room = [2 if _JOINED.search(label.text) else 1 for label in labels]
    # A question is a label at need only: "What are the roles of the encoder and decoder?" is no heading of the model's.
    order = sorted(range(len(labels)), key=lambda number: labels[number].text.endswith("?"))
    fits = {
        stage.id: [number for number in order if _names(stage, labels[number].text) and may(stage, number)]
        for stage in stages
    }

    def place(stage: str, seen: set[int]) -> bool:
        for number in fits[stage]:
            if number in seen:
                continue
            seen.add(number)
            if len(holders[number]) < room[number]:
                holders[number].append(stage)
                return True
            for other in list(holders[number]):
                if place(other, seen):
                    holders[number].remove(other)
                    holders[number].append(stage)
                    return True
        return False

    for stage in stages:
        place(stage.id, set())
    return {stage: number for number, held in holders.items() for stage in held}


def _names(stage: Stage, label: str) -> bool:
    # The number of a task names its stage in any language.
    number = textties.task_number(label)
    said = f"{label} (task {number})" if number else label
    return any(pattern(word).search(said) for word in stage.words)
