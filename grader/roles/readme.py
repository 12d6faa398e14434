"""The README: a file of that name, else the sections of the notebook or of a document that do its work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.model.assignment import Assignment, Concept
from grader.model.evidence import Basis, Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing
from grader.roles import stops, textsources
from grader.roles.textblocks import ARROWS, BlockKind
from grader.roles.textlanguage import shortened, words
from grader.roles.textsources import Passage, Source
from grader.roles.textties import pattern

LEAST_WORDS = 3
"""Of a section that describes something."""
MOST_PAIRS = 60
MOST_SHOWN = 2_000_000
"""Characters of output that quoted samples are compared with."""

_STANDS_FOR = re.compile(
    r"read ?me|lisez[- ]?moi|lies ?mich|l[ée]e ?me|मुझे पढ"
    r"|project (?:overview|description|structure|summary)|\boverview\b|about (?:the|this) project"
    r"|how to (?:run|use|execute)|getting started|\bset-?up\b|\busage\b|\binstall|instructions",
    re.IGNORECASE,
)
_QUOTES = "\"'“”«»`*_ \t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    heading: str
    text: str
    lines: tuple[str, ...]
    """As they were typed: samples keep their marks."""
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Of tables, each with its header."""
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """Whether a section says something."""

    concept: Concept
    place: str
    section: Section | None

    @property
    def credited(self) -> bool:
        return self.section is not None

    @property
    def sentence_for_student(self) -> str:
        if self.section is None:
            return f"{self.place} was read; it does not say this."
        under = f", under “{shortened(self.section.heading, 60)}”" if self.section.heading else ""
        return f"In {self.section.place}{under}: “{shortened(self.section.text, 140)}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    source: str
    output: str
    shown: bool
    """Whether the notebook's outputs hold it, those of this run or those saved in the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    quoted: tuple[Sample, ...]
    place: str
    prevented: Cause | None
    """Why the run could not show them, where that is not the student's doing."""
    basis: tuple[Basis, ...] = (Basis.REPORTED, Basis.SAVED, Basis.SUBMITTED)

    @property
    def shown(self) -> tuple[Sample, ...]:
        return tuple(sample for sample in self.quoted if sample.shown)

    @property
    def credited(self) -> bool:
        """Whether samples are quoted and most of them are what the notebook put out."""
        return bool(self.shown) and 2 * len(self.shown) >= len(self.quoted)

    @property
    def sentence_for_student(self) -> str:
        if not self.quoted:
            return f"{self.place} quotes no sentence with its translation."
        if self.credited:
            first = self.shown[0]
            return f"{self.place} quotes {_quoted(first)}, as the notebook shows it."
        first = next(sample for sample in self.quoted if not sample.shown)
        held = f"{len(self.shown) or 'none'} of them could be found in what the notebook put out"
        return f"{self.place} quotes {len(self.quoted)} samples, such as {_quoted(first)}; {held}."


@dataclass(frozen=True, slots=True, kw_only=True)
class Readme:
    assignment: Assignment
    evidence: Evidence
    place: str
    is_file: bool
    sections: tuple[Section, ...]
    basis: tuple[Basis, ...] = (Basis.SUBMITTED,)

    def concept(self, question: str, concept: str) -> Described:
        """Whether one section says what the concept asks for: every expression of one of its ways."""
        asked = self.assignment.question(question)
        wanted = asked.concept(concept)
        best: tuple[float, Section] | None = None
        for section in self.sections:
            text = f"{section.heading}\n{section.text}"
            for ignored in asked.ignored:
                text = pattern(ignored).sub("~", text)
            counts = [[len(pattern(expression).findall(text)) for expression in way] for way in wanted.ways]
            share = max((sum(way) for way in counts if all(way)), default=0) / (len(words(text)) + 20)
            if share and len(words(section.text)) >= LEAST_WORDS and (best is None or share > best[0]):
                best = (share, section)
        return Described(concept=wanted, place=self.place, section=best[1] if best else None)

    def samples(self, question: str) -> Samples:
        """The quoted pairs.

        The question's concepts tell how a `section` with samples is headed, and how their `source` and `output` are
        labelled.
        """
        asked = self.assignment.question(question)
        heading, *sides = [asked.concept(name).ways[0][0] for name in ("section", "source", "output")]
        pairs: dict[tuple[str, str], None] = {}
        for section in self.sections:
            for pair in _pairs(section, sides, bool(pattern(heading).search(section.heading))):
                pairs.setdefault(pair)
        shown = _shown(self.evidence)
        quoted = tuple(
            Sample(source=source, output=output, shown=_holds(shown, source, output))
            for source, output in list(pairs)[:MOST_PAIRS]
        )
        return Samples(quoted=quoted, place=self.place, prevented=_prevented(self.evidence))


def find(evidence: Evidence, assignment: Assignment) -> Readme:
    """The README. Raises `Missing` where neither a file nor a section does its work."""
    found = [passage for passage in textsources.passages(evidence) if passage.source is not Source.OUTPUT]
    own = [passage for passage in found if passage.source is Source.README]
    if own:
        sections = tuple(_sections(own))
        return Readme(assignment=assignment, evidence=evidence, place=own[0].place, is_file=True, sections=sections)
    standing = tuple(section for section in _sections(found) if _STANDS_FOR.search(section.heading))
    if not standing:
        raise Missing("No README was found: no file of that name, and no section of the notebook that does its work.")
    place = f"The section “{shortened(standing[0].heading, 60)}” in {standing[0].place}"
    return Readme(assignment=assignment, evidence=evidence, place=place, is_file=False, sections=standing)


def _sections(found: Sequence[Passage]) -> Iterator[Section]:
    """Each heading with all below it; a title, which has everything below it, with what follows it at once."""
    starts = [number for number, passage in enumerate(found) if passage.kind is BlockKind.HEADING]
    if not starts or starts[0] > 0:
        yield _section("", found[: starts[0] if starts else len(found)])
    for order, start in enumerate(starts):
        head = found[start]
        is_title = order == 0 and head.block.level == 1
        end = start + 1
        while end < len(found) and not (
            found[end].container != head.container
            or (found[end].kind is BlockKind.HEADING and (is_title or found[end].block.level <= head.block.level))
        ):
            end += 1
        yield _section(head.text, found[start + 1 : end], head.place)


def _section(heading: str, found: Sequence[Passage], place: str = "") -> Section:
    return Section(
        heading=heading,
        text="\n".join(passage.text for passage in found if passage.text)[:60_000],
        lines=tuple(
            line
            for passage in found
            if passage.kind is not BlockKind.ROW
            for line in (passage.block.raw or passage.text).splitlines()
        )[:2000],
        rows=tuple((passage.block.header, passage.block.cells) for passage in found if passage.block.cells)[:500],
        place=place or (found[0].place if found else ""),
    )


def _pairs(section: Section, sides: Sequence[str], headed: bool) -> Iterator[tuple[str, str]]:
    """What looks like a sentence and its translation: a table's row, an arrow, two labelled lines."""
    # Anchored at the line's beginning: an expression that may start anywhere costs too much on a hostile line.
    labels = [rf"(?:\w+ ){{0,2}}?(?:{side})\b[^:=|]{{0,30}}[:=]\s*" for side in sides]
    source_label, output_label = (re.compile(rf"^\W{{0,6}}{label}(.+)$", re.IGNORECASE) for label in labels)
    both = re.compile(rf"^\W{{0,6}}{labels[0]}(.{{1,200}}?)[\s,;|/→>-]{{1,5}}{labels[1]}(.{{1,200}})$", re.IGNORECASE)
    for header, cells in section.rows:
        worded = [number for number, cell in enumerate(cells) if re.search(r"[^\W\d_]", cell)]
        if len(worded) >= 2:
            named = [number for number in worded if number < len(header) and re.search(sides[1], header[number], re.I)]
            yield from _pair(cells[worded[0]], cells[named[-1] if named and named[-1] != worded[0] else worded[-1]])
    waiting = ""
    for line in section.lines:
        line = line.strip()[:800]
        if match := both.search(line):
            yield from _pair(match[1], match[2])
        elif waiting and (match := output_label.match(line)):
            yield from _pair(waiting, match[1])
            waiting = ""
        elif match := source_label.match(line):
            waiting = match[1]
        elif headed and len(parts := ARROWS.split(line)) == 2:
            yield from _pair(re.sub(r"^\s*(?:[-*+]|\d+[.)])\s+", "", parts[0]), parts[1])


def _quoted(sample: Sample) -> str:
    return f"“{shortened(sample.source, 80)}” with “{shortened(sample.output, 80)}”"


def _pair(source: str, output: str) -> Iterator[tuple[str, str]]:
    source, output = source.strip(_QUOTES), output.strip(_QUOTES)
    if _normal(source) and _normal(output):
        yield source, output


def _normal(text: str) -> str:
    """A text without case, punctuation and markers, so that two ways of printing it compare equal."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"<[^<>\s]{1,12}>|\[(?:start|end|unk|sos|eos|bos)\]", " ", text)
    return " ".join(re.findall(r"[^\W_]+", text))


def _shown(evidence: Evidence) -> str:
    """All that the notebook put out, in this run and in the one that was saved."""
    texts = [output.text for output in evidence.reported.outputs if not output.error]
    texts.extend(output.html for output in evidence.reported.outputs if output.html)
    texts.extend(output.text for cell in evidence.submission.cells for output in cell.saved_outputs if not output.error)
    return f" {_normal(' | '.join(texts)[:MOST_SHOWN])} "


def _holds(shown: str, source: str, output: str) -> bool:
    """Whether a pair is among what was put out; a translation of three words or more can do without its source."""
    source, output = _normal(source), _normal(output)
    if f" {output} " not in shown:
        return False
    return f" {source} " in shown or len(output.split()) >= 3


def _prevented(evidence: Evidence) -> Cause | None:
    """Why this run could not have shown the samples: it was stopped, or had other data than the student's."""
    if any(cell.saved_outputs for cell in evidence.submission.code):
        return None
    cause = next((stop.cause for stop in stops.stops(evidence) if stop.cause is not Cause.UPSTREAM), None)
    if cause is None and evidence.observed.end is not RunEnd.COMPLETED:
        return Cause.GRADER if evidence.observed.end is RunEnd.MACHINERY else Cause.BUDGET
    return cause or (Cause.NO_DATA if evidence.observed.supplies else None)
