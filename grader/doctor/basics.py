"""What any grading needs besides a sandbox: Python and its packages, the data set, folders, memory and disk."""

from __future__ import annotations

import shutil
import sys
import tempfile
from importlib import metadata
from pathlib import Path

import psutil

from grader.model.assignment import Assignment
from grader.model.doctor import Basic, State
from grader.sandbox import scope

NEEDED = ("ipykernel", "nbclient", "pytest", "keras", "matplotlib")
TENSORFLOW = ("tensorflow-cpu", "tensorflow")
LONGEST_SOCKET = 107  # bytes that the path of a Unix socket may have
BELOW = len("/nb-12345678/life-1/ipc/kernel-12345678-1")  # what is made in the folder for temporary files
SETUP = "sh setup.sh"


def examine(assignment: Assignment, out: Path) -> tuple[Basic, ...]:
    return (_packages(), _data(assignment), _reports(out), _temporary(assignment), _memory(assignment), _held())


def _packages() -> Basic:
    python = f"Python {sys.version_info.major}.{sys.version_info.minor}"
    missing = [name for name in NEEDED if _version(name) is None]
    tensorflow = next((version for name in TENSORFLOW if (version := _version(name))), None)
    if missing or tensorflow is None:
        names = ", ".join((*missing, *(() if tensorflow else ("tensorflow",))))
        return Basic(name="Python", state=State.BAD, found=f"{python}, without {names}.", how=SETUP)
    return Basic(
        name="Python", state=State.GOOD, found=f"{python}, TensorFlow {tensorflow}, Keras {_version('keras')}."
    )


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _data(assignment: Assignment) -> Basic:
    if assignment.data.is_file():
        return Basic(
            name="Data set", state=State.GOOD, found=f"{assignment.data.name}, {_size(_bytes(assignment.data))}."
        )
    return Basic(
        name="Data set",
        state=State.BAD,
        found=f"There is none at {assignment.data}.",
        how="Name one with each grading: grade --data fra.txt alice.ipynb",
    )


def _bytes(path: Path) -> int:
    return path.stat().st_size


def _reports(out: Path) -> Basic:
    place = next(folder for folder in (out.absolute(), *out.absolute().parents) if folder.exists())
    try:
        with tempfile.TemporaryDirectory(dir=place):
            pass
    except OSError as fault:
        return Basic(
            name="Reports",
            state=State.BAD,
            found=f"Nothing can be written into {place}: {fault.strerror}.",
            how="Name another folder: grade --out ~/reports alice.ipynb",
        )
    return Basic(name="Reports", state=State.GOOD, found=f"{out} can be written.")


def _temporary(assignment: Assignment) -> Basic:
    needed = (assignment.limits.evidence_mb + assignment.limits.disk_mb) << 20
    try:
        with tempfile.TemporaryDirectory() as made:
            place = Path(made).parent
            free = shutil.disk_usage(made).free
    except OSError as fault:
        return Basic(
            name="Disk",
            state=State.BAD,
            found=f"There is no folder for temporary files: {fault.strerror}.",
            how="Name one: TMPDIR=/somewhere grade alice.ipynb",
        )
    if len(str(place)) + BELOW > LONGEST_SOCKET:
        return Basic(
            name="Disk",
            state=State.BAD,
            found=f"The path of the folder for temporary files is too long for a socket in it: {place}.",
            how="Name a shorter one: TMPDIR=/tmp grade alice.ipynb",
        )
    found = f"{_size(free)} free in {place}; a notebook may take {_size(needed)}."
    if free < needed:
        return Basic(name="Disk", state=State.POOR, found=found, how="Make room, or name another: TMPDIR=/somewhere")
    return Basic(name="Disk", state=State.GOOD, found=found)


def _memory(assignment: Assignment) -> Basic:
    free, needed = psutil.virtual_memory().available, assignment.limits.memory_mb << 20
    found = f"{_size(free)} free; a notebook may take {_size(needed)}."
    if free < needed:
        tip = f"Close other programs, or lower memory_mb in {assignment.folder.name}/assignment.toml."
        return Basic(name="Memory", state=State.POOR, found=found, how=tip)
    return Basic(name="Memory", state=State.GOOD, found=found)


def _held() -> Basic:
    """Whether the kernel or a watch holds a notebook to its memory and processes."""
    if scope.available():
        found = "Memory and processes are capped by the kernel, in a scope of systemd, and watched besides."
        return Basic(name="Limits", state=State.GOOD, found=found)
    found = "Memory and processes are watched ten times a second; systemd gives no scope here that would cap them."
    return Basic(name="Limits", state=State.GOOD, found=found)


def _size(count: int) -> str:
    return f"{count / (1 << 30):.1f} GB" if count >= 1 << 30 else f"{count / (1 << 20):.1f} MB"
