"""The written answers: which text answers which question, and what it says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from grader.model.assignment import Assignment, Concept, Question
from grader.model.evidence import Basis, Evidence
from grader.model.judging import Doubted, Missing
from grader.roles import textlanguage as language
from grader.roles import textpins, textsources, textties
from grader.roles.concepts import Finding, Found, Reader, Sentence, is_on_subject
from grader.roles.textblocks import BlockKind
from grader.roles.textsources import Source
from grader.roles.textties import Tied

MOST_SENTENCES = 2000
"""That are read for one question, from each place; the longest notebooks have a few hundred."""
LEAST_TIED_WORDS = 3
"""What stands below a question counts as its answer from here on."""


GUARDED = frozenset({Found.DENIED, Found.MISTAKEN, Found.SALAD, Found.SHUFFLED, Found.COPIED})
"""What takes a credit away from words that are there; it is never final."""
LEAST_ATTEMPT = 4
"""Words of an answer that was meant as one."""
_NO_ATTEMPT = re.compile(
    r"\b(?:sorry|no (?:time|idea|answer)|not (?:done|finished|answered)|todo|tbd"
    r"|(?:do not|don['’]?t|did not|didn['’]?t) (?:know|understand|have (?:\w+ )?time|finish|do)"
    r"|(?:see|refer to|look at) (?:the )?(?:notebook|code|above|below|report|file))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Whether an answer says something, where, and in which words."""

    question: Question
    concept: Concept
    finding: Finding
    tied: bool
    """Whether the words stand under their question; otherwise they were found elsewhere in the submission."""
    answered: bool
    """Whether any text stands under the question."""
    unread: bool = False
    """Whether that text is a real attempt of which nothing at all was understood."""

    @property
    def credited(self) -> bool:
        return self.finding.found is Found.CREDITED

    @property
    def doubted(self) -> bool:
        """Whether a person must look before it counts as missing."""
        return self.finding.found in GUARDED or (self.unread and not self.credited)

    def demand(self) -> None:
        """Raises where it is not credited: `Doubted` where a person must look."""
        if not self.credited:
            raise Doubted(self.reason) if self.doubted else AssertionError(self.reason)

    @property
    def explained(self) -> bool:
        """Whether the words stand in a sentence that says how or why, rather than on a list of names."""
        return self.credited and (language.explains(self.finding.quote) or language.explains(self.finding.around))

    @property
    def sentence_for_student(self) -> str:
        """What was found, with the words and their place; it never tells which words were looked for."""
        finding = self.finding
        quoted = f"“{language.shortened(finding.quote, 160)}”"
        if finding.found is Found.CREDITED:
            return f"In {finding.place}: {quoted}"
        if finding.found is Found.DENIED:
            return f"In {finding.place}, {quoted} says the opposite of it."
        if finding.found is Found.MISTAKEN and finding.misconception is not None:
            return f"In {finding.place}, {quoted} is not right. {finding.misconception.says}"
        if finding.found is Found.SALAD:
            return f"In {finding.place}, {quoted} lists key words without saying anything about them."
        if finding.found is Found.SHUFFLED:
            return f"In {finding.place}, the words of {quoted} stand in no order that says anything."
        if finding.found is Found.OFF_SUBJECT:
            return f"In {finding.place}, {quoted} speaks of something else."
        if finding.found is Found.COPIED:
            return f"In {finding.place}, {quoted} only repeats the question."
        if self.answered and finding.quote:
            waits = " A person will read it before that counts." if self.doubted else ""
            return f"The answer in {finding.place}, which begins {quoted}, does not say this.{waits}"
        return f"No answer to “{language.shortened(self.question.text, 120)}” was found in the notebook or beside it."

    @property
    def reason(self) -> str:
        """For the teacher, where it is not credited."""
        said = {
            Found.DENIED: "is denied",
            Found.MISTAKEN: "is voided by a misconception",
            Found.SALAD: "was not looked for in a list of key words",
            Found.SHUFFLED: "was not looked for in words without order",
            Found.OFF_SUBJECT: "was not looked for in a text on something else",
            Found.COPIED: "was not looked for in a copy of the question",
        }
        misconception = self.finding.misconception
        which = f" ({misconception.id})" if misconception else ""
        outcome = said.get(self.finding.found, "was not found")
        return f"{self.question.id}/{self.concept.id}, {self.concept.title}, {outcome}{which}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    assignment: Assignment
    readings: dict[str, Reading]
    basis: tuple[Basis, ...] = (Basis.SUBMITTED,)

    def concept(self, question: str, concept: str) -> Hit:
        """What the answer to a question says of a concept."""
        asked = self.assignment.question(question)
        return self.readings[question].hit(asked.concept(concept))

    def concepts(self, question: str, *among: str) -> tuple[Hit, ...]:
        """All concepts of a question that are credited, or those named."""
        asked = self.assignment.question(question)
        wanted = [concept for concept in asked.concepts if not among or concept.id in among]
        hits = (self.readings[question].hit(concept) for concept in wanted)
        return tuple(hit for hit in hits if hit.credited)

    def doubt(self, question: str, reason: str) -> AssertionError:
        """What to raise where too little of a question's concepts was found."""
        hits = (self.readings[question].hit(concept) for concept in self.assignment.question(question).concepts)
        return Doubted(reason) if any(hit.doubted for hit in hits) else AssertionError(reason)

    def count(self, question: str) -> int:
        """How many things an answer lists: concepts that are credited, or items of a list that speak of them."""
        credited = tuple(hit.concept for hit in self.concepts(question))
        return max(len(credited), self.readings[question].items(credited))

    def first_miss(self, question: str) -> Hit:
        """Why none of a question's concepts was credited, as far as the text tells."""
        hits = [self.readings[question].hit(concept) for concept in self.assignment.question(question).concepts]
        return next((hit for hit in hits if hit.finding.found is not Found.NOTHING), hits[0])


@dataclass(slots=True)
class Reading:
    """The text that may answer one question, nearest first."""

    question: Question
    tied: list[Sentence]
    heaps: tuple[list[Sentence], ...]
    """Where nothing is tied to this question: text that is tied to none, then that of the same task's others."""
    _readers: list[Reader] = field(default_factory=list)
    _hits: dict[str, Hit] = field(default_factory=dict)

    def hit(self, concept: Concept) -> Hit:
        """Looks under the question and, where nothing stands there, elsewhere."""
        if not self._hits:
            self._hits = {each.id: self._look(each) for each in self.question.concepts}
            if not any(hit.credited for hit in self._hits.values()) and self._is_attempt():
                self._hits = {name: replace(hit, unread=True) for name, hit in self._hits.items()}
        return self._hits[concept.id]

    def _is_attempt(self) -> bool:
        """Whether what stands under the question is on the subject, and more than an excuse."""
        text = " ".join(each.text for each in self.tied if not language.is_question(each.text))
        given = frozenset(language.content_words(self.question.text))
        if len(language.words(text)) < LEAST_ATTEMPT or not language.content_words(text) - given:
            return False
        on_subject = is_on_subject(self.question, text) and is_on_subject(self.question, text, words=1)
        return on_subject and not _NO_ATTEMPT.search(text)

    def items(self, concepts: Sequence[Concept]) -> int:
        """How many items of a list under the question speak of these concepts."""
        return self._all_readers()[0].items(concepts)

    def _all_readers(self) -> list[Reader]:
        if not self._readers:
            self._readers = [
                Reader(self.question, self.tied),
                *(Reader(self.question, heap, loose=True) for heap in self.heaps),
            ]
        return self._readers

    def _look(self, concept: Concept) -> Hit:
        tied, *loose = self._all_readers()
        under = tied.look(concept)
        if under.found in (Found.CREDITED, Found.DENIED, Found.MISTAKEN):
            return self._hit(concept, under, tied=True)
        for reader in loose:
            finding = reader.look(concept)
            if finding.found is Found.CREDITED or (not self.tied and finding.found in (Found.MISTAKEN, Found.DENIED)):
                return self._hit(concept, finding, tied=False)
        return self.missed(concept) if under.found is Found.NOTHING else self._hit(concept, under, tied=True)

    def missed(self, concept: Concept) -> Hit:
        """The hit that is none, with the beginning of the answer where there is one."""
        first = next((each for each in self.tied if not language.is_question(each.text)), None)
        quote, place = (first.text, first.place) if first else ("", "")
        return self._hit(concept, Finding(found=Found.NOTHING, quote=quote, place=place), tied=bool(first))

    def _hit(self, concept: Concept, finding: Finding, *, tied: bool) -> Hit:
        return Hit(question=self.question, concept=concept, finding=finding, tied=tied, answered=bool(self.tied))


def find(evidence: Evidence, assignment: Assignment) -> Answers:
    """All prose of a submission, sorted by the question that it answers.

    Raises `Missing` where there is no prose at all.
    """
    found = textsources.passages(evidence)
    if not any(passage.is_prose for passage in found):
        raise Missing("No written text was found: neither in the notebook, nor in a document beside it.")
    told = textpins.pinned(textties.tie(found, assignment.questions), evidence.pins.answers)
    tied = [(each, split(number, each)) for number, each in enumerate(told)]
    printed = any(passage.source is Source.OUTPUT for passage in found)
    return Answers(
        assignment=assignment,
        readings={question.id: reading(question, tied) for question in assignment.questions},
        basis=(Basis.REPORTED, Basis.SUBMITTED) if printed else (Basis.SUBMITTED,),
    )


def split(number: int, tied: Tied) -> list[Sentence]:
    """The sentences of a passage of prose."""
    passage = tied.passage
    if not passage.is_prose or not tied.text:
        return []
    near = passage.trail[-1] if passage.trail else ""
    around, is_cell, is_item = tied.text[:1000], passage.kind is BlockKind.ROW, passage.kind is BlockKind.ITEM
    return [
        Sentence(
            text=text,
            place=passage.place,
            near=near,
            passage=number,
            around=around,
            is_cell=is_cell,
            is_item=is_item,
        )
        for text in _joined(language.sentences(f"{tied.topic}. {tied.text}" if tied.topic else tied.text))
    ]


def reading(question: Question, tied: Iterable[tuple[Tied, list[Sentence]]]) -> Reading:
    """The text that may answer a question, out of all passages with their sentences."""
    under: list[Sentence] = []
    loose: list[Sentence] = []
    elsewhere: list[Sentence] = []
    for each, found in tied:
        if not found or each.is_remark:
            continue
        if question.id in each.questions:
            under.extend(found)
        elif _has_cue(question, each):
            if not each.questions:
                loose.extend(found)
            elif any(textties.same_task(question.id, other) for other in each.questions):
                elsewhere.extend(found)
    under, loose, elsewhere = under[:MOST_SENTENCES], loose[:MOST_SENTENCES], elsewhere[:MOST_SENTENCES]
    if sum(len(language.words(sentence.text)) for sentence in under) < LEAST_TIED_WORDS:
        return Reading(question=question, tied=under, heaps=(loose, elsewhere))
    # Who answers a question is judged by the answer: a sentence that speaks of something else, somewhere in a long
    # notebook, happens to hold the words too easily.
    return Reading(question=question, tied=under, heaps=())


def _joined(sentences: list[str]) -> list[str]:
    """A title that opens a paragraph ("Long sentences. The first words ...") belongs to what follows."""
    if len(sentences) > 1 and len(sentences[0].split()) <= 4:
        return [f"{sentences[0]} {sentences[1]}", *sentences[2:]]
    return sentences


def _has_cue(question: Question, tied: Tied) -> bool:
    if not question.cues:
        return True
    near = " ".join((*tied.passage.trail[-2:], tied.text))
    return any(textties.pattern(cue).search(near) for cue in question.cues)
