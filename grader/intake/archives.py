"""An archive becomes a folder: unpacked by a child with limits, into a private place that its reader removes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from grader.errors import SubmissionError
from grader.intake.names import quoted, shown
from grader.intake.opening import open_regular
from grader.intake.unpacking import LONGEST_NAME, MOST_SECONDS

MOST_BYTES = 300_000_000
KINDS = {
    ".zip": "zip",
    ".tar": "tar",
    ".tgz": "tar",
    ".tar.gz": "tar",
    ".tar.bz2": "tar",
    ".tar.xz": "tar",
}

_UNPACKING = Path(__file__).with_name("unpacking.py")
# The child parses a stranger's bytes, so it is given nothing of ours. These let Python start.
_PASSED_ON = ("SYSTEMROOT", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_SENTENCE = 2 * LONGEST_NAME


class _Answer(msgspec.Struct, forbid_unknown_fields=True):
    why: str = ""
    tip: str = ""


def suffix(name: str) -> str:
    """The ending by which a name is one of an archive that can be read; empty for others."""
    return max((ending for ending in KINDS if name.lower().endswith(ending)), key=len, default="")


def unpack(path: Path, place: Path) -> Path:
    """Unpacks an archive into a folder below `place`; gives back the folder that its notebook would lie in.

    Raises `SubmissionError` for what can't be unpacked, or tries what no hand-in needs.
    """
    folder = Path(tempfile.mkdtemp(prefix="unpacked-", dir=place))
    command = [sys.executable, "-I", "-X", "utf8", str(_UNPACKING), KINDS[suffix(path.name)], str(folder)]
    environment = {key: os.environ[key] for key in _PASSED_ON if key in os.environ}
    with open_regular(path, MOST_BYTES, path.name) as file:
        try:
            done = subprocess.run(
                command,
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=2 * MOST_SECONDS,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            raise _refusal(path, f"took longer than {2 * MOST_SECONDS} seconds to unpack.") from None
    try:
        answer = msgspec.json.decode(done.stdout, type=_Answer)
    except msgspec.DecodeError:
        raise _refusal(path, "could not be unpacked: its reader broke down over it.") from None
    if answer.why or done.returncode:
        raise _refusal(path, answer.why or "could not be unpacked: its reader broke down over it.", answer.tip)
    return inner(folder)


def inner(folder: Path) -> Path:
    """The folder itself, or the only one in it: most archives hold one folder that holds everything."""
    while len(entries := list(folder.iterdir())) == 1 and entries[0].is_dir():
        folder = entries[0]
    return folder


def _refusal(path: Path, why: str, tip: str = "") -> SubmissionError:
    return SubmissionError(
        f"The archive {quoted(path.name)} {shown(why)[:_SENTENCE]}",
        shown(tip) or "Pack the folder again, as a zip archive, and hand that in.",
    )
