"""Asks the questions inside a sandbox, with things around it that must stay untouched, and looks at those afterwards.

`python -m tests.conformance.asking BACKEND FOLDER` prints the answers, for a test that asks as another user.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grader
from grader.model.assignment import Limits
from grader.sandbox import Program, Sandbox

LIMITS = Limits(memory_mb=768, disk_mb=64, processes=48)
HERE = Path(__file__).parent
# The questions, with the package that they are of as far as they need it.
PROBE = """
import sys
import time
from pathlib import Path
sys.path.insert(0, str(Path(__file__).parent))
from tests.conformance.questions import main
main()
"""
WORTH = b"the neighbour's!"
OLD = 1_000_000_000

Answers = dict[str, tuple[str, str]]


def lay_out(place: Path) -> None:
    for name in ("inside", "shared", "sockets", "outside"):
        (place / name).mkdir()
    secret = place / "outside" / "secret.txt"
    secret.write_text("secret")
    secret.chmod(0o640)
    os.utime(secret, (OLD, OLD))
    (place / "inside" / "probe.py").write_text(PROBE)
    package = place / "inside" / "tests" / "conformance"
    package.mkdir(parents=True)
    for name in ("questions.py", "attempts.py"):
        shutil.copy(HERE / name, package / name)


def program(place: Path, *arguments: str, limits: Limits = LIMITS) -> Program:
    """`inside/probe.py` with arguments, and the folders of `lay_out`."""
    return Program(
        argv=(sys.executable, "-I", str(place / "inside" / "probe.py"), *arguments),
        environment=(("PATH", "/usr/bin:/bin"), ("HOME", str(place / "home"))),
        readable=(place / "inside",),
        writable=(place / "shared",),
        sockets=(place / "sockets",),
        home=place / "home",
        limits=limits,
    )


def run(sandbox: Sandbox, what: Program, seconds: float = 60) -> str:
    """Runs it to its end and gives back what it wrote."""
    with subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as sink:
        assert sink.stdin is not None and sink.stdout is not None
        process = sandbox.start(what, sink.stdin.fileno())
        try:
            process.wait(seconds)
        finally:
            process.kill()
            sink.stdin.close()
        return sink.stdout.read().decode()


def ask(sandbox: Sandbox, place: Path) -> tuple[Answers, list[str]]:
    """The answers, and what was touched outside; `place` is laid out before."""
    with _neighbours(place) as (facts, touched):
        facts |= {
            "grader": str(Path(grader.__file__).resolve()),
            "checks": str(Path(grader.__file__).resolve().parent.parent / "checks"),
            "confined": sandbox.name != "none",
            "user": os.getuid(),
            "memory_mb": LIMITS.memory_mb,
            "processes": LIMITS.processes,
            "devices": [name for name in os.listdir("/dev") if _is_the_machine(Path("/dev") / name)],
        }
        for name in ("outside", "shared", "sockets", "home"):
            facts[name] = str(place / name)
        (place / "inside" / "facts.json").write_text(json.dumps(facts))
        said = run(sandbox, program(place, str(place / "inside" / "facts.json")))
        try:
            answers = json.loads((place / "shared" / "answers.json").read_text())
        except FileNotFoundError:
            raise AssertionError(f"no answers: {said}") from None
        return {question: tuple(answer) for question, answer in answers.items()}, [*touched(), *_left(place)]


@contextlib.contextmanager
def _neighbours(place: Path) -> Iterator[tuple[dict[str, Any], Any]]:
    """Listeners, a process and a terminal, none of which a program in a sandbox may reach."""
    abstract = f"conformance-{os.getpid()}"
    worth = ctypes.create_string_buffer(WORTH)  # in this process, and at the same place in the child
    child = os.fork()
    if child == 0:
        ctypes.CDLL(None).prctl(1, 9, 0, 0, 0)
        with contextlib.suppress(BaseException):
            os.chdir(place / "outside")
            while True:
                os.read(os.pipe()[0], 1)
        os._exit(0)
    ours, theirs = os.openpty()
    with contextlib.ExitStack() as stack:
        stack.callback(os.waitpid, child, 0)
        stack.callback(os.kill, child, 9)
        for descriptor in (ours, theirs):
            stack.callback(os.close, descriptor)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(type=socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        kinds = {"unix": socket.SOCK_STREAM, "datagrams": socket.SOCK_DGRAM}
        named = {name: stack.enter_context(socket.socket(socket.AF_UNIX, kind)) for name, kind in kinds.items()}
        hidden = stack.enter_context(socket.socket(socket.AF_UNIX))
        for name, made in named.items():
            made.bind(str(place / "outside" / name))
        hidden.bind("\0" + abstract)
        listening = {"tcp": tcp, "unix": named["unix"], "abstract": hidden}
        for each in (named["unix"], hidden):
            each.listen()

        def touched() -> list[str]:
            return [
                *(f"{name} was connected to" for name, each in listening.items() if _has_guest(each)),
                *(
                    f"{name} was sent to"
                    for name, each in (("udp", udp), ("datagrams", named["datagrams"]))
                    if _got(each)
                ),
            ]

        yield (
            {
                "tcp": tcp.getsockname()[1],
                "udp": udp.getsockname()[1],
                "unix": str(place / "outside" / "unix"),
                "datagrams": str(place / "outside" / "datagrams"),
                "abstract": abstract,
                "neighbour": child,
                "address": ctypes.addressof(worth),
                "terminal": os.ttyname(theirs),
            },
            touched,
        )


def _is_the_machine(device: Path) -> bool:
    return stat.S_ISBLK(device.lstat().st_mode) or device.name in ("mem", "kmsg", "port", "kvm")


def _has_guest(listening: socket.socket) -> bool:
    listening.setblocking(False)
    try:
        listening.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def _got(receiving: socket.socket) -> bool:
    receiving.setblocking(False)
    try:
        return bool(receiving.recv(10))
    except BlockingIOError:
        return False


def _left(place: Path) -> list[str]:
    """What is there that must not be, seen from outside."""
    secret = place / "outside" / "secret.txt"
    told = []
    if not secret.exists() or secret.read_text() != "secret":
        told.append("the neighbour's file was changed")
    elif (stat.S_IMODE(secret.stat().st_mode), secret.stat().st_mtime) != (0o640, OLD):
        told.append("the neighbour's file has other rights or another time")
    told += [f"outside/{path.name}" for path in (place / "outside").iterdir() if path.name.startswith("planted")]
    told += [f"sockets/{path.name}" for path in (place / "sockets").iterdir() if not path.is_socket()]
    for path in (place / "shared").iterdir():
        mode = path.lstat().st_mode
        if not stat.S_ISREG(mode) or mode & (stat.S_ISUID | stat.S_ISGID):
            told.append(f"shared/{path.name} is {stat.filemode(mode)}")
    return told


if __name__ == "__main__":
    from grader.sandbox.choose import choose

    folder = Path(sys.argv[2])
    lay_out(folder)
    print(json.dumps(ask(choose(sys.argv[1]), folder)))


def await_file(path: Path) -> None:
    """Waits until a program has written a file; fails when it does not."""
    deadline = time.monotonic() + 20
    while not path.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert path.exists()
