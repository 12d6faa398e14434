"""The diagram of how data flows: drawn with characters or matplotlib, or told in order.

The stations of the flow and its labels come from the assignment: they are the concepts of the questions that ask for
them. A picture that was drawn elsewhere cannot be read; then a person must look.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from grader.model.assignment import Assignment, Concept, Question
from grader.model.drawings import Figure
from grader.model.evidence import Basis, Evidence
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.roles import stops, textsources, textties
from grader.roles import textlanguage as language
from grader.roles.textblocks import ARROWS, BlockKind
from grader.roles.textregions import Region, text_regions
from grader.roles.textsources import Passage, Source
from grader.roles.textties import Tied, pattern

DRAWING = r"annotate\(|Fancy(?:Arrow|Bbox)|add_patch|\.arrow\(|\.text\(|graphviz|Digraph|networkx"
MOST_MENTIONS = 2000
LEAST_DRAWN = 3
LEAST_TOLD = 3
"""Parts from which on arrows, or sentences, that stand under no heading of the task are taken for the flow."""
LEAST_LABELS_TOLD = 2
"""Of labels fewer will do: which sentences tell the flow is known by what else they name."""
LONGEST_GAP = 3
"""Sentences from one station to the next, where no heading of the task says that they belong together."""
LEAST_FIGURE_TEXTS = 3
LEAST_BETWEEN = 2
"""Parts that a line of arrows must lead through before its two ends are taken for the input and the output."""
_INNER = re.compile(r"loss|layer|dense|softmax|argmax|embedding|lstm|rnn|gru|pool|conv|flatten|class|label|image")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Which of the asked-for parts were found, in one place."""

    asked: tuple[Concept, ...]
    found: tuple[Concept, ...]
    region: Region | None
    ordered: bool

    @property
    def count(self) -> int:
        return len(self.found)

    @property
    def complete(self) -> bool:
        return self.count == len(self.asked)

    @property
    def sentence_for_student(self) -> str:
        if self.region is None or not self.found:
            return "No diagram or ordered description of the data flow was found in the notebook or beside it."
        missing = [concept.title for concept in self.asked if concept not in self.found]
        what = " → ".join if self.ordered else ", ".join
        kind = "The figure" if self.region.drawn else "The text"
        quoted = language.shortened(" / ".join(self.region.pieces), 160)
        told = f"{kind} in {self.region.place} shows {what(concept.title for concept in self.found)}: “{quoted}”"
        lacking = f" Not found{' in this order' if self.ordered else ''}: {', '.join(missing)}." if missing else ""
        return f"{told}{lacking}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A picture that nobody but a person can read."""

    place: str
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    assignment: Assignment
    evidence: Evidence
    figures: tuple[tuple[Region, tuple[str, ...]], ...]
    """Each with the questions whose heading it stands under."""
    tied: tuple[Tied, ...]
    pictures: tuple[Picture, ...]
    basis: tuple[Basis, ...]

    def flow(self, question: str, *, least: int) -> Parts:
        """The stations of the flow that are shown in their order.

        Raises `Prevented` where fewer than `least` were read and a picture may show the rest.
        """
        asked = self.assignment.question(question)
        return self._best(asked, least, ordered=True)

    def labels(self, question: str, *, least: int) -> Parts:
        """The parts that are labelled, in any order. Raises `Prevented` as `flow` does."""
        asked = self.assignment.question(question)
        return self._best(asked, least, ordered=False)

    def _best(self, asked: Question, least: int, *, ordered: bool) -> Parts:
        best = Parts(asked=asked.concepts, found=(), region=None, ordered=ordered)
        for region in (*self._drawn(asked), *text_regions(asked, self.tied)):
            found = _in_order(asked, region) if ordered and not region.drawn else _anywhere(asked, region)
            if len(found) < _least(region, ordered):
                continue
            if len(found) > best.count:
                best = Parts(asked=asked.concepts, found=found, region=region, ordered=ordered)
        if best.count < least:
            self._refer(asked)
        return best

    def _drawn(self, asked: Question) -> Iterator[Region]:
        for region, questions in self.figures:
            yield replace(region, tied=any(textties.same_task(asked.id, other) for other in questions))

    def _refer(self, asked: Question) -> None:
        """Raises `Prevented` where what cannot be read, or was not drawn in this run, may show the rest."""
        picture = next((each for each in self.pictures if asked.id in each.questions), None)
        if picture is not None:
            said = "Pictures cannot be read here, so a person must look."
            raise Prevented(Cause.GRADER, f"A picture in {picture.place} may show it. {said}")
        sources = {cell.index: cell.source for cell in self.evidence.submission.code}
        for stop in stops.stops(self.evidence):
            source = sources.get(stop.cell, "")
            if re.search(DRAWING, source) and _names(asked, source) >= LEAST_DRAWN:
                reason = stops.absent(self.evidence, "The data flow was not drawn.", re.escape(source[:2000]))
                if isinstance(reason, Prevented):
                    raise reason


def find(evidence: Evidence, assignment: Assignment) -> Diagram:
    """All that may show the data flow.

    Raises `Missing` where there is neither text nor figure, `Prevented` where the cell that draws was not reached.
    """
    found = textsources.passages(evidence)
    tied = textties.tie(found, assignment.questions)
    figures = list(_figures(evidence, tied))
    if not figures and not any(passage.text or passage.kind is BlockKind.PICTURE for passage in found):
        raise stops.absent(evidence, "No diagram and no text was found.", DRAWING)
    return Diagram(
        assignment=assignment,
        evidence=evidence,
        figures=tuple(figures),
        tied=tuple(tied),
        pictures=tuple(_pictures(evidence, assignment, tied)),
        basis=(Basis.REPORTED, Basis.SUBMITTED) if figures else (Basis.SUBMITTED,),
    )


def _names(asked: Question, text: str) -> int:
    """How many parts are named in a text."""
    return sum(any(pattern(way[-1]).search(text) for way in concept.ways) for concept in asked.concepts)


def _figures(evidence: Evidence, tied: Sequence[Tied]) -> Iterator[tuple[Region, tuple[str, ...]]]:
    headings = _headings(tied)
    for figure in evidence.reported.figures:
        texts = tuple(_texts(figure))
        if len(texts) >= LEAST_FIGURE_TEXTS:
            region = Region(pieces=texts, place=f"cell {figure.cell + 1}", drawn=True, arrows=1)
            yield region, _above(headings, figure.cell)


def _texts(figure: Figure) -> Iterator[str]:
    """What is written in a figure; heatmaps and curves have axes, not stations."""
    for axes in figure.axes:
        if not axes.heatmaps:
            yield from (" ".join(text.split()) for text in axes.texts if text.strip())
    yield from (" ".join(text.split()) for text in figure.texts if text.strip())


def _headings(tied: Sequence[Tied]) -> dict[int, tuple[str, ...]]:
    """The questions that the end of each Markdown cell is tied to."""
    return {
        each.passage.cell: each.questions
        for each in tied
        if each.passage.cell is not None and each.passage.source is Source.NOTEBOOK
    }


def _above(headings: dict[int, tuple[str, ...]], cell: int) -> tuple[str, ...]:
    before = [index for index in headings if index < cell]
    return headings[max(before)] if before else ()


def _pictures(evidence: Evidence, assignment: Assignment, tied: Sequence[Tied]) -> Iterator[Picture]:
    for each in tied:
        if each.passage.kind is BlockKind.PICTURE:
            questions = (*each.questions, *_named(assignment, each.passage))
            if questions:
                yield Picture(place=each.passage.place, questions=questions)
    headings = _headings(tied)
    drawn = {figure.cell for figure in evidence.reported.figures}
    for output in evidence.reported.outputs:
        if output.image and output.cell not in drawn and (questions := _above(headings, output.cell)):
            yield Picture(place=f"the output of cell {output.cell + 1}", questions=questions)


def _named(assignment: Assignment, passage: Passage) -> tuple[str, ...]:
    """The questions that a picture's own name speaks of."""
    name = re.sub(r"[_-]+", " ", f"{passage.text} {passage.block.label[-80:]}")
    if passage.block.label.startswith("http") and "badge" in passage.block.label:
        return ()
    return tuple(
        question.id
        for question in assignment.questions
        if any(pattern(heading).search(name) for heading in question.headings)
    )


def _mentions(asked: Question, region: Region, *, ends: bool = False) -> Iterator[tuple[int, int, int]]:
    """Where parts are mentioned, in order: the piece, the place in it, and which part.

    With `ends` a line of arrows that leads through two parts or more begins with the first part and ends with the last,
    whatever stands there: "I am cold → encoder → decoder → j'ai froid".
    """
    for number, piece in enumerate(region.pieces):
        text = piece.lower()
        for ignored in asked.ignored:
            text = pattern(ignored).sub("~", text)
        told = not region.drawn and not ARROWS.search(text)
        found: list[tuple[int, int]] = []
        for index, concept in enumerate(asked.concepts):
            for way in concept.ways:
                if all(pattern(each).search(text) for each in way[:-1]):
                    matches = pattern(way[-1]).finditer(text)
                    found.extend(
                        (m.start(), index) for m in matches if not (told and language.is_denied(text, *m.span()))
                    )
        if ends and not told and len({index for _, index in found}) >= LEAST_BETWEEN:
            found.extend(_ends(text, found, last=len(asked.concepts) - 1))
        ordered = _as_meant(sorted(found)) if told else sorted(found)
        yield from ((number, start, index) for start, index in ordered)


def _ends(text: str, found: Sequence[tuple[int, int]], last: int) -> Iterator[tuple[int, int]]:
    arrows = list(ARROWS.finditer(text))
    first, end = text[: arrows[0].start()], text[arrows[-1].end() :]
    known = [at for at, _ in found]
    if re.search(r"\w", first) and not _INNER.search(first) and not any(at < arrows[0].start() for at in known):
        yield 0, 0
    if re.search(r"\w", end) and not _INNER.search(end) and not any(at >= arrows[-1].end() for at in known):
        yield len(text), last


def _least(region: Region, ordered: bool) -> int:
    """How many parts a region must show to be taken for the flow."""
    if region.tied or region.arrows or region.drawn:
        return 1 if region.tied else LEAST_DRAWN
    return LEAST_TOLD if ordered else LEAST_LABELS_TOLD


def _as_meant(found: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Mentions of a sentence in the order of what they tell: "the encoder reads the input" begins with the input.

    Only the first part can be meant so: it is what the second, as the sentence's subject, takes in.
    """
    rest = list(found)
    for at in range(len(rest) - 1):
        if (rest[at][1], rest[at + 1][1]) == (1, 0):
            rest[at], rest[at + 1] = rest[at + 1], rest[at]
    yield from rest


def _anywhere(asked: Question, region: Region) -> tuple[Concept, ...]:
    found = {index for _, _, index in _mentions(asked, region)}
    if _only_repeats(asked, region):
        return ()
    return tuple(concept for index, concept in enumerate(asked.concepts) if index in found)


def _in_order(asked: Question, region: Region) -> tuple[Concept, ...]:
    """The longest run of parts that are mentioned in their order, anything between them."""
    most = len(region.pieces) if region.tied or region.drawn or region.arrows else LONGEST_GAP
    best: dict[int, tuple[int, tuple[int, ...]]] = {}
    longest: tuple[int, ...] = ()
    for count, (piece, _, index) in enumerate(_mentions(asked, region, ends=True)):
        if count > MOST_MENTIONS:
            break
        reached = (chain for last, (at, chain) in best.items() if last < index and piece - at <= most)
        chain = (*max(reached, key=len, default=()), index)
        at, known = best.get(index, (piece, ()))
        if len(chain) >= len(known) or piece - at > most:
            best[index] = piece, chain
        longest = max(longest, chain, key=len)
    if _only_repeats(asked, region):
        return ()
    return tuple(asked.concepts[index] for index in longest)


def _only_repeats(asked: Question, region: Region) -> bool:
    if region.drawn or region.arrows:
        return False
    given = frozenset(language.content_words(asked.text))
    return len(language.content_words(" ".join(region.pieces)) - given) < 2
