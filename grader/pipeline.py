"""The order of a grading, and little else: read, run, decode, verify, check, score, report."""

from __future__ import annotations

import hashlib
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import msgspec

from grader import pins
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, judge
from grader.execution.run import Listener
from grader.export import EXPORTS
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.grade import CheckSpec, Grade
from grader.model.submission import Submission
from grader.pins import COPY, Pinned
from grader.pins import NOTHING as NOTHING_PINNED
from grader.recording import record
from grader.reporting import html, teacher
from grader.roles import accounts, doubts, findings, witness
from grader.roles import pinned as pinning
from grader.sandbox.choose import AUTOMATIC
from grader.scoring import score
from grader.whole import held, whole

EVIDENCE, REPORT, TEACHER, GRADE = "evidence", "report.html", "teacher.html", EXPORTS["json"].file


@dataclass(frozen=True, slots=True, kw_only=True)
class Graded:
    """What came of one submission."""

    grade: Grade
    folder: Path
    pinned: Pinned = NOTHING_PINNED
    """What the teacher settled by hand."""


def grade(
    submission: Submission,
    *,
    assignment: Assignment,
    out: Path,
    sandbox: str = AUTOMATIC,
    data: Path | None = None,
    listener: Listener = lambda standing: None,
    exports: tuple[str, ...] = (),
) -> Graded:
    """Runs a submission and judges it; its report appears in `out` whole or not at all, with the exports named.

    Raises `MachineryError` where the grader's own means fail. What the notebook does is no error.
    """
    specs = catalogue.read(assignment)
    pinned = pins.find(Path(submission.path))  # before the run: a mistake in the file should not cost minutes
    with whole(out / submission.slug) as folder:
        evidence_folder = EvidenceFolder(folder / EVIDENCE)
        evidence_folder.make()
        evidence = record(submission, assignment, sandbox, data or assignment.data, listener, evidence_folder)
        evidence_folder.save(evidence)
        result = _judged(assignment, specs, evidence, evidence_folder, folder, pinned)
        _export(result, folder, exports)
    return Graded(grade=result, folder=out / submission.slug, pinned=pinned)


def distinct(submission: Submission, taken: dict[str, str], out: Path) -> Submission:
    """The submission with a slug that no other path has, in this command or among the reports that are there.

    Two students may both hand in `assignment.ipynb`, each in a folder of their own, and the second report must not
    take the place of the first. `taken` remembers this command's; case is nothing to rely on.
    """
    slug = submission.slug
    path = taken.setdefault(slug.casefold(), _graded_path(out / slug) or submission.path)
    if path != submission.path:
        slug = f"{slug}-{hashlib.sha256(submission.path.encode(errors='replace')).hexdigest()[:8]}"
        taken[slug.casefold()] = submission.path
    return replace(submission, slug=slug)


def _graded_path(folder: Path) -> str | None:
    """The path of the submission whose report stands there; None where there is none, or none that can be read."""
    try:
        grade = msgspec.json.decode((folder / GRADE).read_bytes())
        return str(grade["submission"]["path"])
    except (OSError, msgspec.DecodeError, KeyError, TypeError):
        return None


def regrade(folder: Path, *, assignment: Assignment, exports: tuple[str, ...] = ()) -> Graded:
    """Judges stored evidence again and writes report and grade anew; nothing is run.

    `folder` is a report's folder, or the evidence inside it.
    """
    folder = folder.resolve()  # "." can't be renamed
    folder = folder.parent if folder.name == EVIDENCE else folder
    specs = catalogue.read(assignment)
    with held(folder):
        stored = EvidenceFolder(folder / EVIDENCE)
        evidence = stored.load()
        pinned = pins.find(Path(evidence.submission.path), report=folder)
        with whole(folder, is_held=True) as fresh:
            shutil.copytree(stored.path, fresh / EVIDENCE)
            result = _judged(assignment, specs, evidence, EvidenceFolder(fresh / EVIDENCE), fresh, pinned)
            _export(result, fresh, exports)
    return Graded(grade=result, folder=folder, pinned=pinned)


def _judged(
    assignment: Assignment,
    specs: tuple[CheckSpec, ...],
    evidence: Evidence,
    stored: EvidenceFolder,
    folder: Path,
    pinned: Pinned,
) -> Grade:
    """Judges and writes all that stands beside the evidence. Raises `UsageError` where the pins don't fit it."""
    evidence = replace(evidence, pins=pinned.pins)
    pinning.check(evidence, assignment, stored.array)
    stored.pin(pinned.pins)
    if pinned.path is not None:
        (folder / COPY).write_text(pinned.text, encoding="utf-8")
    outcomes = judge.judge(assignment, specs, stored.path)
    flags = (*witness.flags(evidence), *doubts.flags(evidence, stored.array))
    result = score(assignment, evidence, outcomes, flags=flags)
    page = html.render(
        assignment=assignment,
        evidence=evidence,
        grade=result,
        findings=findings.find(evidence, stored.array),
        image=stored.image,
    )
    (folder / REPORT).write_text(page, encoding="utf-8")
    found = accounts.find(evidence, assignment, stored.array)
    for_teacher = teacher.render(assignment=assignment, evidence=evidence, grade=result, accounts=found)
    (folder / TEACHER).write_text(for_teacher, encoding="utf-8")
    return result


def _export(grade: Grade, folder: Path, names: tuple[str, ...]) -> None:
    for name in ("json", *names):
        if file := EXPORTS[name].file:
            (folder / file).write_bytes(EXPORTS[name].render(grade))
