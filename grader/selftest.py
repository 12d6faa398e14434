"""The checks put to the test: which of them notices which mutant.

Originals are run once, and their records kept; mutants of texts and records are made from those and judged in
seconds. Mutants of code have to be run as well: `everything` does so, and goes on where an interrupted run was.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path

from grader import intake
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, many, mutants
from grader.checking.mutants import Mutant
from grader.model.assignment import Assignment
from grader.model.grade import Status
from grader.model.selftest import Level, Matrix, Trial
from grader.model.submission import Submission
from grader.records import Records, Told


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
