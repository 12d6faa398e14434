"""The teacher's data set: read from a text or a zip, its rows chosen, and written in the form that a notebook needs."""

from __future__ import annotations

import csv
import io
import tarfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.execution.supplies.layout import MOST_COLUMNS, Layout
from grader.execution.supplies.names import ARCHIVES, TABLES, Language, last_part
from grader.model.assignment import RowOrder

LARGEST = 256 << 20  # bytes of a data set, unpacked
TRIED = (
    "Name a text file with one sentence pair a line, source and target separated by a tab, or a zip with such a file."
)
Row = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    name: str
    rows: tuple[Row, ...]
    of: int
    """Rows that the teacher's file has."""

    @property
    def columns(self) -> int:
        return min(MOST_COLUMNS, min(len(row) for row in self.rows))


def read(path: Path, rows: int | None, order: RowOrder) -> Corpus:
    """The data set, or so many rows of it. Raises `UsageError` where there are no sentence pairs in the file."""
    text = _text(path)
    lines = (line.rstrip("\r") for line in text.split("\n"))  # `splitlines` would break at signs within sentences
    every = tuple(tuple(line.split("\t")[:MOST_COLUMNS]) for line in lines if "\t" in line)
    if not every:
        raise UsageError(f"The data set {path.name} has no line with two columns separated by a tab.", TRIED)
    chosen = every if rows is None else _chosen(every, rows, order)
    return Corpus(name=path.name, rows=chosen, of=len(every))


def _text(path: Path) -> str:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                texts = [member for member in archive.infolist() if member.filename.endswith((".txt", ".tsv"))]
                if not texts:
                    raise UsageError(f"The archive {path.name} holds no .txt or .tsv file.", TRIED)
                member = max(texts, key=lambda one: one.file_size)
                if member.file_size > LARGEST:
                    raise UsageError(f"The data set in {path.name} is larger than {LARGEST >> 20} MB.", TRIED)
                return archive.read(member).decode("utf-8-sig")
        return path.read_text(encoding="utf-8-sig")
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError) as fault:
        raise UsageError(f"The data set {path.name} can't be read: {fault}.", TRIED) from None
    except UnicodeDecodeError:
        raise UsageError(f"The data set {path.name} is not text in UTF-8.", TRIED) from None


def _chosen(rows: tuple[Row, ...], count: int, order: RowOrder) -> tuple[Row, ...]:
    if count >= len(rows) or order is RowOrder.FIRST:
        return rows[:count]
    by_length = sorted(range(len(rows)), key=lambda number: (len(rows[number][0]), number))
    taken = sorted(by_length[(2 * place + 1) * len(rows) // (2 * count)] for place in range(count))
    return tuple(rows[number] for number in taken)


def as_text(corpus: Corpus, columns: int, headers: tuple[str, ...] = ()) -> bytes:
    """Lines with tabs; a third column that the file does not have says where a pair is from, as the site's does."""
    lines = (["\t".join((*headers, "attribution")[:columns])] if headers else []) + [
        "\t".join(_padded(row, columns, number, corpus.name)) for number, row in enumerate(corpus.rows, start=1)
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def as_table(corpus: Corpus, columns: int, headers: tuple[str, ...]) -> bytes:
    """Comma-separated, quoted where it must be."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    if headers:
        writer.writerow((*headers, "attribution")[:columns])
    for number, row in enumerate(corpus.rows, start=1):
        writer.writerow(_padded(row, columns, number, corpus.name))
    return out.getvalue().encode()


def as_language(corpus: Corpus, language: Language) -> bytes:
    column = 0 if language is Language.SOURCE else 1
    return "".join(f"{row[column]}\n" for row in corpus.rows).encode()


def _padded(row: Row, columns: int, number: int, name: str) -> Row:
    return row[:columns] if len(row) >= columns else (*row[:2], f"Course data, row {number} of {name}")


def formed(corpus: Corpus, name: str, layout: Layout, headers: tuple[str, str], language: Language | None) -> bytes:
    """The data set in the form that a plain file of that name should have."""
    columns = layout.columns or corpus.columns
    named = layout.headers or headers
    if language is not None:
        return as_language(corpus, language)
    if name.lower().endswith(TABLES) and layout.commas:
        return as_table(corpus, layout.columns or 2, named if layout.headed else ())
    return as_text(corpus, columns, named if layout.headed_text else ())


def packed(files: dict[str, bytes], name: str) -> bytes:
    """An archive with those files, of the kind that its name says."""
    out = io.BytesIO()
    if name.lower().endswith(ARCHIVES[0]):
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            for member, content in files.items():
                archive.writestr(zipfile.ZipInfo(member, (2026, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED, 1)
    else:
        with tarfile.open(fileobj=out, mode="w:" if last_part(name).lower().endswith(".tar") else "w:gz") as archive:
            for member, content in files.items():
                info = tarfile.TarInfo(member)
                info.size = len(content)
                archive.addfile(info, io.BytesIO(content))
    return out.getvalue()
