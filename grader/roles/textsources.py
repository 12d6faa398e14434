"""Everything in a submission that a person can read as text, in order, each piece with its place.

Written answers count wherever they stand: in Markdown, in a document or README beside the notebook, in long comments,
or printed by a cell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from grader.model.evidence import Evidence, Output
from grader.model.submission import Cell, CellKind, Document, DocumentKind
from grader.roles import textcode
from grader.roles.textblocks import Block, BlockKind, blocks
from grader.roles.textlanguage import words

MOST_CHARACTERS = 400_000
"""Of each kind of source; what is beyond is not read."""
MOST_OUTPUT = 60_000
LEAST_WORDS_OF_COMMENT = 10

_PROGRESS = re.compile(r"^\s*(?:Epoch \d|\d+/\d+ |[\d/]+ \[)|[━█═]{3}|\d+ms/step|\x1b\[")


class Source(StrEnum):
    NOTEBOOK = "notebook"
    DOCUMENT = "document"
    README = "readme"
    COMMENT = "comment"
    OUTPUT = "output"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    block: Block
    source: Source
    container: str
    """The notebook or the document that it stands in: numbering and headings are read through one of them."""
    place: str
    """For a sentence: "cell 3", "answers.docx"."""
    trail: tuple[str, ...] = ()
    """The headings above it, outermost first."""
    cell: int | None = None

    @property
    def text(self) -> str:
        return self.block.text

    @property
    def kind(self) -> BlockKind:
        return self.block.kind

    @property
    def is_prose(self) -> bool:
        return self.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM, BlockKind.ROW) and bool(self.text)


def passages(evidence: Evidence) -> list[Passage]:
    """All text of a submission: the notebook's cells in order, the documents, then what the run printed."""
    return list(_passages(evidence.submission.cells, evidence.submission.documents, evidence.reported.outputs))


@lru_cache(maxsize=4)
def _passages(
    cells: tuple[Cell, ...], documents: tuple[Document, ...], outputs: tuple[Output, ...]
) -> tuple[Passage, ...]:
    """Kept, because five roles read the same text."""
    return (*_notebook(cells), *_documents(documents), *_outputs(outputs))


def _notebook(cells: Iterable[Cell]) -> Iterator[Passage]:
    trail = _Trail()
    left = MOST_CHARACTERS
    for cell in cells:
        source = cell.source[: max(0, left)]
        left -= len(source)
        if cell.kind is CellKind.CODE:
            yield from _comments(cell, source, trail)
            continue
        for block in blocks(source):
            yield Passage(
                block=block,
                source=Source.NOTEBOOK,
                container="",
                place=cell.label,
                trail=trail.above(block),
                cell=cell.index,
            )


def _comments(cell: Cell, source: str, trail: _Trail) -> Iterator[Passage]:
    for text in textcode.prose(source):
        if len(words(text)) < LEAST_WORDS_OF_COMMENT:
            continue
        for block in blocks(text):
            yield Passage(
                block=block,
                source=Source.COMMENT,
                container="",
                place=f"a comment in {cell.label}",
                trail=trail.now(),
                cell=cell.index,
            )


def _documents(documents: Iterable[Document]) -> Iterator[Passage]:
    left = MOST_CHARACTERS
    for document in documents:
        trail = _Trail()
        text = document.text[: max(0, left)]
        left -= len(text)
        source = Source.README if document.kind is DocumentKind.README else Source.DOCUMENT
        for block in blocks(text):
            yield Passage(
                block=block,
                source=source,
                container=document.name,
                place=document.name,
                trail=trail.above(block),
            )


def _outputs(outputs: Iterable[Output]) -> Iterator[Passage]:
    left = MOST_OUTPUT
    for output in outputs:
        if output.error or left <= 0:
            continue
        kept = [line for line in output.text[:left].splitlines() if not _PROGRESS.search(line[:200])]
        text = "\n".join(line for line in kept if len(line.split()) >= 3)
        left -= len(text)
        for block in blocks(text):
            if block.kind is not BlockKind.PICTURE:
                yield Passage(
                    block=block,
                    source=Source.OUTPUT,
                    container=f"output of {output.cell}",
                    place=f"the output of cell {output.cell + 1}",
                    cell=output.cell,
                )


class _Trail:
    """The headings above the place that has been reached."""

    def __init__(self) -> None:
        self._headings: list[tuple[int, str]] = []

    def above(self, block: Block) -> tuple[str, ...]:
        """The headings above a block; a heading then takes its own place among them."""
        if block.kind is BlockKind.HEADING:
            while self._headings and self._headings[-1][0] >= block.level:
                self._headings.pop()
        found = self.now()
        if block.kind is BlockKind.HEADING:
            self._headings.append((block.level, block.text))
        return found

    def now(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings[-12:])
