"""Folders that appear whole: made beside their place, and put there in one step.

Whatever ends the grader half-way (an error, a full disk, a kill, a power cut) leaves the earlier folder as it was. Two
graders may write the same folder: each puts a whole one there, and the last one stays.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import MachineryError

ABANDONED = 60  # seconds after which an unfinished folder that nobody holds is another grader's that was killed
AT_FDCWD, RENAME_EXCHANGE = -100, 2


@contextmanager
def whole(folder: Path, *, is_held: bool = False) -> Iterator[Path]:
    """A fresh folder that takes the place of `folder` when all has gone well, and vanishes otherwise.

    `is_held` says that the caller holds `folder` already, see there.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    except OSError as fault:
        raise _unwritable(folder, fault) from None
    with _locked(fresh):
        try:
            yield fresh
            fresh.chmod(0o755)
            try:
                with contextlib.nullcontext() if is_held else held(folder):
                    _put(fresh, folder)
            except OSError as fault:
                raise _unwritable(folder, fault) from None
        finally:
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Nobody else replaces the folder meanwhile; one that is not there can't be held, and need not be."""
    while folder.is_dir():
        with _locked(folder, wait=True) as descriptor:
            # The folder may have been replaced while this waited; then it is the new one that must be held.
            if descriptor is None or _same(descriptor, folder):
                yield
                return
    yield


@contextmanager
def _locked(folder: Path, wait: bool = False) -> Iterator[int | None]:
    """Gives None where it can't be locked: somebody else holds it, or the file system knows no locks."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    except OSError:
        yield None
        return
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except OSError:
            yield None
            return
        yield descriptor
    finally:
        os.close(descriptor)


def _same(descriptor: int, folder: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), folder.stat())
    except OSError:
        return False


def _put(fresh: Path, folder: Path) -> None:
    """One step, so that there is always a whole folder. What was there before stands in `fresh` afterwards."""
    while True:
        try:
            fresh.rename(folder)
            return
        except OSError as fault:
            if fault.errno not in (errno.ENOTEMPTY, errno.EEXIST):
                raise
        try:
            _exchange(fresh, folder)
            return
        except FileNotFoundError:  # somebody took it away in between
            continue


def _exchange(fresh: Path, folder: Path) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    names = os.fsencode(fresh), os.fsencode(folder)
    if hasattr(libc, "renameat2") and not libc.renameat2(AT_FDCWD, names[0], AT_FDCWD, names[1], RENAME_EXCHANGE):
        return
    # Not Linux, or not this file system: two steps, between which there is no folder, but never half of one.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-old-", dir=folder.parent) as old:
        folder.rename(Path(old) / "old")
        fresh.rename(folder)


def _sweep(folder: Path) -> None:
    """Removes what graders that were killed left behind, never what one holds that is at work."""
    left = re.compile(rf"\.{re.escape(folder.name)}-[a-z0-9_]{{8}}")
    for path in folder.parent.iterdir():
        if left.fullmatch(path.name):
            with contextlib.suppress(OSError), _locked(path) as descriptor:
                if descriptor is not None and time.time() - os.fstat(descriptor).st_mtime > ABANDONED:
                    shutil.rmtree(path, ignore_errors=True)


def _unwritable(folder: Path, fault: OSError) -> MachineryError:
    return MachineryError(
        f"The report can't be written to {folder.parent}: {fault.strerror}.", "Name another folder with --out."
    )
