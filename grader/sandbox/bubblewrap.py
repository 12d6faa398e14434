"""Namespaces by bubblewrap: no network, a read-only system, private /tmp, home and processes.

Theory of operation. `bwrap` builds a new root from nothing: the system's folders and the Python environment read-only,
small RAM file systems for scratch, and the program's own folders. It then drops every capability, forbids further user
namespaces, closes the network and starts the program as a child of its own process 1; when bwrap dies, the kernel
kills the whole process namespace, so nothing outlives it. Files of the grader, the checks and other submissions are
not hidden in there: they do not exist.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import grader
from grader.errors import MachineryError
from grader.sandbox import Program

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
CONFIGURATION = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "fonts",
    "mime.types",
    "alternatives",
    "ssl/certs",
)

HOW_TO_INSTALL = "Install it with: sudo apt-get install bubblewrap"
NAMESPACES_FORBIDDEN = (
    "This system forbids unprivileged user namespaces. On Ubuntu 24.04 and later: "
    "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
)


def python_folders() -> tuple[Path, ...]:
    """The folders that this Python environment needs, shortest first and none inside another."""
    places = {Path(sys.prefix), Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")).parent.parent}
    outside = {place.resolve() for place in places if not str(place.resolve()).startswith("/usr/")} | {
        place for place in places if not str(place).startswith("/usr/")
    }
    outside.discard(Path("/usr"))
    ordered = sorted(outside, key=lambda place: len(place.parts))
    return tuple(
        place for number, place in enumerate(ordered) if not any(place.is_relative_to(o) for o in ordered[:number])
    )


def hidden_folders(shown: tuple[Path, ...]) -> tuple[Path, ...]:
    """Where the grader itself is installed into the environment (not editable), it must not be seen there."""
    package = Path(grader.__file__).resolve().parent
    return (package,) if any(package.is_relative_to(place) for place in (*shown, Path("/usr"))) else ()


class Bubblewrap:
    name = "bubblewrap"
    promise = "no network, read-only system, private files and processes"

    def __init__(self, executable: str) -> None:
        self._executable = executable

    @classmethod
    def find(cls) -> Bubblewrap:
        """Raises `MachineryError` with what to do where bubblewrap is missing or may not work here."""
        executable = shutil.which("bwrap")
        if executable is None:
            raise MachineryError(
                "Notebooks are run in a bubblewrap sandbox, and bwrap is not installed on this machine.",
                f"{HOW_TO_INSTALL}. Or run without protection, for notebooks that you trust: --sandbox none",
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
                f"{NAMESPACES_FORBIDDEN}. Or run without protection, for notebooks that you trust: --sandbox none",
            )
        return cls(executable)

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        descriptors: list[int] = []
        try:
            arguments = [self._executable, *self._root(program, descriptors), "--", *program.argv]
            return subprocess.Popen(
                arguments,
                env={"PATH": "/usr/bin:/bin"},
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
        for shared in program.writable:
            arguments += ["--bind", str(shared), str(shared)]
        return [*arguments, "--chdir", str(program.home), "--remount-ro", "/"]


def _namespaces() -> list[str]:
    return ["--unshare-user", "--unshare-all", "--disable-userns"]


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
