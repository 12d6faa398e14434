"""Reading an assignment's `answers.toml`: the questions answered in prose, and what right answers say.

    [[question]]
    id = "1.1"                              # the rubric item
    text = "..."                            # as it was set; repeating it earns nothing
    headings = ['...']                      # regular expressions that tell its heading from others
    given, ignored, cues, listing, answered # see `grader.model.assignment.Question`
    [question.entities]
    lstm = '\\blstms?\\b'
    [question.concept.lstm_adds]
    title = "..."
    ways = [['gates?', 'control'], ['cell state']]
    about, anyhow, either_way, general, unless, phrases     # see `Concept`
    [question.misconception.fewer_weights]
    says = "..."
    words = ['...']
    voids = ["lstm_adds"]                   # every concept of the question where it is left out

Expressions are matched without regard to case, against text whose Markdown marks are gone. What can be said in many
words has them declared once, at the top of the file, and used in expressions as `{forgets}`:

    [words]
    forgets = ["forget-", "lose", "wash(?:es|ed) out"]  # expressions of whole words; "-" at a word's end: any ending
    subject = [...]                 # words of the subject, of which an answer of some length has at least two
    spelling, look_alikes = [...]   # words whose slips are mended, and words that are no slips of these
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from grader.errors import MachineryError
from grader.model.assignment import Answered, Concept, Entity, Misconception, Question


class _Concept(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    ways: tuple[tuple[str, ...], ...]
    about: str = ""
    anyhow: tuple[tuple[str, ...], ...] = ()
    either_way: bool = False
    general: bool = True
    unless: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class _Misconception(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    says: str
    words: tuple[str, ...]
    voids: tuple[str, ...] = ()


class _Question(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    text: str
    concept: dict[str, _Concept]
    headings: tuple[str, ...] = ()
    given: tuple[str, ...] = ()
    entities: dict[str, str] = {}
    misconception: dict[str, _Misconception] = {}
    ignored: tuple[str, ...] = ()
    cues: tuple[str, ...] = ()
    listing: bool = False
    answered: Answered = Answered.PROSE


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    question: tuple[_Question, ...] = ()
    words: dict[str, tuple[str, ...]] = {}


SUBJECT, SPELLING, LOOK_ALIKES = "subject", "spelling", "look_alikes"
"""Groups with a meaning of their own: what a text on the subject has, words whose slips are mended, and no slips."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Common:
    """What all questions share."""

    subject: str
    spelling: tuple[str, ...]
    look_alikes: tuple[str, ...]


_GROUP = re.compile(r"\{([a-z_]+)\}")
_ANY_ENDING = re.compile(r"(?<=[\w)\]])-(?=$|[ |)])")


def load(path: Path) -> tuple[Question, ...]:
    """The questions in that file, in its order; none where an assignment has no such file.

    Raises `MachineryError` where the file cannot be understood.
    """
    if not path.exists():
        return ()
    try:
        read = tomllib.loads(path.read_text(encoding="utf-8"))
        groups = _groups(read)
        file = msgspec.convert(_spelled_out(read, groups), _File)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise _wrong(path, f"{error}") from None
    fault = next((fault for question in file.question for fault in _faults(question)), None)
    ids = [question.id for question in file.question]
    repeated = next((each for each in ids if ids.count(each) > 1), None)
    if repeated is not None:
        fault = f"question {repeated} stands in it twice"
    if fault is not None:
        raise _wrong(path, fault)
    common = _Common(
        subject=groups.get(SUBJECT, ""),
        spelling=file.words.get(SPELLING, ()),
        look_alikes=file.words.get(LOOK_ALIKES, ()),
    )
    return tuple(_question(question, common) for question in file.question)


def _groups(read: Mapping[str, object]) -> dict[str, str]:
    """The expression of each group of words; a group may use those above it."""
    groups: dict[str, str] = {}
    for name, listed in msgspec.convert(read.get("words", {}), dict[str, tuple[str, ...]]).items():
        any_of = "|".join(_ANY_ENDING.sub(r"\\w*", _replaced(each, groups)) for each in listed)
        groups[name] = rf"(?:\b(?:{any_of})\b)"
    return groups


def _spelled_out(read: object, groups: Mapping[str, str]) -> object:
    """The same with the names of groups replaced, wherever an expression may stand."""
    if isinstance(read, str):
        return _replaced(read, groups)
    if isinstance(read, list):
        return [_spelled_out(each, groups) for each in read]
    if isinstance(read, dict):
        return {key: _spelled_out(each, groups) for key, each in read.items()}
    return read


def _replaced(text: str, groups: Mapping[str, str]) -> str:
    return _GROUP.sub(lambda match: groups.get(match[1], match[0]), text)


def _wrong(path: Path, fault: str) -> MachineryError:
    return MachineryError(f"The questions in {path} are wrong: {fault}.", "Mend the file, then grade again.")


def _faults(question: _Question) -> Iterator[str]:
    where = f"question {question.id}"
    for expression in _expressions(question):
        try:
            re.compile(expression)
        except re.error as error:
            yield f"{where} has the expression {expression!r}, which is none ({error})"
        unknown_words = _GROUP.search(expression)
        if unknown_words:
            yield f"{where} uses the words {unknown_words[0]}, which are not declared"
    for name, concept in question.concept.items():
        if not concept.ways or not all((*concept.ways, *concept.anyhow)):
            yield f"concept {name} of {where} needs at least one way, and an expression in each"
        if concept.about and concept.about not in question.entities:
            yield f"concept {name} of {where} is about {concept.about!r}, which is no entity there"
    for name, misconception in question.misconception.items():
        unknown = [each for each in misconception.voids if each not in question.concept]
        if unknown:
            yield f"misconception {name} of {where} takes away {unknown[0]!r}, which is no concept there"


def _expressions(question: _Question) -> Iterator[str]:
    yield from (*question.headings, *question.ignored, *question.cues, *question.entities.values())
    for concept in question.concept.values():
        yield from (expression for way in (*concept.ways, *concept.anyhow, concept.unless) for expression in way)
    for misconception in question.misconception.values():
        yield from misconception.words


def _question(read: _Question, common: _Common) -> Question:
    return Question(
        id=read.id,
        text=read.text,
        headings=read.headings,
        given=read.given,
        concepts=tuple(_concept(key, concept) for key, concept in read.concept.items()),
        entities=tuple(Entity(id=key, words=words) for key, words in read.entities.items()),
        misconceptions=tuple(
            Misconception(id=key, says=each.says, words=each.words, voids=each.voids or tuple(read.concept))
            for key, each in read.misconception.items()
        ),
        ignored=read.ignored,
        cues=read.cues,
        listing=read.listing,
        subject=common.subject,
        spelling=common.spelling,
        look_alikes=common.look_alikes,
        answered=read.answered,
    )


def _concept(key: str, read: _Concept) -> Concept:
    return Concept(
        id=key,
        title=read.title,
        ways=read.ways,
        about=read.about,
        anyhow=read.anyhow,
        either_way=read.either_way,
        general=read.general,
        unless=read.unless,
        phrases=read.phrases,
    )
