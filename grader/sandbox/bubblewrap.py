"""Namespaces by bubblewrap: no network, a read-only system, private /tmp, home and processes.

Theory of operation. `bwrap` builds a new root from nothing: the system's folders and the Python environment read-only,
small RAM file systems for scratch, and the program's own folders. It then drops every capability, forbids further user
namespaces, closes the network and starts the program as a child of its own process 1; when bwrap dies, the kernel
kills the whole process namespace, so nothing outlives it. Files of the grader, the checks and other submissions are
not hidden in there: they do not exist. Inside, `confine.py` takes what is left: system calls by seccomp, and by
Landlock whatever could be planted for the host in a folder that both see.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from grader.errors import MachineryError
from grader.sandbox import Program, confinement, filters, scope
from grader.sandbox.system import CONFIGURATION, SYSTEM, hidden_folders, python_folders

HOW_TO_INSTALL = "Install it with: sudo apt-get install bubblewrap"
PROFILE = Path(__file__).with_name("bwrap.apparmor")
NAMESPACES_FORBIDDEN = (
    "This system forbids user namespaces. On Ubuntu 24.04 and later, allow them to bubblewrap alone: "
    f"sudo install -m 644 {PROFILE} /etc/apparmor.d/bwrap && sudo apparmor_parser -r /etc/apparmor.d/bwrap; "
    "or to every program: sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)


class Bubblewrap:
    name = "bubblewrap"
    private = True

    def __init__(self, executable: str) -> None:
        self._executable = executable
        self._filter = confinement.filter_of(filters.with_namespaces)
        self._landlock = confinement.landlock_version() > 0

    @property
    def promise(self) -> str:
        lacking = [
            *(() if self._filter else ("system calls are not filtered: libseccomp is missing",)),
            *(() if self._landlock else ("its shared folders are not restricted: this kernel has no Landlock",)),
        ]
        return "; ".join(("no network, read-only system, private files and processes", *lacking))

    @classmethod
    def find(cls) -> Bubblewrap:
        """Raises `MachineryError` with what to do where bubblewrap is missing or may not work here."""
        executable = shutil.which("bwrap")
        if executable is None:
            raise MachineryError(
                "bubblewrap is not installed on this machine: there is no command bwrap.",
                HOW_TO_INSTALL,
            )
        trial = subprocess.run(
            [executable, *_namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "true"],
            capture_output=True,
            text=True,
            check=False,
        )
        if trial.returncode != 0:
            raise MachineryError(
                f"bubblewrap is installed and does not work here: {trial.stderr.strip()[-200:]}",
                NAMESPACES_FORBIDDEN,
            )
        return cls(executable)

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        descriptors: list[int] = []
        try:
            files = _files(program) if self._landlock else None
            inner = confinement.command(program, files=files, filter=self._filter)
            outer = (*scope.prefix(program.limits), self._executable)
            arguments = [*outer, *self._root(program, descriptors), "--", *inner]
            return subprocess.Popen(
                arguments,
                env={"PATH": "/usr/bin:/bin", **scope.surroundings()},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                pass_fds=descriptors,
                start_new_session=True,
            )
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _root(self, program: Program, descriptors: list[int]) -> list[str]:
        size = str(program.limits.disk_mb << 20)
        python = python_folders()
        arguments = [*_namespaces(), "--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"]
        arguments += ["--clearenv"]
        for name, value in program.environment:
            arguments += ["--setenv", name, value]
        for folder in SYSTEM:
            if os.path.islink(folder):
                arguments += ["--symlink", os.readlink(folder), folder]
            elif os.path.isdir(folder):
                arguments += ["--ro-bind", folder, folder]
        for name in CONFIGURATION:
            arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
        for name, text in _identity(program.home):
            descriptors.append(_readable(text))
            arguments += ["--ro-bind-data", str(descriptors[-1]), f"/etc/{name}"]
        arguments += ["--proc", "/proc", "--dev", "/dev"]
        for place in ("/tmp", "/dev/shm", *program.scratch, str(program.home)):
            arguments += ["--size", size, "--tmpfs", place]
        for shown in python:
            arguments += ["--ro-bind", str(shown), str(shown)]
        for hidden in hidden_folders(python):
            arguments += ["--tmpfs", str(hidden)]
        for shown in program.readable:
            arguments += ["--ro-bind", str(shown), str(shown)]
        for place, shared in _shared(program).items():
            arguments += ["--bind", str(shared), place, "--symlink", place, str(shared)]
        return [*arguments, "--chdir", str(program.home), "--remount-ro", "/"]


def _namespaces() -> list[str]:
    return ["--unshare-user", "--unshare-all", "--disable-userns"]


def _files(program: Program) -> Iterator[confinement.File]:
    """Landlock inside: the new root as it is, and folders of the host for nothing but their purpose."""
    yield "read", "/"
    for place in ("/tmp", "/dev", *program.scratch, str(program.home)):
        yield "write", place
    yield "device", "/dev"
    for place, folder in _shared(program).items():
        yield "sockets" if folder in program.sockets else "keep", place


def _shared(program: Program) -> dict[str, Path]:
    """The folders of the host by the places where they are mounted; a link stands where the program looks for them.

    Landlock's rights reach all that is below a place, mounted or not: a folder of the host in /tmp would be as open as
    /tmp.
    """
    return {f"/shared/{number}": folder for number, folder in enumerate((*program.writable, *program.sockets))}


def _identity(home: Path) -> tuple[tuple[str, str], ...]:
    """Files that programs look into to learn who and where they are; the host's own stay outside."""
    return (
        ("passwd", f"student:x:{os.getuid()}:{os.getgid()}::{home}:/bin/sh\n"),
        ("group", f"student:x:{os.getgid()}:\n"),
        ("hosts", "127.0.0.1 localhost\n"),
        ("nsswitch.conf", "hosts: files\npasswd: files\ngroup: files\n"),
    )


def _readable(text: str) -> int:
    """A descriptor from which `text` can be read; it fits a pipe's buffer, so nobody has to write at the same time."""
    reader, writer = os.pipe()
    os.write(writer, text.encode())
    os.close(writer)
    return reader
