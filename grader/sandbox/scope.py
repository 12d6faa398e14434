"""A scope of systemd around a program, where one can be had: the kernel itself then caps memory and processes.

It needs cgroup v2 and a systemd that answers: the user's own, or the system's for root. Elsewhere the watch over the
run does it, ten times a second. A scope holds all that a program starts, so nothing in it can be missed by a sum; what
goes over its memory is killed by the kernel.
"""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

from grader.model.assignment import Limits

CONTROLLERS = Path("/sys/fs/cgroup/cgroup.controllers")
FINDS = ("XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")
TRIAL = 10  # seconds
ROOM = 256  # MB: the watch should be first, for it says what happened


@functools.cache
def available() -> bool:
    """Whether a trial of it works; asked once a process, for it takes a tenth of a second."""
    command = shutil.which("systemd-run")
    if sys.platform != "linux" or command is None or not CONTROLLERS.exists():
        return False
    try:
        done = subprocess.run(
            [*_command(Limits()), "/bin/true"],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=TRIAL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0


def prefix(limits: Limits) -> tuple[str, ...]:
    """Words before a command that put it into a scope, and take `surroundings` away; none where no scope can be had."""
    return (*_command(limits), "/usr/bin/env", *(f"--unset={name}" for name in FINDS)) if available() else ()


def surroundings() -> dict[str, str]:
    """Variables by which `systemd-run` finds its systemd, for the command that `prefix` stands before."""
    return {name: os.environ[name] for name in FINDS if name in os.environ} if available() else {}


def _command(limits: Limits) -> tuple[str, ...]:
    whose = () if os.getuid() == 0 else ("--user",)
    properties = {
        "MemoryMax": f"{limits.memory_mb + ROOM}M",
        "MemorySwapMax": "0",
        # Processes of the sandbox itself are in it too.
        "TasksMax": str(limits.processes + 16),
    }
    settings = (word for name, value in properties.items() for word in ("-p", f"{name}={value}"))
    return (shutil.which("systemd-run") or "systemd-run", *whose, "--scope", "--quiet", "--collect", *settings, "--")
