"""From a submission to its evidence: run it, once or again, decode what came out, and ask the models."""

from __future__ import annotations

import importlib.util
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from grader import attempts
from grader.boundary import decode, saved
from grader.boundary.requests import read_requests
from grader.boundary.store import EvidenceFolder
from grader.errors import MachineryError
from grader.execution import budget
from grader.execution.job import CodeCell, Job, Places
from grader.execution.run import Listener, Run, run
from grader.execution.supplies import Given, supplies
from grader.model.assignment import Assignment
from grader.model.attempt import Attempt
from grader.model.evidence import Evidence, Observed
from grader.model.submission import Submission
from grader.sandbox import Sandbox
from grader.sandbox.choose import choose
from grader.sandbox.container import Container
from grader.verify.run import verify

LIBRARIES = ("tensorflow", "keras", "ipykernel")
"""Without which no kernel starts."""


def able(sandbox: str) -> Sandbox:
    """The sandbox in which notebooks are run. Raises `MachineryError` where none works, or nothing could be run in it.

    The libraries are looked for and not imported: that would take seconds, and they have no business in this process.
    """
    chosen = choose(sandbox)
    if chosen.name != Container.name:  # its image has libraries of its own
        missing = [name for name in LIBRARIES if not _is_there(name)]
        if missing:
            raise MachineryError(
                f"Notebooks can't be run here: {' and '.join(missing)} can't be found by {sys.executable}.",
                "Install what is missing (sh setup.sh); records that are there already can be judged with --regrade.",
            )
    return chosen


def _is_there(library: str) -> bool:
    try:
        return importlib.util.find_spec(library) is not None
    except (ImportError, ValueError):
        return False


def record(
    submission: Submission,
    assignment: Assignment,
    sandbox: str,
    data: Path,
    listener: Listener,
    folder: EvidenceFolder,
) -> Evidence:
    """Runs a submission, and gives back all that was seen of the run that got furthest; `folder` is empty before.

    A second run is tried where `attempts` knows one that may get further.
    """
    chosen = able(sandbox)
    attempt: Attempt | None = Attempt()
    tried: tuple[Attempt, ...] = ()
    best: Evidence | None = None
    kept = 0
    spent = 0.0
    while attempt is not None:
        with tempfile.TemporaryDirectory(prefix=".attempt-", dir=folder.path.parent) as root:
            fresh = EvidenceFolder(Path(root) / "evidence")
            fresh.make()
            now = replace(assignment, limits=budget.left(assignment.limits, spent))
            evidence = _attempt(submission, now, attempt, chosen, data, listener, fresh)
            spent += evidence.observed.seconds
            tried += (attempts.outcome(evidence, attempt),)
            if best is None or attempts.got_further(evidence, best):
                best, kept = evidence, len(tried) - 1
                shutil.rmtree(folder.path)
                fresh.path.rename(folder.path)
        attempt = attempts.following(evidence, tried)
    assert best is not None
    told = tuple(replace(one, kept=number == kept) for number, one in enumerate(tried))
    evidence = replace(best, observed=replace(best.observed, attempts=told))
    notes = (*evidence.observed.notes, *attempts.lacking(evidence))
    evidence = replace(evidence, observed=replace(evidence.observed, notes=notes))
    recomputed = verify(evidence, folder, chosen, assignment.limits)
    reported = replace(evidence.reported, snapshots=folder.keep_last_weights(evidence.reported.snapshots))
    return replace(evidence, reported=reported, recomputed=recomputed, saved=saved.read(submission))


def _attempt(
    submission: Submission,
    assignment: Assignment,
    attempt: Attempt,
    sandbox: Sandbox,
    data: Path,
    listener: Listener,
    folder: EvidenceFolder,
) -> Evidence:
    """One run of the notebook, decoded."""
    cells = tuple(CodeCell(index=c.index, source=c.source) for c in submission.code if c.source.strip())
    with tempfile.TemporaryDirectory(prefix="nb-", ignore_cleanup_errors=True) as root:
        places = Places(Path(root))
        places.make()
        places.forms.mkdir()
        given = supplies(submission, data, assignment.data_rules, attempt, places.forms)
        allowed = budget.allowance(assignment.limits, {cell.index: cell.source for cell in cells})
        job = Job(
            cells=cells,
            supplies=given.files,
            downloads=given.downloads,
            hosts=given.hosts,
            sandbox=sandbox.name,
            limits=budget.within(assignment.limits),
            attempt=attempt,
            budget=allowed,
        )
        traces = run(job, places, listener)
        indices = tuple(cell.index for cell in cells)
        transcript = decode.read_transcript(places.transcript, indices, folder, traces.second)
        reported = decode.read_journal(places.outbox, transcript.outputs, folder, traces.again)
        reported = replace(reported, requests=read_requests(places.outbox))
        observed = _observed(transcript, traces, f"{sandbox.name}: {sandbox.promise}", given)
        observed = replace(observed, budget=allowed.model if allowed else None, restart=traces.restart)
    return Evidence(submission=submission, observed=observed, reported=decode.believed(reported, observed))


def _observed(transcript: decode.Transcript, traces: Run, sandbox: str, given: Given) -> Observed:
    end = decode.run_end(transcript, traces.stopped)
    return Observed(
        end=end.end,
        reason=end.reason,
        sandbox=sandbox,
        seconds=round(traces.seconds, 1),
        peak_memory=traces.peak_memory,
        cells=transcript.cells,
        supplies=given.places,
        data=given.data,
        notes=(traces.log,) if traces.log else (),
    )
