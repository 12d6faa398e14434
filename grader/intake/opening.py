"""Opening what a stranger handed in: only regular files, never through a link, never more than was asked for."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from grader.errors import SubmissionError
from grader.intake.names import megabytes, quoted

# A FIFO would block an ordinary open for ever, and a link could lead to any file of the teacher's. Windows has neither
# flag, but needs to be told that the bytes are not text.
_FLAGS = os.O_RDONLY
for _flag in ("O_NOFOLLOW", "O_NONBLOCK", "O_CLOEXEC", "O_NOCTTY", "O_BINARY"):
    _FLAGS |= getattr(os, _flag, 0)

_KINDS = (
    (stat.S_ISLNK, "a symbolic link"),
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe (FIFO)"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def kind(mode: int) -> str:
    """What a file that is not regular is called."""
    return next((words for test, words in _KINDS if test(mode)), "not a regular file")


def irregular(mode: int, name: str) -> SubmissionError:
    """The refusal of something that is not a regular file."""
    tip = "Hand in the file itself."
    if stat.S_ISLNK(mode):
        tip = "Hand in the file that it points to: links are never followed."
    elif stat.S_ISDIR(mode):
        tip = "Hand in the notebook inside it, or give the folder a name without .ipynb."
    return SubmissionError(f"{quoted(name)} should be a file, but is {kind(mode)}.", tip)


def open_regular(path: Path, limit: int, name: str) -> BinaryIO:
    """A regular file of at most `limit` bytes, opened for reading; `name` is what the refusals call it."""
    try:
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode):
            raise irregular(mode, name)
        descriptor = os.open(path, _FLAGS)
    except OSError as error:
        raise _unopened(error, name) from None
    file = os.fdopen(descriptor, "rb")
    try:
        # Once more on what was really opened: the name may have come to mean something else since.
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            raise irregular(status.st_mode, name)
        if status.st_size > limit:
            raise _too_big(status.st_size, limit, name)
    except SubmissionError:
        file.close()
        raise
    return file


def read_regular(path: Path, limit: int, name: str) -> bytes:
    """The bytes of a regular file of at most `limit` bytes; `name` is what the refusals call it."""
    with open_regular(path, limit, name) as file:
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise _unopened(error, name) from None
    if len(data) > limit:
        raise _too_big(len(data), limit, name)
    return data


def _too_big(size: int, limit: int, name: str) -> SubmissionError:
    return SubmissionError(
        f"{quoted(name)} has {megabytes(size)}; at most {megabytes(limit)} are read.",
        "Clear the outputs, take pictures and data out of it, and hand it in again.",
    )


def _unopened(error: OSError, name: str) -> SubmissionError:
    if error.errno in (errno.EACCES, errno.EPERM):
        return SubmissionError(
            f"{quoted(name)} may not be read: permission was denied.", "Give the grader permission to read the file."
        )
    if error.errno == errno.ELOOP:
        return irregular(stat.S_IFLNK, name)
    return SubmissionError(f"{quoted(name)} could not be opened: {error.strerror}.", "Copy the file and try the copy.")
