"""What lies in a handed-in folder: a walk that follows no link, enters no hidden place, and ends."""

from __future__ import annotations

import os
import stat
from collections import deque
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import SubmissionError
from grader.intake.names import brief, listed, megabytes, portable
from grader.intake.opening import kind, read_regular
from grader.intake.parsing import is_lfs_pointer
from grader.model.submission import SubmittedFile

MOST_SEEN = 20_000
"""Entries looked at, of whatever kind."""
MOST_DEPTH = 8
MOST_FILES = 200
MOST_BYTES = 200_000_000

# Neither work of the student's nor data: what tools leave behind. A virtual environment alone has thousands of files.
_TOOLS = {"__pycache__", "__MACOSX", "node_modules", "site-packages", "desktop.ini", "Thumbs.db"}
_ENVIRONMENT = "pyvenv.cfg"
_COPIES = ".ipynb_checkpoints"
_POINTER_BYTES = 1024
"""A Git LFS pointer is smaller, by its specification."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A regular file of the folder."""

    name: str
    """Relative to the folder, with forward slashes."""
    path: Path
    size: int

    @property
    def suffix(self) -> str:
        """The name's ending in lower case, with its dot."""
        return PurePosixPath(self.name).suffix.lower()

    @property
    def depth(self) -> int:
        """How many folders below the handed-in one it lies."""
        return self.name.count("/")


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The folder's regular files, nearest first and then by name, and notes on what was passed over."""

    files: tuple[Found, ...]
    notes: tuple[str, ...]


class _Walk:
    def __init__(self) -> None:
        self.files: list[Found] = []
        self.irregular: list[str] = []
        self.unread: list[str] = []
        self.copies: list[str] = []
        self.seen = 0

    def run(self, folder: Path) -> None:
        waiting = deque([(folder, "")])
        while waiting and self.seen < MOST_SEEN:
            place, prefix = waiting.popleft()
            for entry in self.entries(place, prefix):
                self.seen += 1
                name = prefix + entry.name
                if _hidden(entry.name):
                    if entry.name == _COPIES:
                        self.copies.append(name)
                    continue
                try:
                    status = entry.stat(follow_symlinks=False)
                except OSError:
                    self.unread.append(name)
                    continue
                if stat.S_ISDIR(status.st_mode):
                    if name.count("/") < MOST_DEPTH:
                        waiting.append((place / entry.name, f"{name}/"))
                elif stat.S_ISREG(status.st_mode):
                    self.files.append(Found(name=name, path=place / entry.name, size=status.st_size))
                else:
                    self.irregular.append(f"{name} ({kind(status.st_mode)})")

    def entries(self, place: Path, prefix: str) -> list[os.DirEntry[str]]:
        found: list[os.DirEntry[str]] = []
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    if entry.name == _ENVIRONMENT and prefix:
                        return []
                    found.append(entry)
                    if self.seen + len(found) >= MOST_SEEN:
                        break
        except OSError:
            self.unread.append(prefix or ".")
        return sorted(found, key=lambda entry: entry.name)


def walk(folder: Path) -> Listing:
    """All regular files that are not hidden, breadth first."""
    walk = _Walk()
    walk.run(folder)
    notes = []
    if walk.irregular:
        notes.append(f"Passed over, since only regular files are read: {listed(walk.irregular)}.")
    if walk.unread:
        notes.append(f"Could not be opened: {listed(walk.unread)}.")
    if walk.copies:
        notes.append(f"Passed over, since Jupyter keeps its automatic copies there: {listed(walk.copies)}.")
    if walk.seen >= MOST_SEEN:
        notes.append(f"The folder holds more than {MOST_SEEN:,} files; the rest was not looked at.")
    files = sorted(walk.files, key=lambda file: (file.depth, file.name))
    pointers = [file for file in files if file.suffix != ".ipynb" and _is_pointer(file)]
    if pointers:
        # Given to the notebook, such a file would stand in the way of the data that the course supplies.
        names = [file.name for file in pointers]
        notes.append(
            f"Left behind, since Git LFS keeps them elsewhere and only pointers were handed in: {listed(names)}."
        )
    return Listing(files=tuple(file for file in files if file not in pointers), notes=tuple(notes))


def _is_pointer(file: Found) -> bool:
    if not 0 < file.size <= _POINTER_BYTES:
        return False
    try:
        return is_lfs_pointer(read_regular(file.path, _POINTER_BYTES, file.name).decode("utf-8", "replace"))
    except SubmissionError:
        return False


def travelling(files: tuple[Found, ...], notebook: Found) -> tuple[tuple[SubmittedFile, ...], list[str]]:
    """The files that go with the notebook into its working directory, and notes on those that do not."""
    place = notebook.name.rpartition("/")[0]
    prefix = f"{place}/" if place else ""
    taken: list[SubmittedFile] = []
    outside: list[str] = []
    unsafe: list[str] = []
    too_much: list[str] = []
    total = 0
    for file in files:
        if file.suffix == ".ipynb" or file is notebook:
            continue
        if not file.name.startswith(prefix):
            outside.append(file.name)
        elif not portable(file.name) or not portable(str(file.path)):
            unsafe.append(file.name)
        elif len(taken) >= MOST_FILES or total + file.size > MOST_BYTES:
            too_much.append(file.name)
        else:
            total += file.size
            taken.append(SubmittedFile(name=file.name[len(prefix) :], path=str(file.path), size=file.size))
    notes = []
    if outside:
        notes.append(f"Not given to the notebook, which lies in the folder '{brief(place)}': {listed(outside)}.")
    if unsafe:
        notes.append(f"Not given to the notebook, since names may not hold such characters: {listed(unsafe)}.")
    if too_much:
        limits = f"at most {MOST_FILES} files and {megabytes(MOST_BYTES)} in all"
        notes.append(f"Not given to the notebook ({limits}): {listed(too_much)}.")
    return tuple(taken), notes


def _hidden(name: str) -> bool:
    # `~$answers.docx` is what Word leaves beside a document that is open.
    return name.startswith((".", "~$")) or name in _TOOLS
