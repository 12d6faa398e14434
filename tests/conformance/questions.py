"""Asked inside a sandbox: what can a program do here? Each question tries it and answers yes, or no with the reason.

Standard library only, for it travels into the sandbox. FACTS, the command's one argument, is a JSON file that names
what stands around it (see `asking.py`). The answers are written to its folder `shared`. Every attempt is bounded, and
those that `none` is asked too do no harm.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import json
import mmap
import os
import platform
import resource
import signal
import socket
import stat
import struct
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conformance.attempts import IPC_CREATE, IPC_REMOVE, NEW_NET, NEW_USER, QUESTIONS, also, apart, ask, call

FACTS: dict[str, Any] = json.loads(Path(sys.argv[1]).read_text())
OUTSIDE, SHARED, SOCKETS = (Path(FACTS.get(name, "/")) for name in ("outside", "shared", "sockets"))
SECRET = OUTSIDE / "secret.txt"

# Files
also("finds its home empty", lambda: {*os.listdir(".")} <= {"tmp"})
also("writes its home", lambda: Path("x").write_text("x"))
also("copies a file with its rights", lambda: __import__("shutil").copy2("x", "copied"))
also("has a folder for temporary files", lambda: __import__("tempfile").mkdtemp())
also("writes into the folder for evidence", lambda: (SHARED / "x").write_text("x"))
also("makes a socket in the folder for sockets", lambda: _bind(SOCKETS / "socket"))
also("sees that the grader is there", lambda: os.stat(FACTS["grader"]))
also("reads the grader", lambda: Path(FACTS["grader"]).read_text())
also("lists the checks", lambda: os.listdir(FACTS["checks"]))
also("sees that a neighbour's file is there", lambda: os.stat(SECRET))
also("reads a neighbour's file", SECRET.read_text)
also("writes a neighbour's file", lambda: SECRET.open("a"))
also("lists a neighbour's folder", lambda: os.listdir(OUTSIDE))
also("cuts a neighbour's file short", lambda: os.truncate(SECRET, 0), harmless=False)
also("removes a neighbour's file", SECRET.unlink, harmless=False)
also("renames a neighbour's file", lambda: SECRET.rename(OUTSIDE / "renamed.txt"), harmless=False)
also("links a neighbour's file into its home", lambda: os.link(SECRET, "linked.txt"))
also("makes a file beside a neighbour's", lambda: (OUTSIDE / "planted.txt").write_text("x"), harmless=False)
also("writes into the system", lambda: Path("/usr/probe").write_text("x"), harmless=False)
also("writes into Python's packages", lambda: (Path(os.__file__).parent / "probe.py").write_text("x"), harmless=False)
also("reads the passwords of the system", Path("/etc/shadow").read_text)
also("opens the machine's memory or disks", lambda: any(_opens(f"/dev/{name}") for name in FACTS["devices"]))
also("opens a terminal of the host", lambda: os.open(FACTS["terminal"], os.O_RDWR | os.O_NOCTTY))
also("has the grader's environment", lambda: "A_SECRET" in os.environ)
also("puts a file into the folder for sockets", lambda: (SOCKETS / "file").write_text("x"), harmless=False)
also("puts a link into the folder for sockets", lambda: (SOCKETS / "link").symlink_to("/etc/passwd"), harmless=False)
also("puts a pipe into the folder for sockets", lambda: os.mkfifo(SOCKETS / "pipe"), harmless=False)
also("puts a folder into the folder for sockets", lambda: (SOCKETS / "folder").mkdir(), harmless=False)
also("puts a link into the folder for evidence", lambda: (SHARED / "link").symlink_to("/etc/passwd"), harmless=False)
also("puts a pipe into the folder for evidence", lambda: os.mkfifo(SHARED / "pipe"), harmless=False)


@ask("makes an empty file")
def _touch() -> bool:
    Path("touched").touch()
    return Path("touched").exists()


def _bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))


def _opens(path: str) -> bool:
    try:
        os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))
    except OSError:
        return False
    return True


@ask("is told of what happens in a neighbour's folder")
def _watches() -> None:
    watching = call("inotify_init1", 0)
    call("inotify_add_watch", watching, ctypes.c_char_p(str(OUTSIDE).encode()), 0x100)


@ask("makes a file that runs with its owner's rights", harmless=False)
def _set_id() -> bool:
    def made(path: Path) -> bool:
        return bool(path.exists() and path.stat().st_mode & (stat.S_ISUID | stat.S_ISGID))

    for number, bits in enumerate((0o4755, 0o2755)):
        for where in (SHARED, Path()):
            opened, changed = where / f"opened{number}", where / f"changed{number}"
            changed.touch()
            attempts: tuple[tuple[Callable[..., Any], tuple[Any, ...]], ...] = (
                (os.open, (opened, os.O_CREAT | os.O_WRONLY, bits)),
                (os.chmod, (changed, bits)),
                (os.mknod, (opened, bits | stat.S_IFREG)),
            )
            for attempt, arguments in attempts:
                with contextlib.suppress(OSError):
                    attempt(*arguments)
            if made(opened) or made(changed):
                return True
    return False


# Processes
also("sees other processes than its own", lambda: len([p for p in os.listdir("/proc") if p.isdigit()]) > 8)
also("sees what a neighbour was started with", lambda: _neighbour("cmdline") and _neighbour("cmdline").read_bytes())
also("reads a neighbour's environment", lambda: _neighbour("environ") and _neighbour("environ").read_bytes())
also("opens a neighbour's memory", lambda: _neighbour("mem") and _neighbour("mem").open("rb"))
also("walks into a neighbour's folder by /proc", lambda: _neighbour("cwd") and os.listdir(_neighbour("cwd")))
also("signals a neighbour", lambda: os.kill(FACTS["neighbour"], 0))
also("signals the one that started it", lambda: os.kill(os.getppid() if os.getppid() > 1 else 0x3FFFFF, 0))
also("signals all processes", lambda: os.kill(-1, 0))
also("traces a neighbour", lambda: call("ptrace", 16, FACTS["neighbour"], 0, 0), harmless=False)
also("takes a neighbour's descriptor", lambda: call("pidfd_getfd", call("pidfd_open", FACTS["neighbour"], 0), 0, 0))
also("changes a neighbour's limits", lambda: resource.prlimit(FACTS["neighbour"], resource.RLIMIT_NOFILE))
also("compares kernel objects with a neighbour's", lambda: call("kcmp", os.getpid(), FACTS["neighbour"], 2, 0, 0))


def _neighbour(name: str) -> Path:
    """In a process namespace the same number is another process, or none."""
    if os.stat(f"/proc/{FACTS['neighbour']}").st_uid != FACTS["user"]:
        raise OSError(errno.ESRCH, "somebody else's")
    return Path(f"/proc/{FACTS['neighbour']}/{name}")


@ask("reads a neighbour's memory")
def _process_vm_readv() -> bool:
    into = ctypes.create_string_buffer(16)
    own = struct.pack("PN", ctypes.addressof(into), 16)
    theirs = struct.pack("PN", FACTS["address"], 16)
    return call("process_vm_readv", FACTS["neighbour"], own, 1, theirs, 1, 0) == 16


# Rights and the kernel
def _status(name: str) -> str:
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(line.split(":", 1)[1].strip() for line in lines if line.startswith(name))


also(
    "has rights beyond its user's", lambda: any(int(_status(f"Cap{kind}"), 16) for kind in ("Inh", "Prm", "Eff", "Amb"))
)
also("could gain rights by running a program", lambda: _status("NoNewPrivs") == "0")
also("becomes another user", lambda: apart(lambda: os.setresuid(4242, 4242, 4242)))
also("changes what it belongs to", lambda: os.chroot("."), harmless=False)
also("makes a user namespace", lambda: apart(lambda: call("unshare", NEW_USER)))
also("makes a network namespace", lambda: apart(lambda: call("unshare", NEW_NET)), harmless=False)
also("makes a user namespace with a child", lambda: _clone(NEW_USER))
also("asks for a child in the new way", lambda: call("clone3", ctypes.c_void_p(None), 0))
also("enters a namespace", lambda: call("setns", os.open("/proc/self/ns/uts", os.O_RDONLY), 0), harmless=False)
also("mounts", lambda: call("mount", b"tmpfs", b"/tmp", b"tmpfs", 0, None), harmless=False)
also("opens a file system", lambda: call("fsopen", b"tmpfs", 0))
also("uses io_uring", lambda: call("io_uring_setup", 1, ctypes.create_string_buffer(120)))
also("loads BPF", lambda: call("bpf", 0, struct.pack("4I", 2, 4, 4, 1) + bytes(100), 116))
also("uses userfaultfd", lambda: call("userfaultfd", 1))
also("keeps keys in the kernel", lambda: call("add_key", b"user", b"probe", b"x", 1, -1))
also("lists keys of the kernel", lambda: call("keyctl", 0, -3, 0))
also("counts what the processor does", lambda: call("perf_event_open", bytes(128), 0, -1, -1, 0))
also("reads the kernel's log", lambda: call("syslog", 10, None, 0))
also("has memory that is no process's", lambda: os.close(os.memfd_create("probe")))
also("shares memory by number", lambda: call("shmctl", call("shmget", 0, 4096, IPC_CREATE | 0o600), IPC_REMOVE, None))
also("shares messages by number", lambda: call("msgctl", call("msgget", 0, IPC_CREATE | 0o600), IPC_REMOVE, None))
also("types into its terminal", lambda: _type_into_terminal())


def _clone(flags: int) -> bool:
    child = call("clone", flags | signal.SIGCHLD, 0, 0, 0, 0)
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    return True


def _type_into_terminal() -> None:
    _ours, theirs = os.openpty()
    os.ttyname(theirs)

    def inject() -> None:
        os.setsid()
        fcntl.ioctl(theirs, 0x540E, 0)  # TIOCSCTTY
        fcntl.ioctl(theirs, 0x5412, b"x")  # TIOCSTI

    if not apart(inject):
        raise OSError(0, "no")


@ask("makes system calls of another architecture")
def _foreign() -> bool:
    if platform.machine() != "x86_64":
        return False

    def getpid() -> bool:
        code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
        code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
        function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
        return bool(function() == os.getpid())

    return apart(getpid)


# Network
also("reaches the host's loopback", lambda: socket.create_connection(("127.0.0.1", FACTS["tcp"]), timeout=2))
also("sends datagrams", lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", FACTS["udp"])))
also("connects to a socket in the file system", lambda: _unix(FACTS["unix"]))
also("connects to a socket with an abstract name", lambda: _unix("\0" + FACTS["abstract"]))
also("sends a datagram to a socket in the file system", lambda: _datagram())
also("speaks to the machine's host", lambda: socket.socket(getattr(socket, "AF_VSOCK", 40), socket.SOCK_STREAM))
also("makes raw packets", lambda: socket.socket(17, socket.SOCK_RAW))
also("makes raw internet packets", lambda: socket.socket(socket.AF_INET, socket.SOCK_RAW, 1))
also("speaks to the kernel's audit", lambda: socket.socket(16, socket.SOCK_RAW, 9))


def _unix(address: str) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.settimeout(2)
        made.connect(address)


def _datagram() -> None:
    one, _other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    one.sendto(b"x", FACTS["datagrams"])


# Limits
also("leaves core dumps", lambda: resource.getrlimit(resource.RLIMIT_CORE) != (0, 0))
also("writes a file that is larger than allowed", lambda: os.truncate(os.open("big", os.O_CREAT | os.O_RDWR), 1 << 45))
also("is spared when memory runs out", lambda: Path("/proc/self/oom_score_adj").read_text().strip() != "1000")


@ask("allocates more memory than allowed")
def _allocate() -> bool:
    try:
        return len(bytearray((FACTS["memory_mb"] + 64) << 20)) > 0
    except MemoryError:
        return False


@ask("starts more processes than allowed")
def _fork() -> bool:
    reader, writer = os.pipe()
    started = []
    try:
        for _ in range(FACTS["processes"] + 16):
            child = os.fork()
            if child == 0:
                os.close(writer)
                os.read(reader, 1)  # until the pipe is closed
                os._exit(0)
            started.append(child)
    except OSError:
        return False
    finally:
        os.close(writer)
        for child in started:
            os.waitpid(child, 0)
    return True


@ask("starts more threads than allowed")
def _threads() -> bool:
    done = threading.Event()
    started = []
    try:
        for _ in range(FACTS["processes"] + 16):
            thread = threading.Thread(target=done.wait)
            thread.start()
            started.append(thread)
    except RuntimeError:
        return False
    finally:
        done.set()
        for thread in started:
            thread.join()
    return True


def main() -> None:
    os.chdir(FACTS["home"])
    answers = {}
    for question, (attempt, harmless) in QUESTIONS.items():
        if not harmless and not FACTS["confined"]:
            continue
        try:
            answers[question] = ["no", ""] if attempt() is False else ["yes", ""]
        except OSError as fault:
            answers[question] = ["no", str(fault)]
        except Exception as fault:  # noqa: BLE001  # a question that can't be asked is no answer
            answers[question] = ["?", f"{type(fault).__name__}: {fault}"]
    (SHARED / "answers.json").write_text(json.dumps(answers))
