"""Reading files that the sandbox wrote, without following it anywhere."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def read_bytes(folder: Path, name: str, cap: int, offset: int = 0) -> bytes | None:
    """At most `cap` bytes, from `offset` on, of a regular file directly in `folder`; None for anything else.

    Links, pipes, folders and devices that may have been planted there are not opened, and a name never leaves the
    folder.
    """
    if "/" in name or name in ("", ".", ".."):
        return None
    try:
        place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return None
    try:
        descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=place)
    except OSError:
        return None
    finally:
        os.close(place)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        return None
    with os.fdopen(descriptor, "rb") as file:
        file.seek(offset)
        # Of what is there: Python makes room at once for as much as it is asked to read.
        return file.read(max(0, min(cap, os.fstat(descriptor).st_size - offset)))
