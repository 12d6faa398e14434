"""What must stay untouched beside a hostile run: files, listeners, a secret; and how an attack aims at them.

An attack may know where everything is: in its notebook `@CANARY@` becomes the folder, `@TCP@` and `@UDP@` ports on the
host's loopback, `@SOCKET@` a Unix socket and `@PID@` the process that grades.
"""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import secrets
import socket
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

TOKENS = ("@CANARY@", "@TCP@", "@UDP@", "@SOCKET@", "@PID@")
VARIABLE = "GRADEBOOK_PASSWORD"
FILES = {
    "hidden_tests.py": "def test_hidden():\n    assert answer == 42  # @SECRET@\n",
    "gradebook.csv": "bob,12\nalice,97\n@SECRET@,0\n",
    ".ssh/id_ed25519": "-----BEGIN OPENSSH PRIVATE KEY-----\n@SECRET@\n",
    ".aws/credentials": "[default]\naws_secret_access_key = @SECRET@\n",
    "submissions/bob/notebook.ipynb": '{"cells": [], "metadata": {"of": "@SECRET@"}, "nbformat": 4}',
    "reports/bob/grade.json": '{"score": 12, "@SECRET@": 0}',
    "course/reference.py": "# the reference solution: @SECRET@\n",
}
WAIT = 0.2  # seconds in which a listener looks whether it should end

Marks = Mapping[str, tuple[int, int, int, str]]
"""By path below the folder: mode, time of change in ns, owner, digest of content or target of a link."""


class Canaries:
    """A folder with other people's files, listeners that nobody may call, and a secret that nobody may learn."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = secrets.token_hex(16)
        self.contacts: list[str] = []
        self._stop = threading.Event()
        self._listeners: list[threading.Thread] = []
        self._ports: dict[str, str] = {}

    @contextlib.contextmanager
    def kept(self) -> Iterator[Canaries]:
        for name, text in FILES.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text.replace("@SECRET@", self.secret), encoding="utf-8")
        path = self.folder / "agent.sock"
        with contextlib.ExitStack() as sockets:
            for name, family, kind, address in (
                ("@TCP@", socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
                ("@UDP@", socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
                ("@SOCKET@", socket.AF_UNIX, socket.SOCK_STREAM, str(path)),
            ):
                listener = sockets.enter_context(socket.socket(family, kind))
                listener.bind(address)
                listener.settimeout(WAIT)
                self._ports[name] = str(path) if name == "@SOCKET@" else str(listener.getsockname()[1])
                self._listen(name, listener)
            self.before = marks(self.folder)
            try:
                yield self
            finally:
                self._stop.set()
                for thread in self._listeners:
                    thread.join()

    def _listen(self, name: str, listener: socket.socket) -> None:
        if listener.type == socket.SOCK_STREAM:
            listener.listen()

        def wait() -> None:
            while not self._stop.is_set():
                with contextlib.suppress(TimeoutError):
                    if listener.type == socket.SOCK_STREAM:
                        listener.accept()[0].close()
                    else:
                        listener.recvfrom(64)
                    self.contacts.append(f"the host's {name.strip('@')} listener was called")

        self._listeners.append(threading.Thread(target=wait, daemon=True))
        self._listeners[-1].start()

    def tokens(self, pid: int) -> dict[str, str]:
        """What each token stands for, given the process that grades."""
        return {"@CANARY@": str(self.folder), "@PID@": str(pid), **self._ports}

    def spellings(self) -> tuple[bytes, ...]:
        """The secret, and ways to write it that hide it from a plain search."""
        plain = self.secret.encode()
        return plain, plain[::-1], base64.b64encode(plain), plain.hex().encode()


def marks(folder: Path) -> Marks:
    """What can be seen to have changed in a folder, without reading what is no file."""
    found: dict[str, tuple[int, int, int, str]] = {}
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            path = Path(place, name)
            status = path.lstat()
            content = ""
            if path.is_symlink():
                content = os.readlink(path)
            elif path.is_file():
                content = hashlib.sha256(path.read_bytes()).hexdigest()
            found[str(path.relative_to(folder))] = (status.st_mode, status.st_mtime_ns, status.st_uid, content)
    return found


def changed(before: Marks, after: Marks) -> tuple[str, ...]:
    """Names of what came, went or is not as it was."""
    return tuple(sorted(name for name in {*before, *after} if before.get(name) != after.get(name)))


def holding(folder: Path, texts: tuple[bytes, ...]) -> tuple[str, ...]:
    """The files below a folder in which one of the texts stands."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes()
            if any(text in content for text in texts):
                found.append(str(path.relative_to(folder)))
    return tuple(found)
