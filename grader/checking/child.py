"""What the judge's child takes upon itself, and how it is started: a check that goes wrong must not go far.

Checks are the course's own, so nothing here is a sandbox: it keeps an honest mistake from filling memory or disk.
"""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
from pathlib import Path

from grader.sandbox.family import die_with_parent

MEMORY_MB = 3_072  # the largest evidence takes some hundreds
FILE_MB = 64  # what a check may print, or write into one file
OUT_OF_TIME = -signal.SIGALRM
"""The code of a child that was ended for its time, by itself or from outside."""


def limit() -> None:
    """Called by the child: limits on memory, files and core dumps, and no life without its parent."""
    die_with_parent()
    for number, most in (
        (resource.RLIMIT_DATA, MEMORY_MB << 20),
        (resource.RLIMIT_FSIZE, FILE_MB << 20),
        (resource.RLIMIT_CORE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):  # what is already lower stays so; macOS refuses some
            resource.setrlimit(number, (most, resource.getrlimit(number)[1]))


def run(command: list[str], *, folder: Path, environment: dict[str, str], stdin: bytes, log: Path, seconds: int) -> int:
    """Runs a program to its end, and whatever it left running to its own; gives its exit code.

    Its words go into a file and not through a pipe: a pipe has no end while a process that a check started holds it.
    """
    given = log.with_name("stdin")
    given.write_bytes(stdin)
    with log.open("wb") as said, given.open("rb") as asked:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdin=asked, stdout=said, stderr=said, start_new_session=True
        )
        try:
            return process.wait(seconds)
        except subprocess.TimeoutExpired:
            return OUT_OF_TIME
        finally:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ending(code: int, seconds: int) -> str:
    """How a child ended, for a sentence that begins with the check under way."""
    if code == OUT_OF_TIME:
        return f"did not end within {seconds} seconds"
    if code < 0:
        return f"was killed by {_signal(-code)}"
    return f"ended pytest with exit code {code}"


def _signal(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"
