"""The checks put to the test: which of them notices which mutant.

Originals are run once, and their records kept; mutants of texts and records are made from those and judged in
seconds. Mutants of code have to be run as well: `everything` does so, and goes on where an interrupted run was.

A record lies in a folder named by a digest of all that it depends on: what was submitted, the data it was given, the
side of the grader that records, and the libraries that ran it. So a stale record is never met, and there is nothing
to invalidate.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property
from importlib import metadata
from pathlib import Path

import msgspec

from grader import intake, pipeline
from grader.assignment import ROOT
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, many, mutants
from grader.checking.mutants import Mutant
from grader.errors import MachineryError
from grader.execution.progress import Standing
from grader.model.assignment import Assignment
from grader.model.evidence import RunEnd
from grader.model.grade import Status
from grader.model.selftest import Level, Matrix, Trial
from grader.model.submission import Submission

RECORDING_SIDE = ("boundary", "execution", "inside", "model", "sandbox", "verify", "pipeline.py")
LIBRARIES = ("ipykernel", "keras", "matplotlib", "numpy", "tensorflow", "tensorflow-cpu")

Told = Callable[[str, int, int], None]
"""Told of each run that is over: its name (empty before the first), how many are, and of how many."""


def selftest(
    assignment: Assignment, *, cache: Path, sandbox: str, everything: bool = False, told: Told = lambda *_: None
) -> Matrix:
    """Judges every mutant, and runs what has to be run first.

    Raises `MachineryError` where a run or a judging fails as a whole; what was recorded before is kept.
    """
    specs = catalogue.read(assignment)
    known = mutants.read(assignment.name)
    originals = {name: intake.read(path) for name, path in mutants.originals(assignment.name).items()}
    records = Records(folder=cache / assignment.name, assignment=assignment, sandbox=sandbox)
    coded = {m.name: m.submission(originals[m.original]) for m in known if m.level is Level.CODE}
    records.make(originals | (coded if everything else {}), told)
    with tempfile.TemporaryDirectory(prefix="mutants-") as root:
        folders = _evidence(known, originals, coded, records, Path(root))
        judged = many.judge_all(assignment, specs, list(folders.values()))
    lost = {
        name: frozenset(outcome.id for outcome in outcomes if outcome.status is not Status.PASSED)
        for name, outcomes in zip(folders, judged, strict=True)
    }
    untouched = tuple(Trial(name=name, original=name, level=None, lost=lost[name]) for name in originals)
    return Matrix(checks=specs, trials=untouched + tuple(_trial(mutant, lost.get(mutant.name)) for mutant in known))


def _trial(mutant: Mutant, lost: frozenset[str] | None) -> Trial:
    return Trial(
        name=mutant.name,
        original=mutant.original,
        level=mutant.level,
        targets=mutant.targets,
        also=mutant.also,
        lost=lost,
    )


def _evidence(
    known: tuple[Mutant, ...],
    originals: Mapping[str, Submission],
    coded: Mapping[str, Submission],
    records: Records,
    root: Path,
) -> dict[str, Path]:
    """The folder of evidence of each original and mutant; mutants of code that were never run have none."""
    stored = {name: EvidenceFolder(records.place(name, submission)) for name, submission in originals.items()}
    loaded = {name: folder.load() for name, folder in stored.items()}
    folders = {name: folder.path for name, folder in stored.items()}
    for mutant in known:
        if mutant.level is Level.CODE:
            place = records.place(mutant.name, coded[mutant.name])
            if place.is_dir():
                folders[mutant.name] = place
            continue
        folder = folders[mutant.name] = root / mutant.name
        beside(stored[mutant.original], folder).save(mutant.evidence(loaded[mutant.original]))
    return folders


def beside(original: EvidenceFolder, folder: Path) -> EvidenceFolder:
    """A fresh folder for changed evidence that shares its original's arrays, pictures and whatever else lies there."""
    folder.mkdir()
    for shared in original.path.resolve().iterdir():
        if shared.is_dir():
            (folder / shared.name).symlink_to(shared)
    return EvidenceFolder(folder)


@dataclass(frozen=True, kw_only=True)
class Records:
    """Runs that were recorded, each in a folder named by what it depends on."""

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
        digest.update(repr((self.assignment.limits, self.assignment.data_names)).encode())
        here = ROOT / "grader"
        for part in RECORDING_SIDE:
            for path in sorted((here / part).rglob("*.py") if (here / part).is_dir() else (here / part,)):
                digest.update(path.name.encode() + b"\0" + (path.read_bytes() if path.is_file() else b""))
        installed = {each.metadata["Name"]: each.version for each in metadata.distributions()}
        digest.update(repr([(name, installed.get(name)) for name in LIBRARIES]).encode())
        return digest.digest()

    def make(self, submissions: Mapping[str, Submission], told: Told) -> None:
        """Runs those that have no record yet, as many at a time as there are cores.

        An interruption ends the runs that are under way and keeps those that were over.
        """
        lacking = {name: one for name, one in submissions.items() if not self.place(name, one).is_dir()}
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
            evidence = pipeline.record(
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
