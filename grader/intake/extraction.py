"""The text of one .docx or .pdf, read from standard input and written as JSON to standard output.

Run by `documents.py` in a process of its own, since both formats are parsed by code that a hostile file can bring to
hang, to crash or to eat memory. Therefore it limits itself first, and imports nothing of grader.
"""

from __future__ import annotations

import io
import json
import sys
import zipfile
from collections.abc import Iterator
from typing import Any

MOST_MEMORY = 1 << 30
MOST_SECONDS = 30
MOST_UNPACKED = 50_000_000
MOST_ENTRIES = 2000
MOST_PAGES = 100
MOST_CHARACTERS = 500_000
"""More than the reader keeps, so that it notices the cut."""

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_OLE = b"\xd0\xcf\x11\xe0"


class NoTextError(Exception):
    """Why there is no text, as the end of a sentence that begins with the document's name."""


def main() -> None:
    """Answers with the text and notes, or with the reason why there is no text."""
    _limit()
    data = sys.stdin.buffer.read()
    try:
        text, notes = docx_text(data) if sys.argv[1] == "docx" else pdf_text(data)
        answer: dict[str, Any] = {"text": text, "notes": notes}
    except NoTextError as error:
        answer = {"why": str(error)}
    except MemoryError:
        answer = {"why": "needs too much memory to read."}
    except RecursionError:
        answer = {"why": "is nested too deeply to read."}
    except Exception as error:  # noqa: BLE001 - both libraries let whatever they stumble over through
        answer = {"why": f"is damaged: {type(error).__name__} while reading it."}
    # Lone surrogates cannot be written as UTF-8, and the reader's side refuses their escapes.
    encoded = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    sys.stdout.buffer.write(encoded)


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock remains
        return
    for what, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS
            continue


def docx_text(data: bytes) -> tuple[str, list[str]]:
    """All blocks in their order: headings with #, list items with -, tables as rows, pictures by their description."""
    if data.startswith(_OLE):
        raise NoTextError("is an old Word file (.doc) or protected by a password, under the name of a .docx.")
    _refuse_bomb(data)
    import docx

    document = docx.Document(io.BytesIO(data))
    headings = {style.style_id: style.name or "" for style in document.styles if style.style_id}
    lines: list[str] = []
    length = 0
    for line in _blocks(document.element.body, headings):
        lines.append(line)
        length += len(line)
        if length > MOST_CHARACTERS:
            break
    return "\n\n".join(lines), []


def _refuse_bomb(data: bytes) -> None:
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise NoTextError("is not a Word document: a .docx is a zip archive within, and this is not.")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > MOST_ENTRIES:
        raise NoTextError(f"is packed from {len(entries):,} parts; at most {MOST_ENTRIES:,} are read.")
    if unpacked > MOST_UNPACKED:
        raise NoTextError(f"unpacks to {unpacked / 1e6:.0f} MB; at most {MOST_UNPACKED / 1e6:.0f} MB are read.")


def _blocks(parent: Any, styles: dict[str, str]) -> Iterator[str]:
    # Not python-docx's own walk: that passes over everything in content controls and in tracked changes.
    for element in parent.iterchildren():
        if element.tag == f"{_W}p":
            if line := _paragraph(element, styles):
                yield line
        elif element.tag == f"{_W}tbl":
            if rows := "\n".join(_rows(element)):
                yield rows
        elif element.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}customXml", f"{_W}ins"):
            yield from _blocks(element, styles)


def _paragraph(element: Any, styles: dict[str, str]) -> str:
    text = "".join(_pieces(element)).strip()
    if not text:
        return ""
    properties = element.find(f"{_W}pPr")
    if properties is None:
        return text
    style = properties.find(f"{_W}pStyle")
    name = styles.get(style.get(f"{_W}val"), "").lower() if style is not None else ""
    if name == "title":
        return f"# {text}"
    if name.startswith("heading"):
        level = name.removeprefix("heading").strip()
        return f"{'#' * min(6, int(level)) if level.isdecimal() else '#'} {text}"
    if name.startswith("list") or properties.find(f"{_W}numPr") is not None:
        return f"- {text}"
    return text


def _rows(table: Any) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        cells = [" ".join("".join(_pieces(cell)).split()) for cell in row.iterchildren(f"{_W}tc")]
        if any(cells):
            yield f"| {' | '.join(cells)} |"


def _pieces(element: Any) -> Iterator[str]:
    """The text below an element, with that of text boxes: boxes are what a diagram drawn in Word is made of."""
    for child in element.iterchildren():
        if child.tag in (f"{_W}t", _MATH_TEXT):
            yield child.text or ""
        elif child.tag == f"{_W}tab":
            yield "\t"
        elif child.tag in (f"{_W}br", f"{_W}cr"):
            yield "\n"
        elif child.tag == _PICTURE:
            yield f"![{child.get('descr') or child.get('title') or ''}](picture)"
        elif child.tag not in (_FALLBACK, f"{_W}pPr"):  # a fallback repeats what stands before it
            yield from _pieces(child)
            if child.tag == f"{_W}p":
                yield "\n"


def pdf_text(data: bytes) -> tuple[str, list[str]]:
    """The text of the pages in order."""
    if b"%PDF-" not in data[:1024]:
        raise NoTextError("is not a PDF document: it does not begin as one.")
    import pypdf

    reader = pypdf.PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise NoTextError("is protected by a password.")
    count, notes, broken = len(reader.pages), [], 0
    texts: list[str] = []
    for number in range(min(count, MOST_PAGES)):
        try:
            texts.append(reader.pages[number].extract_text())
        except (MemoryError, RecursionError):
            raise
        except Exception:  # noqa: BLE001 - one broken page is no reason to lose the others
            broken += 1
        if sum(map(len, texts)) > MOST_CHARACTERS:
            break
    text = "\n\n".join(texts)
    if not text.strip():
        raise NoTextError(f"holds no text on its {count} pages, perhaps only scanned pictures.")
    if broken:
        notes.append(f"has {broken} pages that could not be read.")
    if count > MOST_PAGES:
        notes.append(f"has {count:,} pages, of which {MOST_PAGES} were read.")
    return text, notes


if __name__ == "__main__":
    main()
