"""One row: a process that grades it, canaries around it, a wall clock over it, and what was seen of it all."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec
import psutil

from tests.hostile.canaries import VARIABLE, Canaries, Marks, changed, holding, marks
from tests.hostile.catalogue import ROOT
from tests.hostile.comparing import differences
from tests.hostile.expected import Row
from tests.hostile.seen import Outside, Seen

WATCHED = ("grader", "checks", "reference")  # folders of the project that no row may change
KEPT_LOG = 2_000  # characters
STOP = threading.Event()
"""Ends what is under way, in whatever thread it was begun."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    row: Row
    backend: str
    seen: Seen
    outside: Outside
    differs: tuple[str, ...]
    """What was expected and what was found instead, a sentence each; empty where the row is at its outcome."""


def run(row: Row, backend: str, keep: Path | None = None) -> Result:
    """Runs a row under a backend; `keep` is a folder in which its reports are left to be read."""
    project = _project()
    with tempfile.TemporaryDirectory(prefix="h-", ignore_cleanup_errors=True) as root:
        work = Path(root)
        for name in ("t", "reports", "home"):
            (work / name).mkdir()
        with Canaries(work / "beside").kept() as canaries:
            outside = _watched(row, backend, work, canaries)
        seen = _seen(work)
        if changes := changed(project, _project()):
            outside = msgspec.structs.replace(outside, changed=(*outside.changed, *changes))
        if row.expected.grade.hides:
            texts = tuple(text.encode() for text in row.expected.grade.hides)
            hidden = tuple(name for name in holding(work / "reports", texts) if "/evidence/" not in name)
            outside = msgspec.structs.replace(outside, hidden=hidden)
        if keep is not None:
            _keep(work / "reports", keep / backend / row.folder.name)
    return Result(
        row=row, backend=backend, seen=seen, outside=outside, differs=differences(row, seen, outside, backend)
    )


def _watched(row: Row, backend: str, work: Path, canaries: Canaries) -> Outside:
    tokens = work / "tokens.json"
    tokens.write_bytes(msgspec.json.encode(canaries.tokens(0)))
    environment = {
        **os.environ, VARIABLE: canaries.secret, "TMPDIR": str(work / "t"), "HOME": str(work / "home"),
        "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1",
    }  # fmt: skip
    log = work / "log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.hostile.one", str(row.folder), backend, str(work), str(tokens)],
            cwd=work,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
        try:
            overdue = not _ended(process, row.expected.wall)
        finally:
            _end(process)
    remains = tuple(path.name for path in (*(work / "t").iterdir(), *(work / "home").iterdir()))
    known = {"t", "reports", "home", "beside", "log", "tokens.json", "seen.json", "handed-in"}
    planted = (path.name for path in work.iterdir() if path.name not in known)
    return Outside(
        overdue=overdue,
        exit_code=process.returncode,
        log=log.read_text(errors="replace")[-KEPT_LOG:],
        changed=(*changed(canaries.before, marks(canaries.folder)), *planted),
        remains=remains,
        contacts=tuple(canaries.contacts),
        leaks=holding(work / "reports", canaries.spellings()),
    )


def _ended(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Waits for a row's process; False where it took too long, or somebody wants to stop."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and not STOP.is_set():
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            return True
    return False


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends a row's process and whatever is below it; does nothing where it ended by itself, with all its children."""
    with contextlib.suppress(psutil.Error):
        process.send_signal(signal.SIGSTOP)
        for child in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()


def _seen(work: Path) -> Seen:
    path = work / "seen.json"
    return msgspec.json.decode(path.read_bytes(), type=Seen) if path.is_file() else Seen()


def _project() -> Marks:
    found: dict[str, tuple[int, int, int, str]] = {}
    for name in WATCHED:
        for path in (ROOT / name).rglob("*"):
            if "__pycache__" not in path.parts and not path.is_dir():
                status = path.lstat()
                found[str(path.relative_to(ROOT))] = (status.st_mode, status.st_mtime_ns, status.st_uid, "")
    return found


def _keep(reports: Path, place: Path) -> None:
    shutil.rmtree(place, ignore_errors=True)
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(reports, place, symlinks=True)


@contextmanager
def interrupted_by(*numbers: int) -> Iterator[None]:
    """To be ended by a service manager is like Ctrl-C: what a row started is ended first."""
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
