"""Why a kernel died, as far as that can be told from outside: what it left with, the memory it had, its last words."""

from __future__ import annotations

import re
import signal

import msgspec

from grader.boundary.wire import RunEnded
from grader.model.assignment import Limits
from grader.model.evidence import RunEnd

GB = 1 << 30
NEAR = 0.85
"""Share of the memory from which on a sudden end is put down to the lack of it: it is looked at ten times a second, and
TensorFlow takes some hundred megabytes at once."""
NO_MEMORY = re.compile(
    r"bad_alloc|Cannot allocate memory|out of memory|OOM when allocating|Unable to allocate|allocation still failed",
    re.I,
)
"""What is written where memory can't be had. TensorFlow raises no MemoryError: it aborts."""
ABRUPT = frozenset((signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS))
BY_SIGNAL = {
    signal.SIGSEGV: "a fault in compiled code",
    signal.SIGABRT: "which compiled code sends to itself when it can't go on",
    signal.SIGKILL: "by the system or by the notebook itself",
}


def explained(ended: RunEnded, peak: int, limits: Limits, log: str) -> RunEnded:
    """The same end with a better sentence, and as memory's where that is likely; `log` is what the kernel wrote raw."""
    if ended.end is not RunEnd.KERNEL_DIED or ended.status is None:
        return ended
    number = _signal(ended.status)
    most = limits.memory_mb << 20
    used = f"it had used {peak / GB:.1f} of {most / GB:.1f} GB"
    lacked = NO_MEMORY.search(log) is not None
    if (number in ABRUPT and peak >= NEAR * most) or (ended.status != 0 and lacked):
        asked = "" if peak >= NEAR * most else " and had asked for more"
        reason = f"The kernel died in this cell, probably for want of memory: {used}{asked}."
        return msgspec.structs.replace(ended, end=RunEnd.OUT_OF_MEMORY, reason=reason)
    if number is not None:
        why = f", {BY_SIGNAL[number]}" if number in BY_SIGNAL else ""
        reason = f"The kernel died in this cell of {number.name}{why}; {used}."
    elif ended.status == 0:
        reason = "The kernel ended in this cell: something in it asked it to."
    else:
        reason = f"The kernel ended in this cell with exit code {ended.status}, as after `os._exit({ended.status})`."
    return msgspec.structs.replace(ended, reason=reason)


def _signal(status: int) -> signal.Signals | None:
    """The signal that ended it: told as a negative number by `subprocess`, as 128 and more by bubblewrap."""
    number = -status if status < 0 else status - 128
    try:
        return signal.Signals(number)
    except ValueError:
        return None
