"""Stretches of text that may draw or tell how something flows from one part to the next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from grader.model.assignment import Question
from grader.roles import textlanguage as language
from grader.roles import textorder, textties
from grader.roles.textblocks import ARROWS, BlockKind
from grader.roles.textsources import Source
from grader.roles.textties import Tied, pattern

LEAST_ARROWS = 2
LEAST_NAMED = 2
"""Parts that must be named beside the arrows: an arrow alone may lead from a sentence to its translation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """One figure, or one stretch of text, that may show the flow."""

    pieces: tuple[str, ...]
    """Lines and sentences in order; what denies or only asks is left out."""
    place: str
    tied: bool = False
    drawn: bool = False
    """A figure: its texts have no order."""
    arrows: int = 0


def text_regions(question: Question, tied: Iterable[Tied]) -> Iterator[Region]:
    """Stretches of text that may show the flow: what stands under the question, and any that has arrows or says so."""
    run: list[Tied] = []
    key: tuple[object, ...] = ()
    for each in tied:
        here = _is_here(question, each)
        where = () if here else (each.passage.trail, each.passage.place)
        now = (each.passage.container, here, where, each.passage.source is Source.OUTPUT)
        if now != key and run:
            yield from _region(question, run)
            run = []
        key = now
        run.append(each)
    if run:
        yield from _region(question, run)


def _region(question: Question, run: Sequence[Tied]) -> Iterator[Region]:
    here, place = _is_here(question, run[0]), run[0].passage.place
    pieces = tuple(piece for each in run for piece in _pieces(each, here))
    if here:
        arrows = sum(len(ARROWS.findall(piece)) for piece in pieces)
        if arrows or not _is_salad(run):
            yield Region(pieces=pieces, place=place, tied=True, arrows=arrows)
        return
    for each in run:
        drawn = tuple(_pieces(each, here))
        arrows = sum(len(ARROWS.findall(piece)) for piece in drawn)
        if arrows >= LEAST_ARROWS and _names_parts(question, drawn):
            yield Region(pieces=drawn, place=each.passage.place, arrows=arrows)
    # Sentences under another question's heading are that one's answer.
    told = [each for each in run if not each.questions and not each.is_remark]
    near = " ".join((*run[0].passage.trail[-2:], *(each.text for each in told)))
    if any(pattern(cue).search(near) for cue in question.cues) and not _is_salad(told):
        yield Region(pieces=tuple(piece for each in told for piece in _pieces(each, here)), place=place)


def _is_salad(run: Sequence[Tied]) -> bool:
    """Whether the prose here is a list of key words, or a heap of them; nobody writes prose into a drawing."""
    prose = "\n".join(each.text for each in run if each.passage.is_prose)
    return language.is_salad(prose) or textorder.is_shuffled(prose[:4000])


def _is_here(question: Question, tied: Tied) -> bool:
    """Whether a passage stands under the question, or under another of its task: one diagram answers them all."""
    return any(textties.same_task(question.id, other) for other in tied.questions)


def _names_parts(question: Question, pieces: Sequence[str]) -> bool:
    """Whether two parts or more are named; an arrow alone may lead from a sentence to its translation."""
    text = "\n".join(pieces)
    named = [any(pattern(way[-1]).search(text) for way in concept.ways) for concept in question.concepts]
    return sum(named) >= LEAST_NAMED


def _pieces(each: Tied, here: bool) -> Iterator[str]:
    """The lines and sentences of a passage that may show something."""
    passage = each.passage
    if passage.kind is BlockKind.HEADING:
        return
    if passage.kind is BlockKind.FENCE and passage.block.label in ("python", "py", "bash", "sh", "shell"):
        return
    if passage.kind is BlockKind.PICTURE and not here:
        return
    text = each.text if passage.kind is not BlockKind.ROW else f"{passage.block.label} | {each.text}"
    if passage.kind is BlockKind.FENCE:
        yield from (line for line in text.splitlines()[:400] if line.strip())
        return
    for sentence in language.sentences(text):
        drawn = ARROWS.search(sentence) and not language.is_announcement(sentence)
        if drawn or not language.is_question(sentence):
            yield sentence
