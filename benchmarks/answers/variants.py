"""Variants made from good answers, and whether they pass: marked no lower, and not sent to a person."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from benchmarks.answers import clauses, earning, edits
from benchmarks.answers.judging import Judge, Judged
from benchmarks.answers.sets import Marked
from grader.model.assignment import Answered
from grader.roles import textlanguage as language
from grader.roles.textblocks import ARROWS

GOOD = 0.75
"""A person's mark from which on an answer is good."""
OBSERVATIONS = "7"
"""The task whose answers are not negated: "no overfitting" is an observation too, and the curves judge it."""
LABELS = "2.2"
"""Names to be given, of which nothing is claimed that could be turned."""

NEGATED = "negated at the verb, where it earned"
DISCLAIMED = "“it is not true that …”, where it earned"
NEGATED_ANYWHERE = "negated at a verb, anywhere"
SWAPPED = "roles swapped, where it earned"
SWAPPED_THROUGHOUT = "roles swapped throughout"
STUFFED = "content words in a row"
LISTED = "content words between commas"
SHUFFLED = "words shuffled"
PADDED = "padded with an answer to another task"
OTHER_TASK = "an answer to another task"
SAME_TASK = "an answer to another item of the task"
COPIED = "the question copied"
MISTYPED = "one word in ten mistyped"
KINDS = (
    NEGATED, DISCLAIMED, NEGATED_ANYWHERE, SWAPPED, SWAPPED_THROUGHOUT, STUFFED, LISTED, SHUFFLED, PADDED, OTHER_TASK,
    SAME_TASK, COPIED, MISTYPED,
)  # fmt: skip
REPLACING = frozenset({OTHER_TASK, SAME_TASK, COPIED})
"""Nothing is left of the answer, so that anything that is earned is too much."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """A variant of an answer, with what both earned."""

    of: Marked
    kind: str
    text: str
    before: float
    judged: Judged

    @property
    def earns(self) -> bool:
        return self.judged.mark > 0 and not self.judged.flags

    @property
    def passes(self) -> bool:
        """Neither lowered nor sent to a person; of what replaces the answer, earning anything."""
        return self.earns and (self.kind in REPLACING or self.judged.mark >= self.before)


@dataclass(slots=True)
class Row:
    """All variants of one kind."""

    kind: str
    tried: list[Tried] = field(default_factory=list)

    @property
    def passing(self) -> list[Tried]:
        return [each for each in self.tried if each.passes]

    @property
    def earning(self) -> int:
        return sum(each.earns for each in self.tried)

    @property
    def flags(self) -> Counter[str]:
        """Why variants are sent to a person, by the guard's name."""
        return Counter(flag.split(":")[0] for each in self.tried for flag in dict.fromkeys(each.judged.flags))

    @property
    def items(self) -> Counter[str]:
        """Of which items variants pass."""
        return Counter(each.of.item for each in self.passing)


def rows(judge: Judge, judged: Sequence[tuple[Marked, Judged]]) -> list[Row]:
    """All variants of all good answers that earn something as they are, by kind."""
    good = [(answer, outcome) for answer, outcome in judged if answer.mark >= GOOD and outcome.mark > 0]
    made: dict[str, Row] = {kind: Row(kind=kind) for kind in KINDS}
    for answer, outcome in good:
        for kind, text in _made(judge, answer, outcome, [each for each, _ in good]):
            judged_now = judge(answer.item, text, answer.curve)
            made[kind].tried.append(Tried(of=answer, kind=kind, text=text, before=outcome.mark, judged=judged_now))
    return list(made.values())


def _made(judge: Judge, answer: Marked, outcome: Judged, good: Sequence[Marked]) -> Iterator[tuple[str, str]]:
    item, text = answer.item, answer.text
    question = judge.assignment.question(item)
    is_told = not ARROWS.search(text)
    if is_told and item != LABELS and _task(item) != OBSERVATIONS:
        if question.answered is not Answered.DIAGRAM:
            yield from _turned(judge, answer, outcome)
        if (anywhere := _negated_anywhere(answer)) is not None:
            yield NEGATED_ANYWHERE, anywhere
    # "No overfitting: training and validation loss stay close" holds with the two exchanged.
    holds = _task(item) == OBSERVATIONS and language.has_denial(text.lower())
    if not holds and (swapped := edits.swapped(item, text)) is not None:
        yield SWAPPED_THROUGHOUT, swapped
    if is_told:
        yield STUFFED, edits.stuffed(text)
        yield LISTED, edits.stuffed(text, between=", ")
        yield SHUFFLED, edits.shuffled(text, answer.id)
    chance = random.Random(answer.id)
    if elsewhere := [each for each in good if _task(each.item) != _task(item)]:
        pasted = chance.choice(elsewhere).text
        yield PADDED, f"{text}\n\n{pasted}"
        yield OTHER_TASK, pasted
    beside = [each for each in good if _task(each.item) == _task(item) and each.item != item]
    if beside and question.answered is not Answered.DIAGRAM:  # one diagram answers both items of its task
        yield SAME_TASK, chance.choice(beside).text
    yield COPIED, " ".join((question.text, *question.given))
    yield MISTYPED, edits.mistyped(text, answer.id)


def _turned(judge: Judge, answer: Marked, outcome: Judged) -> Iterator[tuple[str, str]]:
    """One variant for each concept, or, where an item asks for some of many, one for all of them together."""
    item, credited = answer.item, tuple(outcome.quotes)
    together = [credited] if judge.assignment.question(item).listing else [(concept,) for concept in credited]
    turns: tuple[tuple[str, earning.Turn, bool], ...] = (
        (NEGATED, clauses.negated, False),
        (DISCLAIMED, clauses.disclaimed, False),
        (SWAPPED, lambda sentence: edits.swapped(item, sentence), True),
    )
    for concepts in together:
        for kind, turn, whole in turns:
            text = earning.turned(judge, item, answer.text, concepts, turn, whole=whole)
            if text is not None:
                yield kind, text


def _negated_anywhere(answer: Marked) -> str | None:
    text = answer.text
    places = [
        (start + inner, start + end)
        for start, stop in clauses.sentences(text)
        for inner, end in clauses.clauses(text[start:stop])
        if clauses.negated(text[start + inner : start + end]) is not None
    ]
    if not places:
        return None
    start, end = random.Random(answer.id).choice(places)
    return f"{text[:start]}{clauses.negated(text[start:end])}{text[end:]}"


def _task(item: str) -> str:
    return item.split(".")[0]
