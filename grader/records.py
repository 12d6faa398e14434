"""Runs that are kept, each in a folder named by a digest of all that it depends on.

That is: what was submitted, the data it was given, the side of the grader that records, and the libraries that ran it.
So a stale record is never met, and there is nothing to invalidate.
"""

from __future__ import annotations

import ast
import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import metadata
from pathlib import Path

import msgspec

from grader import recording
from grader.assignment import ROOT
from grader.boundary.store import EVIDENCE_FILE, EvidenceFolder
from grader.errors import MachineryError
from grader.execution.progress import Standing
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence, RunEnd
from grader.model.submission import Submission

RECORDING_SIDE = ("boundary", "execution", "inside", "sandbox", "verify")
LIBRARIES = ("ipykernel", "keras", "matplotlib", "numpy", "pandas", "tensorflow", "tensorflow-cpu", "tf_keras")

Told = Callable[[str, int, int], None]
"""Told of each run that is over: its name (empty before the first), how many are, and of how many."""


@dataclass(frozen=True, kw_only=True)
class Records:
    folder: Path
    assignment: Assignment
    sandbox: str
    _stop: threading.Event = field(default_factory=threading.Event)

    def place(self, name: str, submission: Submission) -> Path:
        """Where the record of this very submission lies, or would."""
        digest = hashlib.sha256(self._common)
        digest.update(msgspec.json.encode(replace(submission, path="", files=())))
        for file in submission.files:
            digest.update(file.name.encode() + b"\0" + Path(file.path).read_bytes())
        return self.folder / f"{name}-{digest.hexdigest()[:16]}"

    @cached_property
    def _common(self) -> bytes:
        """Digest of what all records depend on."""
        digest = hashlib.sha256(self.assignment.data.read_bytes())
        digest.update(repr((self.assignment.limits, self.assignment.data_rules)).encode())
        for path in recording_side():
            digest.update(str(path.relative_to(ROOT)).encode() + b"\0" + path.read_bytes())
        installed = {each.metadata["Name"]: each.version for each in metadata.distributions()}
        digest.update(repr([(name, installed.get(name)) for name in LIBRARIES]).encode())
        return digest.digest()

    def make(self, submissions: Mapping[str, Submission], told: Told) -> None:
        """Runs those that have no record yet, or one that was damaged, as many at a time as there are cores.

        An interruption ends the runs that are under way and keeps those that were over.
        """
        lacking = {name: one for name, one in submissions.items() if not _is_sound(self.place(name, one))}
        if lacking:
            told("", 0, len(lacking))
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            running = {pool.submit(self._run, name, submission): name for name, submission in lacking.items()}
            try:
                for number, done in enumerate(as_completed(running), start=1):
                    done.result()
                    told(running[done], number, len(running))
            finally:
                self._stop.set()
                pool.shutdown(cancel_futures=True)

    def _run(self, name: str, submission: Submission) -> None:
        place = self.place(name, submission)
        self.folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{name}-", dir=self.folder) as root:
            fresh = EvidenceFolder(Path(root) / "evidence")
            fresh.make()
            evidence = recording.record(
                submission, self.assignment, self.sandbox, self.assignment.data, self._listen, fresh
            )
            if evidence.observed.end is RunEnd.MACHINERY:
                raise MachineryError(f"The run of {name} failed: {evidence.observed.reason}", "Try again.")
            fresh.save(evidence)
            for stale in self.folder.glob(f"{name}-*"):
                shutil.rmtree(stale)
            fresh.path.rename(place)

    def _listen(self, _standing: Standing) -> None:
        """Asked by each run ten times a second: an exception ends it, and all that belongs to it."""
        if self._stop.is_set():
            raise _Stopped


class _Stopped(Exception):
    """Another thread's run failed, or somebody interrupted the command."""


def _is_sound(place: Path) -> bool:
    """Whether a record is there and can be read."""
    try:
        msgspec.json.decode((place / EVIDENCE_FILE).read_bytes(), type=Evidence)
    except (OSError, msgspec.DecodeError):
        return False
    return True


def recording_side() -> tuple[Path, ...]:
    """The files that a record depends on: the stages up to it, and whatever of ours they import."""
    left = [path for stage in RECORDING_SIDE for path in (ROOT / "grader" / stage).rglob("*.py")]
    left += [ROOT / "grader" / "recording.py"]
    found: set[Path] = set()
    while left:
        path = left.pop()
        if path not in found:
            found.add(path)
            left.extend(_imported(path))
    return tuple(sorted(found))


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("grader"):
            places = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            files = (ROOT / f"{place.replace('.', '/')}{end}" for place in places for end in (".py", "/__init__.py"))
            yield from (file for file in files if file.is_file())
