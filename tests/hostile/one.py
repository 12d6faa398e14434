"""The process that grades one row, `python -m tests.hostile.one ROW BACKEND WORK TOKENS`; writes `WORK/seen.json`."""

from __future__ import annotations

import os
import sys
import time
import traceback
from dataclasses import replace
from pathlib import Path

import msgspec
import psutil

from grader import assignment as assignments
from grader import intake, pipeline, recording
from grader.boundary.store import EvidenceFolder
from grader.errors import GraderError
from grader.model.assignment import Assignment, Limits
from grader.model.evidence import Evidence
from grader.model.submission import Submission
from grader.roles.stops import stops
from grader.sandbox.family import bind_family
from tests.hostile.expected import LIMITS, Expected, Row, read
from tests.hostile.handing_in import lay_out
from tests.hostile.seen import Judged, Seen

MOST_SHOWN = 20_000  # characters of one cell that are compared
SETTLE = 2.0  # seconds in which the kernel may bury what was killed


def assignment_for(expected: Expected) -> Assignment:
    """The assignment with the row's limits, and few rows of its data."""
    assignment = assignments.load("seq2seq")
    limits = msgspec.convert(msgspec.to_builtins(assignment.limits) | LIMITS | expected.limits, Limits)
    return replace(assignment, limits=limits, data_rules=replace(assignment.data_rules, rows=expected.rows))


def see(row: Row, backend: str, work: Path, tokens: dict[str, str]) -> Seen:
    """Goes as far as the row says."""
    began = time.monotonic()
    path = lay_out(row.folder, work / "handed-in", tokens)
    seen = Seen()
    try:
        # As the command does it: what the teacher names may be reached by a link, what is in it may not.
        with intake.opened(path.resolve() if path.is_dir() else path) as submission:
            seen = Seen(reached="intake", sentences=submission.notes, slug=submission.slug)
            if row.expected.stage == "run":
                seen = _run(submission, assignment_for(row.expected), backend, work, seen)
            elif row.expected.stage == "grade":
                seen = _grade(submission, assignment_for(row.expected), backend, work, seen)
    except GraderError as error:
        seen = msgspec.structs.replace(seen, refused=f"{error.message} {error.tip}".strip())
    except Exception:  # noqa: BLE001  # whatever it is, it is what the row asks about
        seen = msgspec.structs.replace(seen, crash=traceback.format_exc()[-3_000:])
    return msgspec.structs.replace(seen, left=left_over(), seconds=round(time.monotonic() - began, 1))


def _run(submission: Submission, assignment: Assignment, backend: str, work: Path, seen: Seen) -> Seen:
    folder = EvidenceFolder(work / "reports" / submission.slug / pipeline.EVIDENCE)
    folder.make()
    evidence = recording.record(submission, assignment, backend, assignment.data, lambda standing: None, folder)
    folder.save(evidence)
    return _noted(evidence, seen)


def _grade(submission: Submission, assignment: Assignment, backend: str, work: Path, seen: Seen) -> Seen:
    graded = pipeline.grade(submission, assignment=assignment, out=work / "reports", sandbox=backend)
    seen = _noted(EvidenceFolder(graded.folder / pipeline.EVIDENCE).load(), seen)
    judged: dict[str, Judged] = {}
    for item in graded.grade.items:
        found = " ".join(check.found for check in item.checks)
        judged[item.item.id] = Judged(item.earned, item.item.points, str(item.status), found)
        for check in item.checks:
            earned = check.points if check.status == "passed" else 0
            judged[check.id] = Judged(earned, check.points, str(check.status), check.found)
    return msgspec.structs.replace(
        seen,
        reached="grade",
        judged=judged,
        score=graded.grade.score,
        reasons=graded.grade.reasons,
        report=(graded.folder / pipeline.REPORT).read_text(encoding="utf-8"),
    )


def _noted(evidence: Evidence, seen: Seen) -> Seen:
    observed = evidence.observed
    shown: dict[int, str] = {}
    for output in evidence.reported.outputs:
        shown[output.cell] = (shown.get(output.cell, "") + output.text + "\n")[:MOST_SHOWN]
    restart = (observed.restart.reason,) if observed.restart else ()
    said = (observed.reason, *restart, *(stop.sentence for stop in stops(evidence)))
    return msgspec.structs.replace(
        seen,
        reached="run",
        end=observed.end,
        cells={run.cell: run.end for run in observed.cells},
        shown=shown,
        sentences=(*seen.sentences, *said, *observed.notes, *evidence.reported.notes, evidence.recomputed.note),
        peak_mb=observed.peak_memory >> 20,
    )


def left_over() -> tuple[str, ...]:
    """Living processes below this one, which adopts whatever those that it started leave behind."""
    until = time.monotonic() + SETTLE
    while True:
        living = []
        for child in psutil.Process().children(recursive=True):
            try:
                if child.status() != psutil.STATUS_ZOMBIE:
                    living.append(f"{child.pid} {' '.join(child.cmdline())[:120]}")
            except psutil.Error:
                continue
        if not living or time.monotonic() > until:
            return tuple(living)
        time.sleep(0.1)


def main() -> None:
    folder, backend, work, tokens = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    bind_family()
    aims = msgspec.json.decode(tokens.read_bytes(), type=dict[str, str]) | {"@PID@": str(os.getpid())}
    seen = see(read(folder, backend), backend, work, aims)
    (work / "seen.json").write_bytes(msgspec.json.encode(seen))


if __name__ == "__main__":
    main()
