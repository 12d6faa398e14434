"""One run of the verifier: a second sandbox, with the exported arrays and weights to read and one file to write."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.boundary import answer
from grader.boundary.store import EvidenceFolder
from grader.boundary.wire import RunEnded
from grader.model.assignment import Limits
from grader.model.attempt import KerasAge
from grader.model.evidence import Evidence, RunEnd
from grader.model.recomputed import Rebuilt, Recomputed
from grader.sandbox import Program, Sandbox, environment
from grader.sandbox.watch import Watch
from grader.verify.plan import plan

KEPT_LOG = 300  # characters of what the verifier said last, for the note


def verify(evidence: Evidence, folder: EvidenceFolder, sandbox: Sandbox, limits: Limits) -> Recomputed:
    """Rebuilds the trained models and asks them; never raises for what was handed in."""
    asked, refused = plan(evidence, folder)
    if not asked:
        return Recomputed(models=tuple(refused))
    # A configuration is rebuilt by the Keras that wrote it.
    legacy = evidence.observed.keras is KerasAge.LEGACY
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="verify-", ignore_cleanup_errors=True) as root:
        ended, log = _run(Path(root), asked, folder, sandbox, limits, legacy)
        found, fault = answer.read(Path(root) / "out", {entry["model"] for entry in asked})
    seconds = round(time.monotonic() - began, 1)
    if found is None:
        why = _limit(ended, limits) if ended else f"{fault} {log}".strip()
        found = [Rebuilt(model=entry["model"], refused="the verifier gave no answer") for entry in asked]
        return Recomputed(models=(*found, *refused), note=f"Nothing could be recomputed. {why}", seconds=seconds)
    return Recomputed(models=(*found, *refused), seconds=seconds)


def _limit(ended: RunEnded, limits: Limits) -> str:
    if ended.end is RunEnd.OUT_OF_TIME:
        return f"The verifier was stopped after {limits.verify_seconds:.0f} seconds."
    if ended.end is RunEnd.MACHINERY:
        return ended.reason
    return f"The verifier met a limit: {ended.end}."


def _run(
    root: Path, asked: list[dict[str, Any]], folder: EvidenceFolder, sandbox: Sandbox, limits: Limits, legacy: bool
) -> tuple[RunEnded | None, str]:
    inside, outbox, log = root / "in", root / "out", root / "verifier.log"
    shutil.copytree(environment.INSIDE, inside, ignore=shutil.ignore_patterns("__pycache__", "recorder"))
    outbox.mkdir(mode=0o700)
    limits = replace(limits, notebook_seconds=limits.verify_seconds)
    job = {"models": asked, "legacy": legacy, "outbox": str(outbox)}
    (inside / "job.json").write_text(json.dumps(job, default=int))
    program = Program(
        argv=(sys.executable, "-I", str(inside / "verify.py"), str(inside / "job.json")),
        environment=tuple(environment.variables(root / "home").items()),
        readable=(inside, *folder.data_folders),
        writable=(outbox,),
        home=root / "home",
        limits=limits,
    )
    written = {outbox: limits.evidence_mb, program.home: limits.disk_mb}
    with log.open("wb") as file:
        process: subprocess.Popen[bytes] = sandbox.start(program, file.fileno())
        ended = Watch(process, limits, written, reads=False).until_end(lambda: None)
    return ended, log.read_text(errors="replace").strip()[-KEPT_LOG:]
