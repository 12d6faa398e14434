"""Landlock and seccomp, without namespaces: for Linux where those are forbidden, such as Ubuntu 24.04 as it comes.

Theory of operation. The program is an ordinary process of the same user that has given up rights before it began: of
all files it may open only those that are granted here, it may connect to nothing, signal no process but its own, and
a filter refuses what Landlock leaves open. Its home is a folder of the host that belongs to one run. What it can't
have is a view of its own: paths that it may not open it may still ask about (whether they exist, how large, how old),
and `/content` can't be made: Python inside is led to a folder in its home instead (`inside/helping/roots.py`), and
other programs are not. It dies with its starter; what it leaves behind ends with the run.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from grader.errors import MachineryError
from grader.model.assignment import Limits
from grader.sandbox import Program, confinement, filters, scope, seccomp
from grader.sandbox.system import CONFIGURATION, SYSTEM, hidden_folders, python_folders

NEEDED = 6  # the first version that keeps signals from other processes
TRIAL = 20  # seconds

KERNEL = "It needs Linux 6.12 or later, with landlock among the modules in /sys/kernel/security/lsm; see: uname -r"
HOW_TO_GET_SECCOMP = "Install it with: sudo apt-get install libseccomp2"

IDENTITY = ("passwd", "group", "hosts", "nsswitch.conf", "os-release", "debian_version")
DEVICES = ("null", "zero", "full", "random", "urandom")
# Of /proc no other process, of /sys what thread pools count processors by.
STATE = (
    "/proc/self",
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems", "/proc/uptime", "/proc/loadavg"),
    *("/proc/version", "/proc/sys/vm/overcommit_memory", "/proc/sys/kernel/pid_max"),
    "/sys/devices/system/cpu",
    "/sys/devices/system/node",
)


class Landlock:
    name = "landlock"
    promise = (
        "no network, and only the run's own files and processes; "
        "it can learn which files exist on this machine, not what is in them"
    )
    private = False

    def __init__(self, filter: bytes) -> None:
        self._filter = filter

    @classmethod
    def find(cls) -> Landlock:
        """Raises `MachineryError` with what to do where this machine can't do it."""
        version = confinement.landlock_version()
        if version < NEEDED:
            found = f"has version {version} of it" if version else "has none"
            raise MachineryError(
                f"The Landlock sandbox needs version {NEEDED} of Landlock, and this kernel {found}.",
                KERNEL,
            )
        try:
            found_filter = filters.flat()
        except seccomp.Missing as missing:
            raise MachineryError(
                f"The Landlock sandbox filters system calls by libseccomp, which can't be used here: {missing}.",
                HOW_TO_GET_SECCOMP,
            ) from None
        sandbox = cls(found_filter)
        sandbox._try()
        return sandbox

    def _try(self) -> None:
        with tempfile.TemporaryDirectory(prefix="nb-") as root, tempfile.TemporaryFile() as said:
            trial = Program(
                argv=("/bin/true",), environment=(), readable=(), writable=(), home=Path(root) / "home", limits=Limits()
            )
            if self.start(trial, said.fileno()).wait(TRIAL) != 0:
                said.seek(0)
                raise MachineryError(
                    f"The Landlock sandbox does not work here: {said.read().decode(errors='replace').strip()[-200:]}",
                    KERNEL,
                )

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        scratch = program.home / "tmp"
        scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        confined = confinement.command(
            program,
            files=_files(program),
            offline=True,
            filter=self._filter,
            beside=confinement.own_threads(),
            parent=os.getpid(),
        )
        return subprocess.Popen(
            (*scope.prefix(program.limits), *confined),
            env={**dict(program.environment), "TMPDIR": str(scratch), **scope.surroundings()},
            cwd=program.home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )


def _files(program: Program) -> Iterator[confinement.File]:
    """All that the program may open."""
    shown = (*(Path(place) for place in SYSTEM), *python_folders())
    hidden = hidden_folders(shown)
    for place in shown:
        yield from _around(place, hidden)
    configuration = (f"/etc/{name}" for name in (*CONFIGURATION, *IDENTITY))
    for readable in (*configuration, *STATE, *map(str, program.readable)):
        if os.path.exists(readable):
            yield "read", readable
    for device in DEVICES:
        yield "device", f"/dev/{device}"
    yield "write", str(program.home)
    for kept in program.writable:
        yield "keep", str(kept)
    for folder in program.sockets:
        yield "sockets", str(folder)


def _around(place: Path, hidden: tuple[Path, ...]) -> Iterator[confinement.File]:
    """A folder without those in it that are hidden: Landlock only adds, so all others are granted one by one."""
    if not place.exists() or place in hidden:
        return
    if not any(each.is_relative_to(place) for each in hidden):
        yield "read", str(place)
        return
    yield "list", str(place)  # Python looks for modules by listing
    for below in sorted(place.iterdir()):
        yield from _around(below, hidden)
