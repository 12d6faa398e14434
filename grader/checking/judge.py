"""Starts the judge's child, takes its outcomes, and trusts neither its exit code nor its file alone.

The child is isolated from whatever a student handed in: isolated Python, a fixed configuration file, no plugin that is
not named, an empty working folder, no environment. A `conftest.py` in a submission is inert, for nothing of the
submission is on any path that pytest looks at.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec

from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import Cause, CheckSpec, Outcome, Status

SECONDS = 120  # for all checks of one submission; they take about two
FINISHED = (0, 1)  # pytest's exit codes for "all passed" and "some failed"


def judge(assignment: Assignment, specs: tuple[CheckSpec, ...], evidence: Path) -> tuple[Outcome, ...]:
    """One outcome for each check of the catalogue, in its order.

    A check that the child did not report is ungradable: it is never taken for passed, nor charged to the student.
    Raises `MachineryError` where the child as a whole failed.
    """
    with tempfile.TemporaryDirectory(prefix="judge-") as empty:
        path = Path(empty) / "outcomes.jsonl"
        child = _run(assignment, evidence, path, Path(empty))
        said = child.stdout or child.stderr
        return settled(assignment, specs, evidence, outcomes=path, code=child.returncode, said=said)


def arguments(assignment: Assignment, evidence: Path, outcomes: Path) -> tuple[str, ...]:
    """What pytest is told, so that nothing but the assignment's own folder has a say in how its checks run."""
    checks = assignment.folder.parent
    pinned = ("-c", str(checks / "pytest.ini"), "--rootdir", str(checks), "--confcutdir", str(assignment.folder))
    paths = ("--evidence", str(evidence.resolve()), "--outcomes", str(outcomes), str(assignment.folder))
    return (*pinned, "-p", "no:cacheprovider", "-q", *paths)


def environment() -> dict[str, str]:
    """Little enough of the environment that no option, plugin or path of somebody else's comes in by it."""
    kept = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **kept}


def settled(
    assignment: Assignment, specs: tuple[CheckSpec, ...], evidence: Path, *, outcomes: Path, code: int, said: str
) -> tuple[Outcome, ...]:
    """What a child's file of outcomes comes to, given how the child ended and what it wrote to the terminal."""
    if code not in FINISHED:
        raise MachineryError(
            f"The checks of {assignment.name} could not be run (pytest's exit code {code}): {said.strip()[-600:]}",
            f"Run them by hand: pytest {assignment.folder} --evidence {evidence}",
        )
    reported = _read(outcomes)
    unknown = sorted(set(reported) - {spec.id for spec in specs})
    if unknown:
        raise MachineryError(f"Checks were reported that nobody declared: {', '.join(unknown)}.")
    return tuple(_settled(spec, reported.get(spec.id)) for spec in specs)


def _run(assignment: Assignment, evidence: Path, outcomes: Path, empty: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-m", "pytest", *arguments(assignment, evidence, outcomes)]
    try:
        return subprocess.run(
            command, cwd=empty, env=environment(), capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise MachineryError(
            f"The checks of {assignment.name} did not end within {SECONDS} seconds.", "Look for a check that hangs."
        ) from None


def _read(path: Path) -> dict[str, Outcome]:
    lines = path.read_bytes().splitlines() if path.exists() else []
    outcomes = (msgspec.json.decode(line, type=Outcome) for line in lines)
    return {outcome.id: outcome for outcome in outcomes}


def _settled(spec: CheckSpec, outcome: Outcome | None) -> Outcome:
    if outcome is not None and outcome.points == spec.points:
        return outcome
    return Outcome(
        id=spec.id,
        points=spec.points,
        status=Status.UNGRADABLE,
        cause=Cause.GRADER,
        looked_for=spec.looked_for,
        found="The check did not report; this is the grader's fault, and a person will look at it.",
        advice=spec.advice,
        rests_on=(),
    )
