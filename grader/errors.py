"""Everything that can end a command early; caught in one place, `grader.cli`.

    GraderError
    ├── UsageError        exit code 2   the command named something that cannot be a submission
    ├── SubmissionError   exit code 3   what was handed in cannot be read, so nothing was graded
    └── MachineryError    exit code 3   the grader's own means failed; nothing is charged to the student

A time-out, a crash or a missing answer is none of these: it is evidence, and it is judged. What a student handed in
never raises a `UsageError`, so that one hostile file cannot end a batch as if the teacher had mistyped the command.
"""

from __future__ import annotations

import errno
from typing import ClassVar


class GraderError(Exception):
    """Base of all of them: a sentence on what was looked for and found, and a tip on what to try."""

    exit_code: ClassVar[int] = 3

    def __init__(self, message: str, tip: str = "") -> None:
        """Both are whole sentences; the tip may be missing."""
        # Both go to Exception, so that the error survives the way back from a worker process.
        super().__init__(message, tip)
        self.message = message
        self.tip = tip

    def __str__(self) -> str:
        """The sentence alone."""
        return self.message


class UsageError(GraderError):
    """The command named something that cannot be a submission."""

    exit_code: ClassVar[int] = 2


class SubmissionError(GraderError):
    """What was handed in cannot be read; nothing was graded."""

    exit_code: ClassVar[int] = 3


class MachineryError(GraderError):
    """The grader's own means failed: no sandbox, no space, no permission. Nothing is charged to the student."""

    exit_code: ClassVar[int] = 3


_FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
_REFUSED = frozenset((errno.EACCES, errno.EPERM, errno.EROFS))


def by_system(fault: OSError) -> MachineryError:
    """What the operating system refused, wherever that was, in words for a teacher."""
    place = f" {fault.filename}" if fault.filename else ""
    said = f"The grader was stopped by the system{f' at{place}' if place else ''}: {fault.strerror or fault}."
    if fault.errno in _FULL:
        return MachineryError(
            said, "Free some space, or name folders elsewhere: --out for reports, TMPDIR for scratch."
        )
    if fault.errno in _REFUSED:
        return MachineryError(said, "Name a folder that you may write to: --out for reports, TMPDIR for scratch.")
    return MachineryError(said, "Try again; if it happens again, something is wrong with this machine.")
