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

from grader.model.assignment import Concept, Misconception, Question
from grader.roles import textlanguage as language
from grader.roles.textties import pattern

LEAST_WORDS = 3
"""Of a sentence that is to say something; a list of names may be shorter."""

# "better than an RNN", "instead of attention": named in passing, unless "which" goes on to speak of it.
_IN_PASSING = re.compile(
    r"\b(?:from|of|by|to|with|through|than|unlike|like|over|vs\.?)\s+(?:(?:the|an?|its|normal|plain|simple|basic)\s+){0,3}$"
)
_TAKEN_UP = re.compile(r"^\W{0,2}(?:which|that|who|where|whose)\b")


class Found(StrEnum):
    CREDITED = "credited"
    DENIED = "denied"
    MISTAKEN = "mistaken"
    SALAD = "salad"
    COPIED = "copied"
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

    def __init__(self, question: Question, sentences: Sequence[Sentence]) -> None:
        self._question = question
        self._sentences = sentences
        self._given = frozenset(language.content_words(question.text))
        self._least_new = 1 if question.listing else 2
        self._refused: Found | None = None
        self._windows = list(self._prepared())

    def look(self, concept: Concept, *, own_passage_only: bool = False) -> Finding:
        """What the text says of a concept.

        With `own_passage_only` a misconception counts only where it stands beside what would be credited: in a heap of
        unrelated text it need not belong to this answer.
        """
        finding = self._search(concept)
        if finding.found is Found.NOTHING and self._refused is not None:
            return Finding(found=self._refused, quote=self._sentences[0].text, place=self._sentences[0].place)
        if own_passage_only and finding.found is not Found.CREDITED:
            return finding
        mistake = self._mistake(concept, finding.passage if own_passage_only else None)
        return mistake or finding

    def _search(self, concept: Concept) -> Finding:
        denied: _Window | None = None
        for windows in (self._windows, self._pairs()):
            for window in windows:
                verdict = self._verdict(concept, window)
                if verdict is Found.CREDITED:
                    return _finding(verdict, window)
                if verdict is Found.DENIED and denied is None:
                    denied = window
            if denied is not None:
                return _finding(Found.DENIED, denied)
        return Finding(found=Found.NOTHING)

    def _verdict(self, concept: Concept, window: _Window) -> Found:
        best = Found.NOTHING
        for number, way in enumerate((*concept.ways, *concept.anyhow)):
            verdict = self._way(concept, way, window, concept.about if number < len(concept.ways) else "")
            if verdict is Found.CREDITED:
                return verdict
            if verdict is Found.DENIED:
                best = verdict
        return best

    def _way(self, concept: Concept, way: tuple[str, ...], window: _Window, about: str) -> Found:
        text, denied = window.text, False
        for number, expression in enumerate(reversed(way)):
            matches = list(pattern(expression).finditer(text))
            if not matches:
                return Found.NOTHING
            if number == 0 and about:
                matches = [match for match in matches if self._is_about(about, match.start(), window)]
                if not matches:
                    return Found.NOTHING
            if not concept.either_way and all(language.is_denied(text, *match.span()) for match in matches):
                denied = True
        if not concept.general and language.is_general(window.text):
            return Found.NOTHING
        return Found.DENIED if denied else Found.CREDITED

    def _is_about(self, entity: str, position: int, window: _Window) -> bool:
        before = [name for start, name in self._marks(window.text) if start <= position]
        return (before[-1] if before else window.carried) in ("", entity)

    def _marks(self, text: str) -> list[tuple[int, str]]:
        """Where entities are spoken of, in order."""
        marks: list[tuple[int, str]] = []
        for entity in self._question.entities:
            for match in pattern(entity.words).finditer(text):
                passing = _IN_PASSING.search(text[max(0, match.start() - 40) : match.start()])
                if not passing or _TAKEN_UP.search(text[match.end() : match.end() + 12]):
                    marks.append((match.start(), entity.id))
        return sorted(marks)

    def _mistake(self, concept: Concept, passage: int | None) -> Finding | None:
        for misconception in self._question.misconceptions:
            if concept.id not in misconception.voids:
                continue
            for window in self._all_windows():
                if passage is not None and window.sentence.passage != passage:
                    continue
                if any(_shows(words, window.text) for words in misconception.words):
                    return _finding(Found.MISTAKEN, window, misconception)
        return None

    def _prepared(self) -> Iterator[_Window]:
        whole = " \n".join(sentence.text for sentence in self._sentences[:400])
        if not self._question.listing and len(self._sentences) < 400 and language.is_salad(whole):
            self._refused = Found.SALAD
            return
        for window in self._all_windows():
            text = window.sentence.text
            if language.is_question(text):
                continue
            if language.is_salad(text):
                self._refused = self._refused or Found.SALAD
            elif language.adds_nothing(text, self._given, self._least_new):
                self._refused = self._refused or Found.COPIED
            elif self._question.listing or len(text.split()) >= LEAST_WORDS:
                yield window

    def _all_windows(self) -> Iterator[_Window]:
        carried, heading = "", ""
        for sentence in self._sentences:
            if sentence.near != heading:
                heading = sentence.near
                marks = self._marks(heading[-200:].lower())
                carried = marks[-1][1] if marks else carried
            text = sentence.text.lower()
            for ignored in self._question.ignored:
                text = pattern(ignored).sub("~", text)
            yield _Window(text=text, quote=sentence.text, sentence=sentence, carried=carried)
            marks = self._marks(text)
            carried = marks[-1][1] if marks else carried

    def _pairs(self) -> Iterator[_Window]:
        for first, second in zip(self._windows, self._windows[1:], strict=False):
            if first.sentence.place == second.sentence.place:
                yield _Window(
                    text=f"{first.text} . {second.text}",
                    quote=f"{first.quote} {second.quote}",
                    sentence=first.sentence,
                    carried=first.carried,
                )


def _shows(words: str, text: str) -> bool:
    """Whether a sentence shows a misconception; one that denies it shows none, unless denying is the mistake."""
    match = pattern(words).search(text)
    if not match or language.is_denied(text, *match.span()):
        return False
    return language.has_denial(words.replace(r"\b", " ")) or not language.has_denial(match.group())


def _finding(found: Found, window: _Window, misconception: Misconception | None = None) -> Finding:
    return Finding(
        found=found,
        quote=language.shortened(window.quote),
        place=window.sentence.place,
        misconception=misconception,
        passage=window.sentence.passage,
        around=window.sentence.around,
    )
