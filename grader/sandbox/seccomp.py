"""The system's libseccomp, as far as it is needed here: rules by name, written out as a filter for any process.

libseccomp knows each architecture's numbers and the odd ways of some calls; Debian and Ubuntu install it with apt. A
filter is a list of exceptions: what no rule names is allowed, but for system calls that are newer than this list.
"""

from __future__ import annotations

import ctypes
import functools
import os
import struct
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from errno import EINVAL, ENOSYS
from typing import Any

LIBRARY = "libseccomp.so.2"

ALLOW, REFUSE = 0x7FFF0000, 0x00050000  # SCMP_ACT_ALLOW, SCMP_ACT_ERRNO(number)
BAD_ARCHITECTURE, OPTIMIZE = 2, 8  # SCMP_FLTATR_ACT_BADARCH, SCMP_FLTATR_CTL_OPTIMIZE
UNKNOWN = -1  # __NR_SCMP_ERROR

# Names newer than the libseccomp of Debian 12; from 424 on, numbers are the same on every architecture.
NEWER = {
    "fchmodat2": 452,
    "setxattrat": 463,
    "removexattrat": 466,
    "open_tree_attr": 467,
    "file_setattr": 469,
}
FIRST_UNKNOWN = 470
"""The first number that Linux 6.18 does not have: from here on nobody has looked at what a call can do."""


class Missing(Exception):
    """There is no libseccomp, or it can't do what is needed."""


@dataclass(frozen=True, slots=True)
class Argument:
    """A condition on one argument of a system call: `argument & mask == value`."""

    number: int
    value: int
    mask: int = (1 << 64) - 1
    at_least: bool = False
    """Instead: `argument >= value`."""
    different: bool = False
    """Instead: `argument != value`."""


@dataclass(frozen=True, slots=True)
class Rule:
    """Answers `error` to a system call when all conditions hold; 0 pretends that it went well."""

    call: str
    error: int
    arguments: tuple[Argument, ...] = ()


class _Comparison(ctypes.Structure):
    """`struct scmp_arg_cmp`."""

    _fields_ = (
        ("number", ctypes.c_uint),
        ("operation", ctypes.c_int),
        ("first", ctypes.c_uint64),
        ("second", ctypes.c_uint64),
    )


@functools.cache
def library() -> Any:
    """Raises `Missing`."""
    try:
        loaded = ctypes.CDLL(LIBRARY, use_errno=True)
        loaded.seccomp_init.restype = ctypes.c_void_p
    except (OSError, AttributeError) as fault:
        raise Missing(str(fault)) from None
    return loaded


def assemble(rules: Iterable[Rule]) -> bytes:
    """The filter as the kernel's `struct sock_filter[]`, for the architecture of this machine. Raises `Missing`."""
    made = library()
    context = ctypes.c_void_p(made.seccomp_init(ctypes.c_uint32(ALLOW)))
    try:
        _check(made.seccomp_attr_set(context, BAD_ARCHITECTURE, ctypes.c_uint32(REFUSE | ENOSYS)), "attr_set")
        # A binary search instead of a walk through all rules; older libraries do without.
        made.seccomp_attr_set(context, OPTIMIZE, ctypes.c_uint32(2))
        for rule in rules:
            _add(made, context, rule)
        with tempfile.TemporaryFile() as file:
            _check(made.seccomp_export_bpf(context, file.fileno()), "export_bpf")
            file.seek(0)
            return _newest_refused() + file.read()
    finally:
        made.seccomp_release(context)


def _add(made: Any, context: ctypes.c_void_p, rule: Rule) -> None:
    number = made.seccomp_syscall_resolve_name(rule.call.encode())
    number = NEWER.get(rule.call, UNKNOWN) if number == UNKNOWN else number
    if number == UNKNOWN:
        raise Missing(f"it does not know {rule.call}")
    comparisons = (_Comparison * len(rule.arguments))(*(_comparison(argument) for argument in rule.arguments))
    code = made.seccomp_rule_add_array(
        context, ctypes.c_uint32(REFUSE | rule.error), number, ctypes.c_uint(len(rule.arguments)), comparisons
    )
    # Names that another architecture alone has resolve to numbers below zero, and are passed over.
    if code not in (0, -EINVAL if number < 0 else 0):
        _check(code, f"rule for {rule.call}")


def _comparison(argument: Argument) -> _Comparison:
    different, equal, at_least, masked = 1, 4, 5, 7  # SCMP_CMP_NE, _EQ, _GE, _MASKED_EQ
    whole = argument.mask == (1 << 64) - 1
    operation = different if argument.different else at_least if argument.at_least else equal if whole else masked
    first, second = (argument.mask, argument.value) if operation == masked else (argument.value, 0)
    return _Comparison(argument.number, operation, first, second)


def _newest_refused() -> bytes:
    """Three instructions before all others: a system call that is newer than the list is none, as on an older Linux."""
    load_number, jump_at_least, give_back = 0x20, 0x35, 0x06
    return b"".join(
        struct.pack("=HBBI", *instruction)
        for instruction in (
            (load_number, 0, 0, 0),
            (jump_at_least, 0, 1, FIRST_UNKNOWN),
            (give_back, 0, 0, REFUSE | ENOSYS),
        )
    )


def _check(code: int, what: str) -> None:
    if code != 0:
        raise Missing(f"{what}: {os.strerror(abs(code))}")
