"""How the questions are put: a list of attempts, system calls by number, and a child for what would change the asker.

Standard library only, for it travels into the sandbox with the questions.
"""

from __future__ import annotations

import ctypes
import os
import platform
import signal
from collections.abc import Callable
from typing import Any

# System calls by number: x86_64, then aarch64 and all later machines.
CALLS = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "pidfd_getfd": (438, 438), "pidfd_open": (434, 434),
    "unshare": (272, 97), "clone": (56, 220), "clone3": (435, 435), "setns": (308, 268), "mount": (165, 40),
    "pivot_root": (155, 41), "io_uring_setup": (425, 425), "bpf": (321, 280), "userfaultfd": (323, 282),
    "add_key": (248, 217), "keyctl": (250, 219), "perf_event_open": (298, 241), "memfd_create": (319, 279),
    "shmget": (29, 194), "shmctl": (31, 195), "msgget": (68, 186), "msgctl": (71, 187), "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27), "fsopen": (430, 430), "open_by_handle_at": (304, 265), "kcmp": (312, 272),
    "init_module": (175, 105), "kexec_load": (246, 104), "syslog": (103, 116), "quotactl": (179, 60),
}  # fmt: skip
LIBC = ctypes.CDLL(None, use_errno=True)
NEW_USER, NEW_NET = 0x10000000, 0x40000000
IPC_CREATE, IPC_REMOVE = 0o1000, 0

QUESTIONS: dict[str, tuple[Callable[[], Any], bool]] = {}


def ask(question: str, *, harmless: bool = True) -> Callable[[Callable[[], Any]], Callable[[], Any]]:
    """An attempt that raises `OSError` or gives False is a no; `harmless` ones are made without a sandbox as well."""

    def note(attempt: Callable[[], Any]) -> Callable[[], Any]:
        QUESTIONS[question] = (attempt, harmless)
        return attempt

    return note


def also(question: str, attempt: Callable[[], Any], *, harmless: bool = True) -> None:
    QUESTIONS[question] = (attempt, harmless)


def call(name: str, *arguments: Any) -> int:
    number = CALLS[name][0 if platform.machine() == "x86_64" else 1]
    ctypes.set_errno(0)
    whole = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result = int(LIBC.syscall(ctypes.c_long(number), *whole))
    if result == -1 and ctypes.get_errno():
        raise OSError(ctypes.get_errno(), f"{name}: {os.strerror(ctypes.get_errno())}")
    return result


def apart(attempt: Callable[[], Any]) -> bool:
    """Makes an attempt in a child, which it may change or end for good."""
    child = os.fork()
    if child == 0:
        code = 200
        try:
            code = 0 if attempt() is not False else 201
        except OSError as fault:
            code = fault.errno or 202
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        raise OSError(0, f"ended by {signal.Signals(os.WTERMSIG(status)).name}")
    if os.WEXITSTATUS(status) not in (0, 201):
        raise OSError(os.WEXITSTATUS(status), os.strerror(os.WEXITSTATUS(status)))
    return os.WEXITSTATUS(status) == 0
