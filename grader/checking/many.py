"""Judges many folders of evidence at the price of one start.

Most of a judge's second goes into starting Python and importing pytest and numpy. Here one process does that once and
then forks a child for each folder. The child is all that a judge's child has to be: it judges one submission and is
gone, so that no module's state leaks from one judging into the next.

Run as a program (`python -I -m grader.checking.many`), this module is that process: it reads pytest's arguments for
each folder from standard input and answers with the children's exit codes.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import pkgutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader import roles
from grader.checking import judge
from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import CheckSpec, Outcome

LOG = "said.txt"


class _Judging(msgspec.Struct, frozen=True):
    arguments: tuple[str, ...]
    log: str
    """Where the child's own words go."""


def judge_all(
    assignment: Assignment, specs: tuple[CheckSpec, ...], folders: Sequence[Path]
) -> tuple[tuple[Outcome, ...], ...]:
    """What `judge.judge` gives for each folder of evidence, in their order, many times as fast.

    Raises `MachineryError` where one of the children failed as a whole.
    """
    with tempfile.TemporaryDirectory(prefix="judge-") as root:
        places = [Path(root) / str(number) for number in range(len(folders))]
        judgings = [
            _Judging(arguments=judge.arguments(assignment, folder, _outcomes(place)), log=str(place / LOG))
            for folder, place in zip(folders, places, strict=True)
        ]
        for place in places:
            place.mkdir()
        codes = _run(judgings, Path(root))
        return tuple(
            judge.settled(
                assignment,
                specs,
                folder,
                outcomes=_outcomes(place),
                code=code,
                said=(place / LOG).read_text(errors="replace"),
            )
            for folder, place, code in zip(folders, places, codes, strict=True)
        )


def _outcomes(place: Path) -> Path:
    return place / "outcomes.jsonl"


def _run(judgings: list[_Judging], empty: Path) -> list[int]:
    # One thread: a process with several can't be forked safely, and numpy's would each want a core of their own.
    environment = judge.environment() | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    process = subprocess.run(
        [sys.executable, "-I", "-m", "grader.checking.many"],
        input=msgspec.json.encode(judgings),
        cwd=empty,
        env=environment,
        capture_output=True,
        check=False,
    )
    try:
        codes = msgspec.json.decode(process.stdout, type=list[int])
    except msgspec.DecodeError:
        said = process.stderr.decode(errors="replace").strip()[-600:]
        raise MachineryError(f"The process that judges many at once failed: {said}.") from None
    return codes


def _serve() -> None:
    """Forks a child for each judging, as many at a time as there are cores."""
    judgings = msgspec.json.decode(sys.stdin.buffer.read(), type=list[_Judging])
    _warm_up(judgings[:1])
    gc.freeze()  # what is there now stays: no child has to look through it for garbage
    at_once = os.cpu_count() or 1
    codes: dict[int, int] = {}
    running: dict[int, int] = {}
    for number, judging in enumerate(judgings):
        if len(running) == at_once:
            _reap(running, codes)
        running[_fork(judging)] = number
    while running:
        _reap(running, codes)
    sys.stdout.buffer.write(msgspec.json.encode([codes[number] for number in range(len(judgings))]))


def _warm_up(examples: list[_Judging]) -> None:
    """Imports whatever a child will need; checks as pytest does, which collects them and runs none.

    So every child begins with modules that nothing was judged with.
    """
    import pytest

    for module in pkgutil.iter_modules(roles.__path__, "grader.roles."):
        importlib.import_module(module.name)
    importlib.import_module("grader.assignment")
    with contextlib.redirect_stdout(sys.stderr):  # standard output is for the exit codes
        for example in examples:
            pytest.main([*example.arguments, "--collect-only"])


def _reap(running: dict[int, int], codes: dict[int, int]) -> None:
    pid, status = os.wait()
    codes[running.pop(pid)] = os.waitstatus_to_exitcode(status)


def _fork(judging: _Judging) -> int:
    """The process id of a child that runs pytest once and ends; whatever it does, it never returns from here."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        signal.alarm(judge.SECONDS)
        log = os.open(judging.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        import pytest

        code = int(pytest.main(list(judging.arguments)))
        sys.stdout.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve()
