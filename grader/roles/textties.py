"""Which question a piece of text answers.

A label (a heading, a bold line, a repeated question, "Q3:", "Overfitting: ...") ties what follows it to a question,
until the next label. A label is told by its words first and by its number last: students renumber. Text without any
label stays untied, and is judged as one heap.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from grader.model.assignment import Question
from grader.roles.textblocks import BlockKind
from grader.roles.textlanguage import Given, content_words, is_question, sentences, words
from grader.roles.textsources import Passage, Source

LONGEST_LABEL = 30
"""Words; what is longer is no label."""
MOST_QUESTIONS = 8
"""In one paragraph."""
LONGEST_TOLD = 400
"""Characters of a label that are read."""
LONGEST_PREFIX = 8
"""Words before the colon in "Overfitting: the gap grows"."""
LONGEST_TOPIC = 5
"""Words of a label that say what the sentence after it speaks of: "Overfitting", but no question."""
ALIKE = 0.65
"""Share of a question's words that its repetition holds."""
ALIKE_UNASKED = 0.8
"""The same where no question mark tells that it is one."""
SHORTEST_ANSWER = 40
"""Words from which on a comment that stands under no question may still be an answer."""

TASK = "task|t[âa]che|aufgabe|tarea|tarefa|compito|कार्य|टास्क"
"""The word that courses number their tasks with, in the languages that notebooks are labelled in."""
_PREFIX = re.compile(r"^(.{2,80}?)\s*(?::|\s[-–—])\s+(?=\S)")
_TITLE = re.compile(r"^(?:\W{0,4}\d{1,2}(?:\.\d{1,2})?[.)]?\s+)?([\w'’-]{1,40}(?: [\w'’-]{1,40}){0,3})\.\s+(?=\S)")
_NUMBERED = re.compile(
    rf"^\W*(?:(?P<word>q(?:uestion|ues|n)?|ans(?:wer)?|{TASK}|part|exercise|a)\s*[-.:#]?\s*)?"
    r"(?P<number>\d{1,2}(?:\.\d{1,2})?)(?P<letter>[a-h])?\b[\s.:)\-–—]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_OPENS_TASK = re.compile(rf"^\W*(?:{TASK})\s*[-.:#]?\s*(\d{{1,2}})\b", re.IGNORECASE)
_FILE = re.compile(r"\S{1,200}\.(?:ipynb|py|txt|csv|md|docx|pdf|png|h5|keras|json|zip)\b")
_ANSWER = re.compile(r"^\W*(?:ans(?:wer)?|a|sol(?:ution)?)\s*\d{0,2}\s*[:.)\-–—]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tied:
    """A passage with the questions that it is tied to, none where nothing tells."""

    passage: Passage
    questions: tuple[str, ...]
    text: str
    """What is left of the passage without a repeated question or number."""
    is_label: bool = False
    topic: str = ""
    """The short label right above it, which its first sentence need not repeat."""

    @property
    def is_remark(self) -> bool:
        """Whether it is a comment that explains a line of code, rather than an answer written into a comment."""
        is_comment = self.passage.source is Source.COMMENT and not self.questions
        return is_comment and len(words(self.text)) < SHORTEST_ANSWER


@lru_cache(maxsize=4096)
def pattern(expression: str) -> re.Pattern[str]:
    """A compiled expression of the assignment's; matched without regard to case."""
    return re.compile(expression, re.IGNORECASE)


def tie(found: Iterable[Passage], questions: Sequence[Question]) -> list[Tied]:
    """Each passage with its questions, in order."""
    return list(_tie(tuple(found), tuple(questions)))


@lru_cache(maxsize=4)
def _tie(found: tuple[Passage, ...], questions: tuple[Question, ...]) -> tuple[Tied, ...]:
    """Kept, because three roles tie the same text."""
    known = _Known(questions)
    given = Given(text for question in questions for text in (question.text, *question.given))
    tied: list[Tied] = []
    state = _State(container="")
    for passage in found:
        if passage.container != state.container:
            state = _State(container=passage.container)
        if passage.source is Source.OUTPUT and passage.kind is BlockKind.HEADING:
            continue
        tied.append(_own(_with_topic(_step(passage, state, known), state), given))
    return tuple(tied)


def _with_topic(tied: Tied, state: _State) -> Tied:
    """Hands a short label on to the passage below it."""
    if tied.is_label:
        label = tied.passage.text.strip(" :*_.")
        short = len(label.split()) <= LONGEST_TOPIC and not label.endswith("?")
        state.topic = re.sub(r"^[\d.\s)(]+", "", label) if tied.questions and short else ""
        return tied
    topic, state.topic = state.topic, ""
    return replace(tied, topic=topic) if topic and tied.passage.is_prose else tied


def _own(tied: Tied, given: Given) -> Tied:
    """A passage without the sentences that were given with the assignment."""
    if not tied.passage.is_prose:
        return tied
    kept = [sentence for sentence in sentences(tied.text) if not given.repeats(sentence)]
    return replace(tied, text="\n".join(kept))


def task_number(label: str) -> str:
    """The number of the task that a heading opens, if it says so."""
    match = _OPENS_TASK.match(label)
    return match[1] if match else ""


def same_task(question: str, other: str) -> bool:
    """Whether two questions belong to one task, so that they may have been answered together."""
    return question.split(".")[0] == other.split(".")[0]


@dataclass(slots=True)
class _State:
    container: str
    scope: tuple[str, ...] = ()
    level: int = 0
    """Of the heading that opened the scope, 0 where no heading did."""
    task: str = ""
    topic: str = ""
    titled: bool = False
    listing: bool = False
    """Whether the passage before was a question and nothing else: a list of questions is answered together."""


@dataclass(slots=True)
class _Known:
    questions: Sequence[Question]
    wordings: list[tuple[str, set[str]]] = field(default_factory=list)
    """Each question with the words of one way in which it is put."""

    def __post_init__(self) -> None:
        self.wordings = [
            (question.id, content_words(sentence))
            for question in self.questions
            for text in (question.text, *(given for given in question.given if given.endswith("?")))
            for sentence in (text, *(part for part in sentences(text) if part != text))
        ]

    def told_by(self, label: str, *, asked: bool = False) -> tuple[str, ...]:
        """The questions that a label names: by a heading's expression, or because it repeats the question."""
        # A file's name says what is in the file, and asks nothing.
        label = _FILE.sub("", label[:LONGEST_TOLD])
        count = len(label.split())
        if not 0 < count <= LONGEST_LABEL:
            return ()
        named = tuple(
            question.id
            for question in self.questions
            if count <= 14 and any(pattern(expression).search(label) for expression in question.headings)
        )
        told = named or self._repeated(label, count, asked or label.rstrip().endswith("?"))
        # "Task 4. The encoder and the decoder" is not the question of Task 1 on them.
        task = task_number(label)
        return tuple(key for key in told if not task or key.split(".")[0] == task)

    def _repeated(self, label: str, count: int, asked: bool) -> tuple[str, ...]:
        found = content_words(label)
        shares: dict[str, float] = {}
        for key, own in self.wordings:
            if len(own) >= 2 and count <= 2 * len(own) + 8:
                shares[key] = max(shares.get(key, 0.0), len(found & own) / len(own))
        best = max(shares.values(), default=0.0)
        least = ALIKE if asked else ALIKE_UNASKED
        return tuple(key for key, share in shares.items() if share >= max(least, best - 0.01))

    def numbered(self, label: str, task: str) -> tuple[str, ...]:
        """The question that a label numbers: "Task 1.2", "Q3" below the heading of a task."""
        match = _NUMBERED.match(label[:LONGEST_TOLD])
        if not match:
            return ()
        number = match["number"]
        in_task = "." in number and number.split(".")[0] == task
        if match["rest"].strip() and not match["word"] and not in_task:
            return ()
        if "." not in number:
            if not match["word"] or re.fullmatch(f"{TASK}|part", match["word"], re.IGNORECASE):
                return ()
            number = f"{task or self._first_task()}.{number}"
        return (number,) if any(question.id == number for question in self.questions) else ()

    def _first_task(self) -> str:
        return self.questions[0].id.split(".")[0] if self.questions else ""


def _step(passage: Passage, state: _State, known: _Known) -> Tied:
    text = passage.text
    if passage.kind is BlockKind.HEADING:
        return _heading(passage, state, known)
    if passage.kind is BlockKind.ROW:
        told = known.told_by(passage.block.label) if passage.block.label else ()
        return Tied(passage=passage, questions=told or state.scope, text=text)
    if passage.kind in (BlockKind.FENCE, BlockKind.PICTURE):
        return Tied(passage=passage, questions=state.scope, text=text)
    label, rest = _labelled(text, known, state)
    listing, state.listing = state.listing, bool(label and not rest)
    if state.listing:
        state.scope = tuple(dict.fromkeys((*state.scope, *label))) if listing else label
        return Tied(passage=passage, questions=label, text="", is_label=True)
    if label:
        # An item's label holds for the item; a paragraph's until something else is named.
        if passage.kind is BlockKind.PARAGRAPH:
            state.scope = label
        return Tied(passage=passage, questions=label, text=rest)
    return Tied(passage=passage, questions=state.scope, text=_ANSWER.sub("", text))


def _heading(passage: Passage, state: _State, known: _Known) -> Tied:
    label, level = passage.text, passage.block.level
    state.listing = False
    task = task_number(label)
    state.task = task or state.task
    # The first heading of the first level is the title, which names the whole work.
    is_title = level == 1 and not passage.trail and not state.titled and not label.endswith("?")
    state.titled = True
    told = () if is_title and not task else known.told_by(label) or known.numbered(label, state.task)
    if told:
        state.scope, state.level = told, level
    elif not state.level or level <= state.level:
        state.scope, state.level = (), 0
    return Tied(passage=passage, questions=state.scope, text="", is_label=True)


def _asked(text: str, known: _Known, state: _State) -> tuple[tuple[str, ...], str]:
    """All questions that a text begins with or consists of, and what stands behind them."""
    asked: dict[str, None] = {}
    rest = text
    for _ in range(MOST_QUESTIONS):
        first, mark, after = rest.partition("?")
        if not mark:
            break
        told = known.told_by(first, asked=True) or (
            known.numbered(first, state.task) if len(first.split()) < LONGEST_LABEL else ()
        )
        if not told:
            break
        asked.update(dict.fromkeys(told))
        rest = after.strip(" \n:*\"'”)")
    return tuple(asked), rest


def _labelled(text: str, known: _Known, state: _State) -> tuple[tuple[str, ...], str]:
    """The questions that a paragraph or item names at its beginning, and its text without that."""
    if "?" in text:
        told, rest = _asked(text, known, state)
        if told:
            return told, rest
    bare = len(text.split()) <= LONGEST_TOPIC and text[-1:].isalnum()
    if bare or (len(text.split()) <= LONGEST_LABEL and text.rstrip().endswith((":", "?"))):
        told = known.told_by(text) or known.numbered(text, state.task)
        if told or not bare:
            return told, ""
    if len(text.split()) <= LONGEST_LABEL and is_question(text) and (told := known.told_by(text)):
        return told, ""
    for prefix in filter(None, (_PREFIX.match(text), _TITLE.match(text))):
        head = prefix[1]
        if len(head.split()) <= LONGEST_PREFIX:
            if told := known.told_by(head):
                # Its words stay: "Overfitting: none to be seen" says what there is none of.
                return told, text
            if told := known.numbered(head, state.task):
                return told, text[prefix.end() :].strip()
    line, _, rest = text.partition("\n")
    if rest and len(line.split()) <= LONGEST_PREFIX:
        told = known.told_by(line)
        if told:
            return told, rest
    if match := _NUMBERED.match(text):
        told = known.numbered(text, state.task)
        if told:
            return told, match["rest"].strip()
        if match["word"] and match["rest"].strip():
            # "Q6. ..." answers something, but not what came before it.
            state.scope = ()
    return (), text
