"""What the notebook showed, line by line, ready to be looked through for a sentence whatever it was printed with."""

from __future__ import annotations

import html
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from grader.model.evidence import Evidence

SHORT = 8  # letters below which a text must stand as words of its own: "va" is part of too many others
LONGEST = 4_000  # characters of a line in which texts that were cut off are looked for
MOST_LABEL = 3  # words beside a single one, such as "decoded sentence" and a number
SHORTEST_CUT = 12  # letters of a text that a table cut off, from which on it is recognised
MARKERS = re.compile(
    r"</?[A-Za-z_]{1,12}/?>|\[[A-Za-z]{2,12}\]"
    r"|\b(?:startseq|endseq|sos|eos|bos|start_|_start_?|end_|_end_?|_go|_eos)\b",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\.\.\.|…")
_COLUMN = re.compile(r"[|\t,(\[]|  +")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_BAR = re.compile(r"\s*\d+/\d+ \W{3,}.{0,60}step\s*")
"""Keras's progress: `predict` in a decoding loop draws one for each token, between a sentence and its translation."""
_NUMBERS = re.compile(r"(?<!\d)\d++(?:[\s,]++\d++){2,}")  # possessive: linear in a line of digits as well


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A text to look for, made comparable once for all lines."""

    joined: str
    spaced: str

    @classmethod
    def of(cls, text: str) -> Wanted:
        spaced = _words(text)
        return cls(joined=spaced.replace(" ", ""), spaced=f" {spaced} ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    cell: int
    spaced: str
    """Letters and digits as words."""
    cut: tuple[str, ...]
    """Beginnings of texts that end in three dots: a data frame shows long ones so."""
    numbers: tuple[str, ...]
    """Lists of three or more whole numbers: token ids, where a notebook prints those."""


@dataclass(frozen=True, kw_only=True)
class Shown:
    """All lines, and the same as one text: hundreds of sentences are looked for under dozens of vocabularies."""

    lines: tuple[Line, ...]

    def places(self, text: str, cell: int) -> list[int]:
        """The lines, in that cell or a later one, that show a text."""
        wanted = Wanted.of(text)
        if not wanted.joined:
            return []
        if len(wanted.joined) < SHORT:
            found = self._spaced.places(wanted.spaced)
        else:
            found = self._joined.places(wanted.joined)
            found += [place for beginning, place in self._cut if wanted.joined.startswith(beginning)]
        return [place for place in dict.fromkeys(sorted(found)) if self.lines[place].cell >= cell]

    def is_mostly(self, text: str, place: int, source: str = "") -> bool:
        """Whether a line that shows a text shows little else, but for its source: a single word in a sentence of others
        is a chance."""
        line, words, beside = self.lines[place].spaced, len(Wanted.of(text).spaced.split()), Wanted.of(source)
        is_there = bool(beside.joined) and beside.spaced in f" {line} "
        rest = len(line.split()) - words - (len(beside.spaced.split()) if is_there else 0)
        return words > 1 or rest <= MOST_LABEL

    def listed(self, numbers: str, cell: int) -> list[int]:
        """The lines that list these numbers, in that cell or a later one."""
        return [
            place
            for place, line in enumerate(self.lines)
            if line.cell >= cell and any(f" {numbers} " in f" {each} " for each in line.numbers)
        ]

    @cached_property
    def _joined(self) -> _Text:
        return _Text([line.spaced.replace(" ", "") for line in self.lines])

    @cached_property
    def _spaced(self) -> _Text:
        return _Text([f" {line.spaced} " for line in self.lines])

    @cached_property
    def _cut(self) -> list[tuple[str, int]]:
        return [(beginning, place) for place, line in enumerate(self.lines) for beginning in line.cut]


class _Text:
    """Lines as one text, in which a piece is found at the speed of `str.find`."""

    def __init__(self, lines: list[str]) -> None:
        self._all = "\n".join(lines)
        self._starts = [0, *accumulate(len(line) + 1 for line in lines)]

    def places(self, piece: str) -> list[int]:
        """The numbers of the lines that hold it, each once."""
        found: list[int] = []
        at = self._all.find(piece)
        while at >= 0:
            found.append(bisect_right(self._starts, at) - 1)
            at = self._all.find(piece, self._starts[found[-1] + 1])
        return found


def bare(text: str) -> str:
    """What of a text is compared: letters and digits without case, accents, markers, punctuation or blanks."""
    return _words(text).replace(" ", "")


def _words(text: str) -> str:
    text = unicodedata.normalize("NFKD", MARKERS.sub(" ", text)).casefold()
    return " ".join("".join(c if c.isalnum() else " " if not unicodedata.combining(c) else "" for c in text).split())


def read(evidence: Evidence, cells: Collection[int] | None = None) -> Shown:
    """Every line that was shown (in these cells, counted from 1) and is not empty; tables as text and as HTML."""
    found: list[Line] = []
    for output in evidence.reported.outputs:
        if output.error or (cells is not None and output.cell + 1 not in cells):
            continue
        for raw in f"{output.text}\n{_table(output.html)}".split("\n"):
            spaced = "" if _BAR.fullmatch(_COLOUR.sub("", raw)) else _words(raw)
            if spaced:
                numbers = tuple(" ".join(re.findall(r"\d+", part)) for part in _NUMBERS.findall(raw))
                found.append(Line(cell=output.cell, spaced=spaced, cut=tuple(_cut(raw)), numbers=numbers))
    return Shown(lines=tuple(found))


def _cut(raw: str) -> Iterator[str]:
    """What stands before three dots, back to the column's beginning."""
    for part in _DOTS.split(raw[:LONGEST])[:-1]:
        text = bare(_COLUMN.split(part)[-1])
        if len(text) >= SHORTEST_CUT:
            yield text


def _table(source: str) -> str:
    """The rows of an HTML table as lines, its cells parted by bars."""
    rows = re.sub(r"</t[dh]>", " | ", " ".join(source.split()))
    rows = re.sub(r"</tr>|<br ?/?>|</p>|</li>", "\n", rows)
    return html.unescape(re.sub(r"<[^>]{0,400}>", " ", rows))
