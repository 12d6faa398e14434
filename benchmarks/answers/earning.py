"""Turning exactly what earned an answer its credit: elsewhere in it a denial may leave all of its claims true."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from benchmarks.answers.clauses import clauses, is_subordinate, sentences
from benchmarks.answers.judging import Judge
from grader.roles import textlanguage as language

Turn = Callable[[str], str | None]
"""Makes a clause say the opposite; None where it can't."""

MOST_ROUNDS = 8
"""How often an answer may say the same in other words."""


@dataclass(slots=True)
class _Clause:
    text: str
    after: str
    """What stands between it and the next."""
    sentence: int
    turned: bool = False


class _Claims:
    """An answer in clauses, of which those are turned that earn it one concept after the other."""

    def __init__(self, judge: Judge, item: str, text: str) -> None:
        self._judge = judge
        self._item = item
        self._clauses: list[_Clause] = []
        spans = [
            (start + inner, start + end, number)
            for number, (start, stop) in enumerate(sentences(text))
            for inner, end in clauses(text[start:stop])
        ]
        for (start, end, number), following in zip(spans, [*spans[1:], (len(text), 0, 0)], strict=True):
            self._clauses.append(_Clause(text=text[start:end], after=text[end : following[0]], sentence=number))

    def text(self, without: Collection[int] = ()) -> str:
        return "".join(each.text + each.after for at, each in enumerate(self._clauses) if at not in without)

    @property
    def turned(self) -> set[int]:
        return {at for at, each in enumerate(self._clauses) if each.turned}

    def turn(self, concept: str, turn: Turn, whole: bool) -> bool:
        """Turns what earns a concept, until nothing does, or nothing but what was turned; False where that fails."""
        for _ in range(MOST_ROUNDS):
            if not self._earned(concept, ()):
                return True
            quoted = self._quoted(concept)
            if quoted is None:
                return True
            chosen = quoted if whole else self._earning(concept, quoted, turn)
            changed = {at: new for at in chosen if (new := turn(self._clauses[at].text)) is not None}
            if not changed:
                return False
            for at in chosen:
                self._clauses[at].turned = True
                self._clauses[at].text = changed.get(at, self._clauses[at].text)
        return False

    def _quoted(self, concept: str) -> list[int] | None:
        """The clauses of the sentences that earn it; None where without the turned ones it isn't earned."""
        quote = self._judge(self._item, self.text(self.turned)).quotes.get(concept)
        if quote is None:
            return None
        said = _plain(quote)
        left: dict[int, list[int]] = {}
        for at, each in enumerate(self._clauses):
            if not each.turned:
                left.setdefault(each.sentence, []).append(at)
        plain = {number: _plain(" ".join(self._clauses[at].text for at in found)) for number, found in left.items()}
        numbers = [number for number, each in plain.items() if each.strip() and (each in said or said in each)]
        return [at for number in numbers for at in left[number]]

    def _earning(self, concept: str, quoted: Sequence[int], turn: Turn) -> list[int]:
        """The clause without which the quoted sentence would not earn it; else all that would earn it alone."""
        others = set(range(len(self._clauses))) - set(quoted)
        if not self._earned(concept, others):  # what it speaks of was named before
            others = self.turned
        needed = [at for at in quoted if not self._earned(concept, {*others, at})]
        if needed:
            # The claim rather than its reason; and of several the last, where the predicate stands.
            needed.sort(key=lambda at: (is_subordinate(self._clauses[at].text), -at))
            return next(([at] for at in needed if turn(self._clauses[at].text) is not None), [])
        alone = [at for at in quoted if self._earned(concept, {*others, *quoted} - {at})]
        return alone if all(turn(self._clauses[at].text) is not None for at in alone) else []

    def _earned(self, concept: str, without: Collection[int]) -> bool:
        return concept in self._judge(self._item, self.text(without)).quotes


def _plain(text: str) -> str:
    """Words alone: a quotation is cut and has lost its Markdown."""
    return f" {' '.join(language.words(text))} "


def turned(judge: Judge, item: str, text: str, concepts: Sequence[str], turn: Turn, *, whole: bool) -> str | None:
    """The answer with what earned these concepts turned, however often it says it; None where it can't be turned.

    With `whole` the sentence is turned, else the clause in it without which the concept would not be credited.
    """
    claims = _Claims(judge, item, text)
    if not all(claims.turn(concept, turn, whole) for concept in concepts):
        return None
    return claims.text() if claims.turned else None
