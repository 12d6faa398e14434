"""Of which entity a sentence speaks: the RNN or the LSTM, the encoder or the decoder.

What is named in passing ("better than an RNN") is not spoken of; an agent behind its verb ("is written by the decoder")
is, from where its verb begins.
"""

from __future__ import annotations

import re
from functools import lru_cache

from grader.model.assignment import Entity
from grader.roles import textlanguage as language
from grader.roles.textties import pattern

Mark = tuple[int, str]
"""Where in a text an entity is spoken of from, and which."""

# "better than an RNN", "instead of attention": named in passing, unless "which" goes on to speak of it.
_IN_PASSING = re.compile(
    r"\b(?:from|of|by|to|with|through|than|unlike|like|over|vs\.?)\s+(?:(?:the|an?|its|normal|plain|simple|basic)\s+){0,3}$"
)
# "the job of the decoder": what follows speaks of it all the same.
_TOPIC = re.compile(
    r"\b(?:jobs?|roles?|tasks?|purpose|functions?|aim|goal|idea|advantages?|(?:dis|draw)\w*|strengths?|weakness(?:es)?"
    r"|limitations?|problems?|shortcomings?|issues?|in the case|trouble|responsibilit\w+|duty)"
    r" (?:of|with|in) (?:the |an? )?$"
    r"|^\W*(?:with|of|by|for) (?:the |an? )?$"
)
# "an LSTM is a special RNN that ...": the first is spoken of.
_KIND = re.compile(r"\b(?:is|are|being|as) (?:also )?(?:(?:an?|the) )?(?:[\w-]+ ){0,3}(?:of (?:an? |the )?)?$")
_TAKEN_UP = re.compile(r"^\W{0,2}(?:which|that|who|where|whose)\b")
# "used by the decoder to write it", "is written by the decoder": named after its verb, but the one that acts.
_AGENT = re.compile(r"\bby (?:the |an? )?$")
_PURPOSE = re.compile(r"^ (?:to \w+|(?:for|in|when|while) \w+ing)\b")
_PASSIVE = re.compile(
    r"\b(?:is|are|was|were|be|been|being) (?:\w+ ){0,3}?\w+(?:ed|en|ilt) (?:[\w-]+ ){0,4}by (?:the |an? )?$"
)
# "thanks to the gates of the LSTM", "through its cell state the LSTM keeps it": its owner is named behind it.
_OWNED = re.compile(r"^[\w\s'’/-]{0,40}?\b(?:of|in|inside|within)\s+(?:(?:the|an?|every|each)\s+)?$")
_MEANS = re.compile(
    r"^\W*(?:\w+\W+){0,2}"
    r"(?:thanks to|due to|because of|by means of|with|by|through|via|using|owing to|by using)\b[^.;:]*$"
)


@lru_cache(maxsize=1024)
def marks(entities: tuple[Entity, ...], text: str) -> tuple[Mark, ...]:
    """Where entities are spoken of, in order; kept, for every way of every concept asks."""
    found: list[Mark] = []
    for entity in entities:
        for match in pattern(entity.words).finditer(text):
            before = text[max(0, match.start() - 60) : match.start()]
            taken_up = _TAKEN_UP.search(text[match.end() : match.end() + 12])
            passive = _PASSIVE.search(before)
            acts = _AGENT.search(before) and _PURPOSE.search(text[match.end() : match.end() + 24])
            if passive:
                found.append((match.start() - len(before) + passive.start(), entity.id))
            elif acts or taken_up or _TOPIC.search(before) or not _IN_PASSING.search(before):
                found.append((match.start(), entity.id))
    found.sort()
    return tuple(mark for at, mark in enumerate(found) if not (at and _is_kind(text, found[at - 1], mark)))


def _is_kind(text: str, before: Mark, mark: Mark) -> bool:
    return before[1] != mark[1] and bool(_KIND.search(text[max(before[0], mark[0] - 60) : mark[0]]))


def passing(entities: tuple[Entity, ...], text: str) -> frozenset[int]:
    """Where entities are named, but not spoken of: "it takes the encoder's states and writes ..."."""
    named = {match.start() for entity in entities for match in pattern(entity.words).finditer(text)}
    return frozenset(named - {start for start, _ in marks(entities, text)})


def named(entities: tuple[Entity, ...], text: str) -> bool:
    """Whether any of these is named in a text."""
    return any(pattern(entity.words).search(text) for entity in entities)


def spoken_of(entities: tuple[Entity, ...], text: str, start: int, end: int, carried: str) -> str:
    """The entity that a match is said of: its owner, else the one named nearest before it, else who was carried on."""
    if owner := _owner(entities, text, end):
        return owner
    found = marks(entities, text)
    before = [name for at, name in found if at <= start]
    if before:
        return before[-1]
    after = next(((at, name) for at, name in found if at > start), None)
    if after and _MEANS.match(text[:start]) and not language.ends_clause(text[end : after[0]].replace(",", " ")):
        return after[1]
    return carried


def _owner(entities: tuple[Entity, ...], text: str, end: int) -> str:
    for entity in entities:
        found = pattern(entity.words).search(text, end, end + 80)
        if found and _OWNED.match(text[end : found.start()]):
            return entity.id
    return ""
