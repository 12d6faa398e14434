"""What the notebook showed, line by line, ready to be looked through for a sentence whatever it was printed with."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.model.evidence import Evidence

NEAR = 4  # lines above and below in which a source may stand
SHORT = 8  # letters below which a text must stand as words of its own: "va" is part of too many others
LONGEST = 4_000  # characters of a line in which texts that were cut off are looked for
SHORTEST_CUT = 12  # letters of a text that a table cut off, from which on it is recognised
MARKERS = re.compile(
    r"</?[A-Za-z_]{1,12}/?>|\[[A-Za-z]{2,12}\]"
    r"|\b(?:startseq|endseq|sos|eos|bos|start_|_start_?|end_|_end_?|_go|_eos)\b",
    re.IGNORECASE,
)
_DOTS = re.compile(r"\.\.\.|…")
_COLUMN = re.compile(r"[|\t,(\[]|  +")
_NUMBERS = re.compile(r"\d+(?:[\s,]+\d+){2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    cell: int
    joined: str
    """Letters and digits only."""
    spaced: str
    """The same as words, a blank at either end."""
    cut: tuple[str, ...]
    """Beginnings of texts that end in three dots: a data frame shows long ones so."""
    numbers: tuple[str, ...]
    """Lists of three or more whole numbers: token ids, where a notebook prints those."""

    def shows(self, text: str) -> bool:
        wanted = bare(text)
        if not wanted:
            return False
        if len(wanted) < SHORT:
            return f" {_words(text)} " in self.spaced
        return wanted in self.joined or any(wanted.startswith(beginning) for beginning in self.cut)

    def lists(self, numbers: str) -> bool:
        return any(f" {numbers} " in f" {each} " for each in self.numbers)


def bare(text: str) -> str:
    """What of a text is compared: letters and digits without case, accents, markers, punctuation or blanks."""
    return _words(text).replace(" ", "")


def _words(text: str) -> str:
    text = unicodedata.normalize("NFKD", MARKERS.sub(" ", text)).casefold()
    return " ".join("".join(c if c.isalnum() else " " if not unicodedata.combining(c) else "" for c in text).split())


def lines(evidence: Evidence) -> list[Line]:
    """Every line that was shown and is not empty; tables are read as text and as HTML."""
    found: list[Line] = []
    for output in evidence.reported.outputs:
        if output.error:
            continue
        for raw in f"{output.text}\n{_table(output.html)}".split("\n"):
            spaced = _words(raw)
            if spaced:
                found.append(
                    Line(
                        cell=output.cell,
                        joined=spaced.replace(" ", ""),
                        spaced=f" {spaced} ",
                        cut=tuple(_cut(raw)),
                        numbers=tuple(" ".join(re.findall(r"\d+", part)) for part in _NUMBERS.findall(raw)),
                    )
                )
    return found


def _cut(raw: str) -> Iterator[str]:
    """What stands before three dots, back to the column's beginning."""
    for part in _DOTS.split(raw[:LONGEST])[:-1]:
        text = bare(_COLUMN.split(part)[-1])
        if len(text) >= SHORTEST_CUT:
            yield text


def _table(source: str) -> str:
    """The rows of an HTML table as lines, its cells parted by bars."""
    rows = re.sub(r"\s*\n\s*", " ", source)
    rows = re.sub(r"</tr>|<br\s*/?>|</p>|</li>", "\n", re.sub(r"</t[dh]>", " | ", rows))
    return html.unescape(re.sub(r"<[^>]{0,400}>", " ", rows))


def near(place: int, found: Sequence[Line]) -> Sequence[Line]:
    return found[max(0, place - NEAR) : place + NEAR + 1]


def places(text: str, cell: int, found: Sequence[Line]) -> list[int]:
    """The lines, in that cell or a later one, that show the text."""
    return [place for place, line in enumerate(found) if line.cell >= cell and line.shows(text)] if text else []
