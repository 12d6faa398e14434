"""What a process of ours asks of the kernel about those around it (Linux; elsewhere nothing happens)."""

from __future__ import annotations

import contextlib
import ctypes
import signal

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36


def bind_family() -> None:
    """Binds the client to those around it.

    It becomes the parent of whatever its descendants leave behind, and dies with the grader that started it: killed
    outright, a grader can no longer end what it watches.
    """
    _ask(PR_SET_CHILD_SUBREAPER, 1)
    die_with_parent()


def die_with_parent() -> None:
    _ask(PR_SET_PDEATHSIG, signal.SIGKILL)


def _ask(setting: int, value: int) -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(setting, value, 0, 0, 0)
