"""Documents beside the notebook become plain text with Markdown's marks; one that cannot be read becomes a note."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath

import msgspec

from grader.errors import SubmissionError
from grader.intake.decoding import clean, decode
from grader.intake.folder import Found
from grader.intake.names import listed, megabytes, quoted, shown
from grader.intake.opening import read_regular
from grader.model.submission import Document, DocumentKind

MOST_DOCUMENTS = 30
MOST_CHARACTERS = 400_000
MOST_TEXT_BYTES = 2_000_000
"""Of a .txt or .md: what is larger is data."""
MOST_RICH_BYTES = 30_000_000
"""Of a .docx or .pdf, which may hold pictures."""
MOST_ANSWER_BYTES = 8_000_000
SECONDS = 30.0

_README = re.compile(r"read[ _-]?me", re.IGNORECASE)
_TEXT = {".md", ".markdown", ".txt", ".rst"}
_RICH = {".docx", ".pdf"}
_UNREAD = {".doc", ".odt", ".rtf", ".pages", ".wps"}
_SETUP = re.compile(r"(requirements|constraints|environment)[\w-]*\.txt|cmakelists\.txt|robots\.txt", re.IGNORECASE)
_EXTRACTION = Path(__file__).with_name("extraction.py")
# The child parses a stranger's bytes, so it is given nothing of ours: no token, no path. These let Python start.
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


class Extracted(msgspec.Struct, forbid_unknown_fields=True):
    """What `extraction.py` answers: a text with notes, or why there is none."""

    text: str = ""
    notes: list[str] = []
    why: str = ""


def read_documents(files: tuple[Found, ...]) -> tuple[tuple[Document, ...], list[str]]:
    """The documents among the files, READMEs first, and notes on what could not be read."""
    notes: list[str] = []
    documents: list[Document] = []
    found = sorted((file for file in files if _is_document(file)), key=lambda file: not _is_readme(file))
    wanted = [file for file in found if file.size]
    if empty := [file.name for file in found if not file.size]:
        notes.append(f"Documents that are empty (0 bytes): {listed(empty)}.")
    for file in wanted[:MOST_DOCUMENTS]:
        try:
            text = _rich(file, notes) if file.suffix in _RICH else _plain(file, notes)
        except SubmissionError as error:
            notes.append(f"A document was not read. {error}")
            continue
        if text.strip():
            kind = DocumentKind.README if _is_readme(file) else DocumentKind.OTHER
            documents.append(Document(name=shown(file.name), kind=kind, text=_capped(file, text, notes)))
    if len(wanted) > MOST_DOCUMENTS:
        rest = [file.name for file in wanted[MOST_DOCUMENTS:]]
        notes.append(f"At most {MOST_DOCUMENTS} documents are read; not read: {listed(rest)}.")
    return tuple(documents), notes + _unread_notes(files)


def _is_readme(file: Found) -> bool:
    return bool(_README.match(PurePosixPath(file.name).name))


def _is_document(file: Found) -> bool:
    if file.suffix in _TEXT:
        return not _SETUP.fullmatch(PurePosixPath(file.name).name)
    return file.suffix in _RICH or (not file.suffix and _is_readme(file))


def _unread_notes(files: tuple[Found, ...]) -> list[str]:
    names = [file.name for file in files if file.suffix in _UNREAD]
    return [f"Documents are read as .docx, .pdf, .md and .txt only; not read: {listed(names)}."] if names else []


def _plain(file: Found, notes: list[str]) -> str:
    if file.size > MOST_TEXT_BYTES:
        notes.append(f"{quoted(file.name)} was taken for data, not for a document: it has {megabytes(file.size)}.")
        return ""
    decoded = decode(read_regular(file.path, MOST_TEXT_BYTES, file.name))
    if decoded.binary:
        notes.append(f"A document was not read. {quoted(file.name)} should be text, but holds binary data.")
        return ""
    if file.suffix == ".txt" and _is_table(decoded.text):
        notes.append(f"{quoted(file.name)} was taken for data, not for a document: its lines are rows of a table.")
        return ""
    if decoded.lossy:
        notes.append(f"{quoted(file.name)} is not UTF-8; it was read as {decoded.encoding}; some letters may be wrong.")
    return clean(decoded.text).replace("\r\n", "\n").replace("\r", "\n")


def _is_table(text: str) -> bool:
    """Sentence pairs, such as fra.txt: they are no answers, however many of the right words they hold."""
    lines = [line for line in text[:100_000].splitlines() if line.strip()]
    return len(lines) >= 20 and sum("\t" in line.strip() for line in lines) > 0.8 * len(lines)


def _rich(file: Found, notes: list[str]) -> str:
    found = _extract(read_regular(file.path, MOST_RICH_BYTES, file.name), file.suffix[1:])
    if found.why:
        notes.append(f"A document was not read. {quoted(file.name)} {found.why}")
        return ""
    notes.extend(f"{quoted(file.name)} {note}" for note in found.notes)
    return clean(found.text)


def _extract(data: bytes, kind: str) -> Extracted:
    """Lets a child read the document: a parser that hangs, crashes or eats memory takes only the document with it."""
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    command = [sys.executable, "-I", "-X", "utf8", str(_EXTRACTION), kind]
    try:
        done = subprocess.run(
            command,
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=SECONDS,
            check=False,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return Extracted(why=f"took longer than {SECONDS:g} seconds to read.")
    except OSError as error:
        return Extracted(why=f"could not be read, because its reader did not start ({error.strerror}).")
    if done.returncode or len(done.stdout) > MOST_ANSWER_BYTES:
        return Extracted(why="could not be read: the reader broke down over it.")
    try:
        return msgspec.json.decode(done.stdout, type=Extracted)
    except msgspec.DecodeError:
        return Extracted(why="could not be read: the reader's answer made no sense.")


def _capped(file: Found, text: str, notes: list[str]) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    notes.append(
        f"{quoted(file.name)} is longer than the {MOST_CHARACTERS:,} characters that are read; its end was cut."
    )
    return text[:MOST_CHARACTERS]
