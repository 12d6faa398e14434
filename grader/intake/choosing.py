"""Which notebook of a folder is the one to grade: the one whose code looks most like the assignment's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePosixPath

from grader.errors import SubmissionError
from grader.intake.folder import Found, Listing
from grader.intake.names import listed, quoted
from grader.intake.notebook import MOST_BYTES, Notebook, read_notebook
from grader.intake.opening import read_regular
from grader.intake.scripts import read_script
from grader.model.submission import CellKind

MOST_READ = 30
"""Notebooks read to choose from."""

_WORK = re.compile(r"\b(keras|tensorflow|tf|fit|train_on_batch)\b", re.IGNORECASE)
# An exercise on pictures of digits uses Keras as well, and may well be the longer one.
_OWN_WORK = re.compile(r"\b(lstm|gru|embedding|seq2seq)\b|encoder|decoder|translat", re.IGNORECASE)
_DOCSTRING = re.compile(r"(\"{3}|'{3}).*?\1", re.DOTALL)
_TEMPLATE = re.compile(r"template|starter|skeleton|handout", re.IGNORECASE)
_COPY = re.compile(r"-checkpoint$")
_IMPORT = re.compile(r"(import|from)\s|[%!]")
_PLACEHOLDER = re.compile(r"(pass|\.\.\.|None|raise NotImplementedError.*|\w+ = (None|\.\.\.))$")
_ARCHIVES = {".zip", ".gz", ".tgz", ".tar", ".7z", ".rar"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """What holds the files, as sentences call it."""

    kind: str
    """`folder`, `archive` or `repository`."""
    name: str
    meant: str = ""
    """The notebook that was named with it; empty where it is to be found."""

    @property
    def The(self) -> str:  # noqa: N802 - it begins a sentence
        return f"The {self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The notebook that was picked."""

    file: Found
    notebook: Notebook
    notes: tuple[str, ...]


def choose(listing: Listing, holder: Holder) -> Choice:
    """Picks the notebook to grade, or the script where there is no notebook; raises where none can be read."""
    files = [file for file in listing.files if file.suffix == ".ipynb"]
    if holder.meant:
        files = [file for file in listing.files if file.name == holder.meant]
    candidates = [file for file in files if file.size]
    if not candidates:
        scripts = [] if files else [file for file in listing.files if file.suffix == ".py" and file.size]
        if not scripts:
            raise _none(listing, files, holder)
        files = candidates = scripts
    read, failures = _read(candidates, holder)
    if not read:
        # The largest is most likely to be the work.
        raise max(failures, key=lambda failure: failure[0].size)[1]
    ranked = sorted(read, key=lambda pair: _rank(*pair))
    file, notebook = ranked[0]
    notes = _notes(ranked, holder, failures)
    if empty := [file.name for file in files if not file.size]:
        notes.append(f"Left aside, being empty (0 bytes): {listed(empty)}.")
    if len(candidates) > MOST_READ:
        notes.append(f"{holder.The} holds {len(candidates)} notebooks; only {MOST_READ} were compared.")
    return Choice(file=file, notebook=notebook, notes=tuple(notes))


Read = list[tuple[Found, Notebook]]
Failures = list[tuple[Found, SubmissionError]]


def _read(candidates: list[Found], holder: Holder) -> tuple[Read, Failures]:
    read: Read = []
    failures: Failures = []
    for file in candidates[:MOST_READ]:
        name = f"{holder.name}/{file.name}"
        try:
            data = read_regular(file.path, MOST_BYTES, name)
            read.append((file, read_script(data, name) if file.suffix == ".py" else read_notebook(data, name)))
        except SubmissionError as error:
            failures.append((file, error))
    return read, failures


def _rank(file: Found, notebook: Notebook) -> tuple[bool, int, int, int, str]:
    """Smallest first: unfinished templates and automatic copies last, then by work, by size, by name.

    Short names before long ones: of two files with the same bytes, `work (1).ipynb` is the copy.
    """
    stem = PurePosixPath(file.name).stem
    spare = bool(_COPY.search(stem)) or (bool(_TEMPLATE.search(stem)) and _hollow(notebook))
    return spare, -_work(notebook), -file.size, len(file.name), file.name


def _work(notebook: Notebook) -> int:
    """Lines of code that name what the assignment is made of; what is its own counts three times."""
    lines = [line for lines in _code(notebook) for line in lines]
    return sum(3 if _OWN_WORK.search(line) else bool(_WORK.search(line)) for line in lines)


def _hollow(notebook: Notebook) -> bool:
    """Whether at least half of the cells meant for work hold none; cells that only import are not meant for it."""
    work = [lines for lines in _code(notebook) if not lines or not all(_IMPORT.match(line) for line in lines)]
    empty = sum(all(_idle(line) for line in lines) for lines in work)
    return empty * 2 >= len(work)


def _idle(line: str) -> bool:
    return bool(_PLACEHOLDER.match(line)) or line.startswith(("def ", "class ", "return None")) or line == "return"


def _code(notebook: Notebook) -> list[list[str]]:
    """Each code cell's lines that are neither blank nor a comment nor a docstring."""
    sources = (cell.source for cell in notebook.cells if cell.kind is CellKind.CODE)
    cells = (_DOCSTRING.sub("", source).splitlines() for source in sources)
    return [[text for line in lines if (text := line.strip()) and not text.startswith("#")] for lines in cells]


def _notes(ranked: Read, holder: Holder, failures: Failures) -> list[str]:
    notes = []
    chosen, notebook = ranked[0]
    same = [file.name for file, other in ranked[1:] if other.sha256 == notebook.sha256]
    aside = [file.name for file, other in ranked[1:] if other.sha256 != notebook.sha256]
    kind = "script" if chosen.suffix == ".py" else "notebook"
    if aside:
        notes.append(
            f"{holder.The} holds several {kind}s. {quoted(chosen.name)} was graded, because its code has most to do "
            f"with the assignment; left aside: {listed(sorted(aside))}."
        )
    if same:
        notes.append(
            f"{quoted(chosen.name)} was handed in more than once; the same, byte for byte: {listed(sorted(same))}."
        )
    notes.extend(f"Another {kind} could not be read. {error}" for _, error in failures[:5])
    return notes


def _none(listing: Listing, files: list[Found], holder: Holder) -> SubmissionError:
    the = f"{holder.kind} {quoted(holder.name)}"
    if files:
        return SubmissionError(
            f"The only notebook in the {the} is empty (0 bytes): {quoted(files[0].name)}."
            if len(files) == 1
            else f"The {the} holds {len(files)} notebooks, and all of them are empty (0 bytes).",
            "Save the notebook again and hand it in; this upload failed.",
        )
    passed = "".join(f" {note}" for note in listing.notes)
    if not listing.files:
        found = "but holds no file that can be read" if passed else "but is empty"
        return SubmissionError(
            f"The {the} should hold a notebook (.ipynb), {found}.{passed}",
            "Put the notebook and the documents into the folder.",
        )
    tip = "Put the notebook into the folder, beside the documents."
    suffixes = {file.suffix for file in listing.files}
    if suffixes & _ARCHIVES:
        tip = "Unpack the archive in the folder first, or name the archive itself."
    names = [file.name for file in listing.files]
    return SubmissionError(f"The {the} should hold a notebook (.ipynb), but holds only {listed(names)}.{passed}", tip)
