"""Sentences and what came of them in a text, by how they repeat: no print format is known here by its words.

Three shapes, each of which must come at least twice (in one notebook, not one cell, for many translate one a cell):

    Label: text        the same labels in the same order, of which the first stands before the source, the last before
    Other: text        what came of it; the text may stand on the line below its label
    text → text        one line with an arrow
    ('Label:', 'x')    the same as Python 2 and a list of tokens print it

Texts are made of letters: a pair of numbers, of shapes or of losses is none. Two equal texts are none either.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.model.saved import SavedTranslation

MOST = 500
FEWEST = 2
LONGEST = 400
LONGEST_LABEL = 40
MOST_LABELS = 12
"""Of one block."""
FARTHEST = 4
"""Lines between a source and what came of it, without empty ones and those of progress bars."""

_LABEL = re.compile(rf"\s*([^\W\d_][^:=→]{{0,{LONGEST_LABEL}}}?)\s*(?::|=(?!=)|=>|→|->)\s*(.*)$")
_ARROW = re.compile(r"\s*(\S.{0,300}?)\s*(?:→|-+>|=+>|⟶|➜|➔|»)\s*(\S.{0,300}?)\s*$")
_TUPLE = re.compile(r"\(u?(['\"])(.{1,60}?)\1, ?(.*)\)$")
_BAR = re.compile(r"\s*\d+/\d+ .*(?:s|ms|us)(?:/step|/sample|/epoch)?\s*$|\s*[\W_]*$|\s*\d+%\|")
_LIST = re.compile(r"\[.{0,600}\]$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    cell: int
    line: int
    label: str
    text: str


def read(texts: Iterable[tuple[int, str]]) -> tuple[SavedTranslation, ...]:
    """The pairs in the outputs of a notebook's cells, given as (cell, text), in order."""
    fields: list[_Field] = []
    arrows: list[SavedTranslation] = []
    place = 0
    for cell, text in texts:
        lines = [line for line in text.split("\n") if not _BAR.match(line[:LONGEST])]
        for number, raw in enumerate(lines):
            line = raw[:LONGEST]
            arrow = _ARROW.match(line)
            if arrow and _is_text(arrow[1]) and _is_text(arrow[2]):
                arrows.append(SavedTranslation(cell=cell, source=_plain(arrow[1]), output=_plain(arrow[2])))
            elif field := _field(cell, place + number, line, lines[number + 1 : number + 2]):
                fields.append(field)
        place += len(lines) + FARTHEST + 1
    pairs = [*(arrows if len(arrows) >= FEWEST else []), *_labelled(fields)]
    distinct: dict[tuple[str, str], SavedTranslation] = {}
    for pair in sorted(pairs, key=lambda pair: pair.cell):
        distinct.setdefault((pair.source, pair.output), pair)
    return tuple(distinct.values())[:MOST]


def _field(cell: int, place: int, line: str, below: list[str]) -> _Field | None:
    line = line.strip()
    if match := _TUPLE.match(line):
        label, text = match[2].rstrip(": "), match[3]
    elif match := _LABEL.match(line):
        label, text = match[1], match[2]
        if not text and below and not _LABEL.match(below[0]):
            text = below[0][:LONGEST]
    else:
        return None
    label = " ".join(re.sub(r"\d+", "", label).split()).casefold()
    if not label:
        return None
    return _Field(cell=cell, line=place, label=label, text=text.strip())


def _labelled(fields: list[_Field]) -> Iterator[SavedTranslation]:
    """Blocks that begin with the same label, as long as the labels in them follow one another as in most."""
    counts = Counter(field.label for field in fields)
    blocks: list[list[_Field]] = []
    for field in fields:
        last = blocks[-1] if blocks else []
        if counts[field.label] < FEWEST:
            continue
        labels = [each.label for each in last]
        if 0 < len(last) < MOST_LABELS and field.line - last[-1].line <= FARTHEST and field.label not in labels:
            last.append(field)
        else:
            blocks.append([field])
    shapes = Counter(tuple(field.label for field in block) for block in blocks if len(block) > 1)
    for block in blocks:
        if shapes[tuple(field.label for field in block)] < FEWEST:
            continue
        source, output = block[0], block[-1]
        if _is_text(source.text) and _is_text(output.text) and _plain(source.text) != _plain(output.text):
            yield SavedTranslation(cell=source.cell, source=_plain(source.text), output=_plain(output.text))


def _is_text(text: str) -> bool:
    """Whether it is made of words: letters, and more of them than digits and signs."""
    plain = _plain(text)
    # Marks as well: in Hindi half of a word's characters are vowel signs.
    letters = sum(unicodedata.category(char)[0] in "LM" for char in plain)
    others = sum(char.isspace() or char in "'’.,!?-<>_" for char in plain)
    return letters >= 2 and letters + others >= 0.7 * len(plain)


def _plain(text: str) -> str:
    """Without the quotes, the list or the escapes in which Python shows a text."""
    text = text.strip()
    if _LIST.match(text) or re.match(r"u?['\"].*['\"]$", text):
        try:
            value = ast.literal_eval(text)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            value = text.strip("[]'\"")
        if isinstance(value, list) and all(isinstance(token, str) for token in value):
            value = " ".join(value)
        text = value if isinstance(value, str) else text
    return " ".join(text.split())
