"""The real command, in a world that something is wrong with."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

import psutil

from grader.boundary.store import EvidenceFolder
from grader.model.evidence import CellEnd, CellRun, Evidence, Observed, Reported, RunEnd
from grader.model.submission import Cell, CellKind, Submission

T = TypeVar("T")

GRADE = Path(sys.executable).with_name("grade")
SECONDS = 120


def grade(
    *arguments: object,
    within: Sequence[str] = (),
    env: Mapping[str, str] | None = None,
    unset: Sequence[str] = (),
    **options: Any,
) -> subprocess.CompletedProcess[str]:
    """Runs it to its end; `within` is a command that makes the world."""
    command = [*within, str(GRADE), *map(str, arguments)]
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    return subprocess.run(
        command, env=variables(env, unset), text=True, errors="replace", timeout=SECONDS, check=False, **options
    )


@contextmanager
def started(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """The command, running; ended with all that it started, whatever becomes of the test."""
    command = [str(GRADE), *map(str, arguments)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace"
    ) as process:
        try:
            yield process
        finally:
            for one in below(process):
                with suppress(psutil.Error):
                    one.kill()
            process.kill()


def variables(env: Mapping[str, str] | None = None, unset: Sequence[str] = ()) -> dict[str, str]:
    return {name: value for name, value in (os.environ | dict(env or {})).items() if name not in unset}


def world(*arguments: str) -> tuple[str, ...]:
    """A command that shows this machine with something changed; itself no sandbox."""
    return ("bwrap", "--dev-bind", "/", "/", *arguments, "--")


def below(process: subprocess.Popen[str]) -> list[psutil.Process]:
    try:
        return psutil.Process(process.pid).children(recursive=True)
    except psutil.Error:
        return []


def find(process: subprocess.Popen[str], program: str, *words: str) -> psutil.Process:
    """The first process below it that runs a program and whose command line holds all the words; waited for."""
    return until(lambda: next((one for one in below(process) if _is(one, program, words)), None))


def _is(process: psutil.Process, program: str, words: Sequence[str]) -> bool:
    try:
        line = process.cmdline()
    except psutil.Error:
        return False
    return bool(line) and program in Path(line[0]).name and all(word in " ".join(line) for word in words)


def until(look: Callable[[], T | None]) -> T:
    """What `look` finds, as soon as it does."""
    for _ in range(SECONDS * 50):
        if (found := look()) is not None:
            return found
        time.sleep(0.02)
    raise TimeoutError


def gone(processes: Sequence[psutil.Process]) -> bool:
    """Whether all of them end, within some seconds."""
    _, alive = psutil.wait_procs(list(processes), timeout=20)
    return not [one for one in alive if one.is_running() and one.status() != psutil.STATUS_ZOMBIE]


def result(folder: Path) -> dict[str, Any]:
    """The grade in a report's folder, without where the submission lay."""
    record: dict[str, Any] = json.loads((folder / "grade.json").read_text(encoding="utf-8"))
    return {name: value for name, value in record.items() if name != "submission"}


def files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def report(out: Path, name: str = "alice") -> Path:
    """A report's folder with the evidence of a small run, ready to be judged again."""
    stored = EvidenceFolder(out / name / "evidence")
    stored.make()
    cells = (Cell(index=0, kind=CellKind.CODE, source="print('é')  # to see an accent in the output"),)
    submission = Submission(
        name=f"{name} é", slug=name, path=f"{name}.ipynb", notebook="n.ipynb", sha256="", cells=cells
    )
    ran = (CellRun(cell=0, end=CellEnd.OK, began=0.0, ended=0.1),)
    observed = Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1, cells=ran)
    stored.save(Evidence(submission=submission, observed=observed, reported=Reported()))
    return out / name


def notebook(path: Path, *sources: str) -> Path:
    cells: list[dict[str, Any]] = [
        {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": source}
        for source in sources
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}))
    return path
