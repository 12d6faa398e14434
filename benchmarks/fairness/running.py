"""One notebook, run twice: bare in the sandbox, and graded."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import msgspec

from grader import pipeline
from grader.boundary.store import EvidenceFolder
from grader.model.assignment import Assignment, Limits
from grader.model.evidence import Evidence
from grader.model.grade import Grade
from grader.model.submission import Submission
from grader.sandbox import Program, Sandbox, environment
from grader.sandbox.choose import AUTOMATIC
from grader.sandbox.watch import Watch

LARGEST_RESULT = 1 << 20  # bytes


class Bare(msgspec.Struct, frozen=True, kw_only=True):
    """How far nbclient came by itself; cells are counted from 0, as the file does."""

    began: int
    """The cell that was begun last."""
    ran: tuple[int, ...]
    error: str
    ended: bool
    limit: str = ""
    """The limit that ended the run."""


def bare(submission: Submission, sandbox: Sandbox, limits: Limits) -> Bare:
    """Runs a notebook as nbclient runs it: no recorder, no data but what came with it, until its first error."""
    with tempfile.TemporaryDirectory(prefix="bare-", ignore_cleanup_errors=True) as folder:
        root = Path(folder)
        inside, outbox = root / "in", root / "out"
        inside.mkdir()
        outbox.mkdir(mode=0o700)
        shutil.copyfile(Path(__file__).with_name("bare.py"), inside / "bare.py")
        source = Path(submission.path)
        notebook = source / submission.notebook if source.is_dir() else source
        shutil.copyfile(notebook, inside / "notebook.ipynb")
        for file in submission.files:
            target = inside / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file.path, target)
        result = outbox / "result.json"
        # A shell lays the files out where they may be written, as they would be on the student's own machine.
        steps = 'cp -r "$1" work && cd work && exec "$2" -I bare.py notebook.ipynb "$3"'
        program = Program(
            argv=("/bin/sh", "-c", steps, "sh", str(inside), sys.executable, str(result)),
            environment=tuple(environment.variables(root / "home").items()),
            readable=(inside,),
            writable=(outbox,),
            home=root / "home",
            limits=limits,
        )
        with (root / "log").open("wb") as log:
            process: subprocess.Popen[bytes] = sandbox.start(program, log.fileno())
            ended = Watch(process, limits, {outbox: limits.evidence_mb}, reads=False).until_end(lambda: None)
        if not result.is_file() or result.stat().st_size > LARGEST_RESULT:
            return Bare(began=0, ran=(), error="nothing was run", ended=False)
        found = msgspec.json.decode(result.read_bytes(), type=Bare)
        return msgspec.structs.replace(found, limit=str(ended.end)) if ended else found


def graded(
    submission: Submission, assignment: Assignment, data: Path | None, budget: float | None, out: Path
) -> tuple[Grade, Evidence]:
    """Grades a notebook as the command does, with a budget of so many minutes."""
    limits = replace(assignment.limits, budget_minutes=budget)
    result = pipeline.grade(
        submission, assignment=replace(assignment, limits=limits), out=out, sandbox=AUTOMATIC, data=data
    )
    return result.grade, EvidenceFolder(result.folder / pipeline.EVIDENCE).load()
