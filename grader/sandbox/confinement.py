"""The command that closes a sandbox from inside, the same for every backend: `grader/inside/confine.py` and its policy.

What each backend adds is where this command runs: with nothing around it, or in namespaces, or in a container.
"""

from __future__ import annotations

import ctypes
import functools
import json
import os
import resource
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from grader.model.assignment import Limits
from grader.sandbox import Program, measure, seccomp
from grader.sandbox.environment import INSIDE

CREATE_RULESET, VERSION = 444, 1  # Landlock's system call, and the flag by which it tells its version
MARGIN = 30  # seconds of CPU: the watch over the whole tree should be first, for it says why

File = tuple[str, str]
"""One of `confine.KINDS`, and a path."""


def command(
    program: Program,
    *,
    files: Iterable[File] | None = None,
    offline: bool = False,
    filter: bytes | None = None,
    locked: bool = True,
    beside: int = 0,
    parent: int | None = None,
    python: str = sys.executable,
) -> tuple[str, ...]:
    """`program.argv`, behind the step that gives up rights.

    `beside` is how many threads count towards their limit already; `parent` whose end is to be the program's too. The
    step travels as text in the command itself, so that no backend has to show a file of ours.
    """
    policy: dict[str, Any] = {"limits": hard_limits(program.limits, beside), "locked": locked, "offline": offline}
    if files is not None:
        policy["files"] = list(files)
    if filter is not None:
        policy["filter"] = filter.hex()
    if parent is not None:
        policy["parent"] = parent
    return (python, "-I", "-S", "-c", _source(), json.dumps(policy), *program.argv)


def hard_limits(limits: Limits, beside: int = 0) -> dict[str, int]:
    """What each process takes upon itself, by the names of RLIMIT_*; sums over all of them are the watch's.

    The number of processes counts all threads of the user, in bubblewrap those of the sandbox alone. Nobody holds root
    to it: there only the watch does.
    """
    return {
        # TensorFlow reserves 2.85 GB of address space to use 0.5: what its starter limits itself to is not passed on.
        "AS": resource.RLIM_INFINITY,
        "CORE": 0,
        "CPU": int(measure.processor_seconds(limits)) + MARGIN,
        "DATA": limits.memory_mb << 20,
        "FSIZE": limits.disk_mb << 20,
        "NOFILE": 1024,
        "NPROC": limits.processes + beside,
        **({"MSGQUEUE": 0} if sys.platform == "linux" else {}),
    }


@functools.cache
def landlock_version() -> int:
    """0 where the kernel has none, or it is switched off."""
    if sys.platform != "linux":
        return 0
    found = ctypes.CDLL(None).syscall(ctypes.c_long(CREATE_RULESET), None, ctypes.c_size_t(0), ctypes.c_long(VERSION))
    return max(0, int(found))


def filter_of(made: Callable[[], bytes]) -> bytes | None:
    """A filter of `filters`, or None where this machine can't make one."""
    try:
        return made()
    except seccomp.Missing:
        return None


def own_threads() -> int:
    """How many threads this user has on the machine."""
    user, total = os.getuid(), 0
    for entry in Path("/proc").iterdir() if Path("/proc").is_dir() else ():
        try:
            if entry.name.isdigit() and entry.stat().st_uid == user:
                total += len(list((entry / "task").iterdir()))
        except OSError:  # it ended meanwhile
            continue
    return total


@functools.cache
def _source() -> str:
    return (INSIDE / "confine.py").read_text(encoding="utf-8")
