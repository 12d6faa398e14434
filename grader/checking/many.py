"""Judges many folders of evidence at the price of one start.

Most of a judge's second goes into starting Python and importing pytest and numpy. Here one process does that once and
then forks a child for each folder. The child is all that a judge's child has to be: it judges one submission and is
gone, so that no module's state leaks from one judging into the next.

Run as a program (`python -I -m grader.checking.many`), this module is that process: it reads pytest's arguments for
each folder from standard input and writes the children's exit codes into the file that it is given.
"""

from __future__ import annotations

import gc
import importlib
import os
import pkgutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from grader import roles
from grader.checking import child, judge, lines
from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import CheckSpec, Outcome
from grader.sandbox.family import die_with_parent

LOG, OUTCOMES = "said.txt", "outcomes.jsonl"


class _Asked(msgspec.Struct, frozen=True):
    arguments: tuple[str, ...]
    log: str
    """Where the child's own words go."""


def judge_all(
    assignment: Assignment, specs: tuple[CheckSpec, ...], folders: Sequence[Path]
) -> tuple[tuple[Outcome, ...], ...]:
    """What `judge.judge` gives for each folder of evidence, in their order, many times as fast.

    Raises `MachineryError` where one of the children failed as a whole.
    """
    judgings = [judge.Judging(assignment=assignment, specs=specs, evidence=folder) for folder in folders]
    while left := [judging for judging in judgings if not judging.over]:
        with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as root:
            places = [Path(root) / str(number) for number in range(len(left))]
            asked = [
                _Asked(arguments=judging.arguments(place / OUTCOMES), log=str(place / LOG))
                for judging, place in zip(left, places, strict=True)
            ]
            for place in places:
                place.mkdir()
            for judging, place, code in zip(left, places, _run(asked, Path(root)), strict=True):
                judging.heard(lines.read(place / OUTCOMES), code, place / LOG)
    return tuple(judging.outcomes() for judging in judgings)


def _run(asked: list[_Asked], root: Path) -> list[int]:
    # One thread: a process with several can't be forked safely, and numpy's would each want a core of their own.
    environment = judge.environment() | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    empty, codes, log = root / "empty", root / "codes.json", root / LOG
    empty.mkdir()
    child.run(
        [sys.executable, "-I", "-m", "grader.checking.many", str(codes), str(judge.SECONDS)],
        folder=empty,
        environment=environment,
        stdin=msgspec.json.encode(asked),
        log=log,
        seconds=judge.SECONDS * (len(asked) + 1),
    )
    try:
        return msgspec.json.decode(codes.read_bytes(), type=list[int])
    except (OSError, msgspec.DecodeError):
        said = log.read_text(errors="replace").strip()[-600:]
        raise MachineryError(f"The process that judges many at once failed: {said}.") from None


def _serve(answer: Path, seconds: int) -> None:
    """Forks a child for each judging, as many at a time as there are cores."""
    die_with_parent()
    asked = msgspec.json.decode(sys.stdin.buffer.read(), type=list[_Asked])
    _warm_up(asked[:1])
    gc.freeze()  # what is there now stays: no child has to look through it for garbage
    at_once = os.cpu_count() or 1
    codes: dict[int, int] = {}
    running: dict[int, _Child] = {}
    for number, one in enumerate(asked):
        if len(running) == at_once:
            _reap(running, codes)
        running[_fork(one)] = _Child(number=number, until=time.monotonic() + seconds)
    while running:
        _reap(running, codes)
    answer.write_bytes(msgspec.json.encode([codes[number] for number in range(len(asked))]))


class _Child(msgspec.Struct):
    number: int
    until: float
    late: bool = False


def _warm_up(examples: list[_Asked]) -> None:
    """Imports whatever a child will need; checks as pytest does, which collects them and runs none.

    So every child begins with modules that nothing was judged with.
    """
    import pytest

    for module in pkgutil.iter_modules(roles.__path__, "grader.roles."):
        importlib.import_module(module.name)
    importlib.import_module("grader.assignment")
    for example in examples:
        pytest.main([*example.arguments, "--collect-only"])


def _reap(running: dict[int, _Child], codes: dict[int, int]) -> None:
    """Waits for the end of a child; one that is past its time is ended."""
    while True:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid:
            done = running.pop(pid)
            codes[done.number] = child.OUT_OF_TIME if done.late else os.waitstatus_to_exitcode(status)
            return
        for pid, one in running.items():
            if time.monotonic() > one.until and not one.late:
                one.late = True
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.01)


def _fork(asked: _Asked) -> int:
    """The process id of a child that runs pytest once and ends; whatever it does, it never returns from here."""
    pid = os.fork()
    if pid:
        return pid
    code = 70
    try:
        log = os.open(asked.log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for stream in (1, 2):
            os.dup2(log, stream)
        import pytest

        code = int(pytest.main(list(asked.arguments)))
        sys.stdout.flush()
    finally:
        os._exit(code)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), int(sys.argv[2]))
