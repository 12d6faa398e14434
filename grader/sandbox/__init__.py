"""The seam between trusted and untrusted: one method, `start`, one value in, one process out.

Who runs: a `Program` is the kernel with a student's cells in it (or the verifier). Who is trusted: the caller is, the
program is not. Which pipe carries what: the program's raw output goes to the one descriptor it is given; Jupyter's
messages go through Unix sockets in one of its writable folders; evidence goes into another. Everything a program can
see lies at the same path inside and outside, so that one command line serves every backend.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from grader.model.assignment import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run and all that it may see."""

    argv: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    readable: tuple[Path, ...]
    """Read-only, beside the system and the Python environment."""
    writable: tuple[Path, ...]
    """Folders of the host that it may write into."""
    sockets: tuple[Path, ...] = ()
    """Folders of the host in which it may make Unix sockets and, where the backend can, nothing else."""
    home: Path
    """Its home and working place: private, empty at the start, and gone afterwards where the backend can."""
    scratch: tuple[str, ...] = ()
    """Absolute folders such as `/content` that should exist and be writable, where the backend can."""
    limits: Limits

    def __post_init__(self) -> None:
        relative = [
            str(path) for path in (*self.readable, *self.writable, *self.sockets, self.home) if not path.is_absolute()
        ]
        if relative:
            raise ValueError(f"paths of a program must be absolute: {relative}")


class Sandbox(Protocol):
    @property
    def name(self) -> str: ...

    @property
    def promise(self) -> str:
        """What it protects from, a sentence for the report."""
        ...

    @property
    def private(self) -> bool:
        """Whether the program has a root of its own, so that folders such as `/content` are nobody else's."""
        ...

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        """Starts the program with `output` as its standard output and error.

        The process that is returned stands for all that the program starts: when it is gone, so are they.
        """
        ...
