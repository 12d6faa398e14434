"""What was handed in, read once and never changed afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class CellKind(StrEnum):
    CODE = "code"
    MARKDOWN = "markdown"
    RAW = "raw"


class DocumentKind(StrEnum):
    """What a document beside the notebook is taken for, told from its name."""

    README = "readme"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedOutput:
    """An output stored in the submitted file: the student's word, from whatever run that was."""

    text: str
    has_image: bool = False
    error: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell of the notebook; `index` counts all cells from 0, as the file does."""

    index: int
    kind: CellKind
    source: str
    saved_outputs: tuple[SavedOutput, ...] = ()

    @property
    def label(self) -> str:
        """How a reader is told of the cell: people count from 1."""
        return f"cell {self.index + 1}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A text handed in beside the notebook (.md, .txt, .docx, .pdf), reduced to Markdown-like plain text."""

    name: str
    kind: DocumentKind
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmittedFile:
    """A file that travels with the notebook into its working directory."""

    name: str
    """Path relative to the notebook's folder, with forward slashes, never leaving it."""
    path: str
    """Where it lies on this machine."""
    size: int
    """Bytes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    name: str
    """As a person calls it: the file's or folder's own name."""
    slug: str
    """A safe and distinct stem for folders and files made from it."""
    path: str
    notebook: str
    """The name of the notebook that is graded, relative to `path` where that is a folder."""
    sha256: str
    """Of the notebook's bytes."""
    cells: tuple[Cell, ...]
    documents: tuple[Document, ...] = ()
    files: tuple[SubmittedFile, ...] = ()
    notes: tuple[str, ...] = ()
    """What intake noticed and the reader should know, a sentence each."""

    @property
    def code(self) -> tuple[Cell, ...]:
        return tuple(cell for cell in self.cells if cell.kind is CellKind.CODE)
