"""Whether a text says what a right answer says, by concepts and guards.

A concept is found where all expressions of one of its ways stand in a sentence, or in two that follow one another, none
of them denied, and the last of them said of the right entity: the one named nearest before it. A sentence that only
repeats the question, or that is a list of key words, is not read at all. A misconception takes away what it
contradicts. Nothing is ever credited for being similar to something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from grader.model.assignment import Concept, Entity, Misconception, Question
from grader.roles import entities, textorder
from grader.roles import textlanguage as language
from grader.roles.spelling import mended
from grader.roles.textties import pattern

LEAST_WORDS = 3
"""Of a sentence that is to say something; a list of names may be shorter."""
ON_SUBJECT = ((15, 2), (8, 1))
"""From so many words on a text must have so many of the subject."""
LONGEST_ORDERED = 4000
"""Characters whose order is looked at; more of them say no more."""
LEAST_LOOSE_WORDS = 6
"""Of a sentence that stands under no question: what is shorter names things in passing."""


class Found(StrEnum):
    CREDITED = "credited"
    DENIED = "denied"
    MISTAKEN = "mistaken"
    SALAD = "salad"
    SHUFFLED = "shuffled"
    COPIED = "copied"
    OFF_SUBJECT = "off subject"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with its place; `near` is the heading above it."""

    text: str
    place: str
    near: str = ""
    passage: int = 0
    """Which passage of the submission it belongs to."""
    around: str = ""
    """That passage's text."""
    is_cell: bool = False
    """Of a table, where nobody writes prose."""
    is_item: bool = False
    """Of a list, whose items are several things by their form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    found: Found
    quote: str = ""
    place: str = ""
    misconception: Misconception | None = None
    passage: int = -1
    around: str = ""
    """The paragraph or item that the quotation stands in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Window:
    text: str
    """In lower case, the question's own names blotted out."""
    quote: str
    sentence: Sentence
    carried: str
    """The entity that was spoken of before."""


class Reader:
    """Reads one stretch of text for one question."""

    def __init__(self, question: Question, sentences: Sequence[Sentence], *, loose: bool = False) -> None:
        """With `loose` the text stands under no question, so that more is asked of a sentence.

        It must be longer, must name what it speaks of, and a misconception counts only where it stands beside what
        would be credited: in a heap of unrelated text it need not belong to this answer.
        """
        self._question = question
        self._loose = loose
        self._sentences = sentences
        self._given = frozenset(language.content_words(question.text))
        self._least_new = 1 if question.listing else 2
        self._least_words = LEAST_LOOSE_WORDS if loose else 1 if question.listing else LEAST_WORDS
        if not loose:  # of an answer as short as "stable" all is read
            self._least_words = min(self._least_words, sum(len(each.text.split()) for each in sentences))
        self._refused: Found | None = None
        self._all = list(self._all_windows())
        self._windows = list(self._prepared())
        self._pairs = list(self._paired())

    def look(self, concept: Concept) -> Finding:
        """What the text says of a concept."""
        finding = self._search(concept)
        if finding.found is Found.NOTHING and self._refused is not None:
            return Finding(found=self._refused, quote=self._sentences[0].text, place=self._sentences[0].place)
        if self._loose and finding.found is not Found.CREDITED:
            return finding
        # Of a list each item stands for itself.
        within = self._loose or (self._question.listing and finding.found is Found.CREDITED)
        mistake = self._mistake(concept, finding.passage if within else None)
        return mistake or finding

    def items(self, concepts: Sequence[Concept]) -> int:
        """How many items of lists say something of these concepts, be it several times of one."""
        listed = [window for window in self._windows if window.sentence.is_item]
        said = (w for w in listed if any(self._verdict(concept, w) is Found.CREDITED for concept in concepts))
        return len({window.sentence.passage for window in said})

    def _search(self, concept: Concept) -> Finding:
        denied: _Window | None = None
        for windows in (self._windows, self._pairs):
            for window in windows:
                verdict = self._verdict(concept, window)
                if verdict is Found.CREDITED:
                    return _finding(verdict, window)
                if verdict is Found.DENIED and denied is None:
                    denied = window
        return _finding(Found.DENIED, denied) if denied else Finding(found=Found.NOTHING)

    def _verdict(self, concept: Concept, window: _Window) -> Found:
        best = Found.NOTHING
        if self._is_exchanged(concept, window):
            return best
        for number, way in enumerate((*concept.ways, *concept.anyhow)):
            verdict = self._way(concept, way, window, concept.about if number < len(concept.ways) else "")
            if verdict is Found.CREDITED:
                return verdict
            if verdict is Found.DENIED:
                best = verdict
        return best

    def _way(self, concept: Concept, way: tuple[str, ...], window: _Window, about: str) -> Found:
        text, denied, meant = window.text, False, concept.either_way
        for number, expression in enumerate(reversed(way)):
            matches = list(pattern(expression).finditer(text))
            if number == 0 and about:
                matches = [match for match in matches if self._is_about(about, match, window)]
            if not matches:
                return Found.NOTHING
            # The first mention is what the sentence is about.
            first, asked = matches[0], language.asks_denial(expression)
            if not meant and language.is_denied(text, *first.span(), asked=asked):
                denied = True
            # "cannot keep ...": a denial that is part of what is said denies nothing else in the sentence.
            meant = meant or (number == 0 and asked and language.has_denial(first.group()))
        if not concept.general and language.is_general(window.text):
            return Found.NOTHING
        return Found.DENIED if denied else Found.CREDITED

    def _is_exchanged(self, concept: Concept, window: _Window) -> bool:
        """Whether the sentence says of this concept's entity what is another's to do."""
        return any(
            self._is_about(concept.about, match, window) and not language.is_denied(window.text, *match.span())
            for expression in concept.unless
            for match in pattern(expression).finditer(window.text)
        )

    def _is_about(self, entity: str, match: re.Match[str], window: _Window) -> bool:
        said = entities.spoken_of(self._question.entities, window.text, match.start(), match.end(), window.carried)
        return said == entity or (not said and not self._loose)

    def _marks(self, text: str) -> tuple[entities.Mark, ...]:
        return entities.marks(self._question.entities, text)

    def _mistake(self, concept: Concept, passage: int | None) -> Finding | None:
        for misconception in self._question.misconceptions:
            if concept.id not in misconception.voids:
                continue
            for window in self._all:
                if passage is not None and window.sentence.passage != passage:
                    continue
                if any(_shows(words, window.text, self._question.entities) for words in misconception.words):
                    return _finding(Found.MISTAKEN, window, misconception)
        return None

    def _prepared(self) -> Iterator[_Window]:
        whole = " \n".join(sentence.text for sentence in self._sentences[:400] if not sentence.is_cell)
        if not self._question.listing and len(self._sentences) < 400 and language.is_salad(whole):
            self._refused = Found.SALAD
            return
        if not is_on_subject(self._question, whole):
            self._refused = Found.OFF_SUBJECT
            return
        if textorder.is_shuffled(whole[:LONGEST_ORDERED]):
            self._refused = Found.SHUFFLED
            return
        for window in self._all:
            text = window.sentence.text
            if language.is_question(text):
                continue
            if language.is_salad(text) and not window.sentence.is_cell:
                self._refused = self._refused or Found.SALAD
            elif language.adds_nothing(text, self._given, self._least_new):
                self._refused = self._refused or Found.COPIED
            elif len(text.split()) >= self._least_words and (not self._loose or language.is_prose(text)):
                yield window

    def _all_windows(self) -> Iterator[_Window]:
        carried, heading, passage = "", "", -1
        for sentence in self._sentences:
            if self._loose and sentence.passage != passage:
                carried, heading, passage = "", "", sentence.passage
            if sentence.near != heading:
                heading = sentence.near
                marks = self._marks(heading[-200:].lower())
                carried = marks[-1][1] if marks else carried
            text = mended(sentence.text.lower(), self._question.spelling, self._question.look_alikes)
            for ignored in self._question.ignored:
                text = pattern(ignored).sub("~", text)
            yield _Window(text=text, quote=sentence.text, sentence=sentence, carried=carried)
            marks = self._marks(text)
            carried = marks[-1][1] if marks else carried

    def _paired(self) -> Iterator[_Window]:
        for first, second in zip(self._windows, self._windows[1:], strict=False):
            if first.sentence.place == second.sentence.place:
                yield _Window(
                    text=f"{first.text} . {second.text}",
                    quote=f"{first.quote} {second.quote}",
                    sentence=first.sentence,
                    carried=first.carried,
                )


def is_on_subject(question: Question, text: str, words: int | None = None) -> bool:
    """Whether a text has so many words of the subject, or as many as its length asks for."""
    if words is None:
        length = len(text.split())
        words = next((asked for least, asked in ON_SUBJECT if length >= least), 0)
    if not question.subject or not words:
        return True
    found: set[str] = set()
    for match in pattern(question.subject).finditer(text.lower()):
        found.add(match.group()[:5])
        if len(found) >= words:
            return True
    return False


def _shows(words: str, text: str, named: tuple[Entity, ...]) -> bool:
    """Whether a sentence shows a misconception.

    One that denies it shows none, unless denying is the mistake; and nothing is said of what is only named in passing.
    """
    for match in pattern(words).finditer(text):
        if match.start() in entities.passing(named, text) or language.is_denied(text, *match.span()):
            continue
        if language.has_denial(words.replace(r"\b", " ")) or not language.has_denial(match.group()):
            return True
    return False


def _finding(found: Found, window: _Window, misconception: Misconception | None = None) -> Finding:
    return Finding(
        found=found,
        quote=language.shortened(window.quote),
        place=window.sentence.place,
        misconception=misconception,
        passage=window.sentence.passage,
        around=window.sentence.around,
    )
