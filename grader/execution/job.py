"""What one run is told, as it passes from the pipeline to the client's process and on into the sandbox."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.execution.budget import Allowance
from grader.model.assignment import Limits
from grader.model.attempt import Attempt

MOST_SOCKETS_MB = 16  # nothing but sockets and a file with their names belongs there


class Supply(msgspec.Struct, frozen=True, kw_only=True):
    """A file for the notebook's working folder."""

    source: str
    """On the host."""
    target: str
    """As the notebook names it: relative to its folder, or absolute."""


class CodeCell(msgspec.Struct, frozen=True, kw_only=True):
    index: int
    source: str


class Job(msgspec.Struct, frozen=True, kw_only=True):
    cells: tuple[CodeCell, ...]
    supplies: tuple[Supply, ...]
    downloads: tuple[Supply, ...] = ()
    """By the name, `target`, that an address ends with; the first is the data set as a text."""
    hosts: tuple[str, ...] = ()
    """That are answered by https."""
    sandbox: str
    limits: Limits
    attempt: Attempt = Attempt()
    budget: Allowance | None = None
    life: int = 0
    """How many kernels the notebook had before this run."""
    origin: float = 0.0
    """Seconds that it had taken then."""


class Places:
    """The folders of one run below one private folder on the host.

    `inside` is read-only in the sandbox, `sockets` and `outbox` are writable there, `home` is its own, and the rest
    is out of its sight. A second life of the same notebook has folders of its own, but for the `outbox`.
    """

    def __init__(self, root: Path, outbox: Path | None = None) -> None:
        self.root = root
        self.inside = root / "in"
        self.sockets = root / "ipc"
        self.outbox = outbox or root / "out"
        self.home = root / "home"
        self.forms = root / "data"
        self.job = root / "job.json"
        self.transcript = root / "transcript.jsonl"
        self.log = root / "client.log"
        self.raw = root / "kernel.log"

    def written(self, limits: Limits) -> dict[Path, int]:
        """Folders of the host that the notebook may write into, and the megabytes that each may hold.

        Its home is among them only where the backend has none to give that is gone with the run.
        """
        return {self.outbox: limits.evidence_mb, self.home: limits.disk_mb, self.sockets: MOST_SOCKETS_MB}

    def make(self) -> None:
        for folder in (self.inside, self.sockets, self.outbox):
            folder.mkdir(mode=0o700, parents=True, exist_ok=folder == self.outbox)
