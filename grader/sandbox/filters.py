"""Which system calls a program in a sandbox may not make, and what it is answered.

What is refused to all: what Docker's default profile refuses, the channels between sandboxes that IOI's `isolate`
closes (keys, virtual machine sockets, io_uring, other architectures), and terminal injection as in flatpak. A program
without namespaces shares the user with all that runs on the machine; `flat` refuses what Landlock leaves open there.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from errno import EACCES, EAFNOSUPPORT, ENOSYS, EOPNOTSUPP, EPERM, EPROTONOSUPPORT

from grader.sandbox.seccomp import Argument, Rule, assemble


def _names(text: str) -> tuple[str, ...]:
    return tuple(text.split())


REFUSED = _names("""
acct add_key adjtimex bpf chroot clock_adjtime clock_settime delete_module fanotify_init finit_module fsconfig fsmount
fsopen fspick init_module ioperm iopl io_uring_enter io_uring_register io_uring_setup kcmp kexec_file_load kexec_load
keyctl lookup_dcookie memfd_secret mount mount_setattr move_mount move_pages name_to_handle_at nfsservctl
open_by_handle_at open_tree open_tree_attr perf_event_open pidfd_getfd pivot_root process_madvise process_vm_readv
process_vm_writev ptrace quotactl quotactl_fd reboot request_key seccomp setdomainname sethostname setns settimeofday
swapoff swapon sysfs syslog umount umount2 unshare uselib userfaultfd ustat vhangup
""")
ABSENT = _names("clone3 memfd_create openat2 shmget msgget")
"""As if the kernel were older. Memory of these is in no process's sum; the flags of clone3 and openat2 can't be seen,
and the C library takes clone and openat instead."""

UNIX, INET, INET6, NETLINK = 1, 2, 10, 16  # address families
DATAGRAM, RAW = 2, 3
KIND = 0xF  # of a socket's type, without its flags
NEW_NAMESPACE = 0x7E020000
INJECT, INJECT_LINES = 0x5412, 0x541C  # TIOCSTI, TIOCLINUX
CREATE = 0o100
SET_ID = (0o4000, 0o2000)
WORD = 0xFFFFFFFF

# Calls by which a file becomes one that runs with its owner's rights, and where their mode stands.
MODES = (("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("fchmodat2", 2), ("creat", 1), ("mknod", 1), ("mknodat", 2))

PRETENDED = _names("""
chmod fchmod fchmodat fchmodat2 chown lchown fchown fchownat utime utimes utimensat futimesat file_setattr
""")
"""Nobody's rights or times are changed, but programs that unpack archives go on."""
# Where the time that is set is now, a file may be meant to be made by that: a refusal lets Python open it instead.
TOUCH = (("utime", 1), ("utimes", 1), ("utimensat", 2), ("futimesat", 2))
# A sandboxed program has the same user as all others: what it could do to those is not done.
OTHERS = (
    ("setpriority", 1),
    ("sched_setaffinity", 0),
    ("sched_setscheduler", 0),
    ("sched_setparam", 0),
    ("sched_setattr", 0),
    ("ioprio_set", 1),
)
FLAT_REFUSED = _names("""
connect inotify_add_watch migrate_pages mq_open mq_unlink msgctl msgrcv msgsnd semctl semget semop semtimedop shmat
shmctl
""")
ATTRIBUTES = _names("setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr removexattrat")
# FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_ENABLE_VERITY, FS_IOC_SET_ENCRYPTION_POLICY
FILE_FLAGS = (0x40086602, 0x401C5820, 0x40806685, 0x800C6613)


@functools.cache
def with_namespaces() -> bytes:
    """For a program with a network, processes and files of its own. Raises `seccomp.Missing`."""
    return assemble((*_everywhere(), *_set_id(MODES), *_families((UNIX, INET, INET6, NETLINK)), *_own_network()))


@functools.cache
def flat() -> bytes:
    """For a program that sees the machine's own, with Landlock (6 or later) around it. Raises `seccomp.Missing`."""
    made = tuple((call, place) for call, place in MODES if call not in PRETENDED)
    return assemble((*_everywhere(), *_set_id(made), *_families((UNIX, NETLINK)), *_flat()))


def _everywhere() -> Iterator[Rule]:
    for call in REFUSED:
        yield Rule(call, EPERM)
    for call in ABSENT:
        yield Rule(call, ENOSYS)
    for bit in (1 << number for number in range(32)):
        if NEW_NAMESPACE & bit:
            yield Rule("clone", EPERM, (Argument(0, bit, bit),))
    for request in (INJECT, INJECT_LINES):
        yield Rule("ioctl", EPERM, (Argument(1, request, WORD),))


def _set_id(calls: tuple[tuple[str, int], ...]) -> Iterator[Rule]:
    for bit in SET_ID:
        for call, place in calls:
            yield Rule(call, EPERM, (Argument(place, bit, bit),))
        for call, place in (("open", 1), ("openat", 2)):
            # A mode means something only where a file is made.
            yield Rule(call, EPERM, (Argument(place, CREATE, CREATE), Argument(place + 1, bit, bit)))


def _families(known: tuple[int, ...]) -> Iterator[Rule]:
    for family in range(max(known)):
        if family not in known:
            yield Rule("socket", EAFNOSUPPORT, (Argument(0, family, WORD),))
    yield Rule("socket", EAFNOSUPPORT, (Argument(0, max(known) + 1, at_least=True),))


def _own_network() -> Iterator[Rule]:
    for family in (INET, INET6):
        yield Rule("socket", EPERM, (Argument(0, family, WORD), Argument(1, RAW, KIND)))
    # Of netlink only what lists interfaces (NETLINK_ROUTE, 0).
    yield Rule("socket", EAFNOSUPPORT, (Argument(0, NETLINK, WORD), Argument(2, 1, at_least=True)))


def _flat() -> Iterator[Rule]:
    # Any other number makes libzmq abort, which asks for the machine's addresses.
    yield Rule("socket", EOPNOTSUPP, (Argument(0, NETLINK, WORD),))
    for kind in (DATAGRAM, RAW, 5):
        yield Rule("socket", EPROTONOSUPPORT, (Argument(0, UNIX, WORD), Argument(1, kind, KIND)))
        # A datagram can be sent from one end of a pair to any socket with a name.
        yield Rule("socketpair", EPROTONOSUPPORT, (Argument(1, kind, KIND),))
    for call in FLAT_REFUSED:
        yield Rule(call, EPERM)
    touched = dict(TOUCH)
    for call in PRETENDED:
        if call in touched:
            path = touched[call] - 1
            yield Rule(call, EPERM, (Argument(touched[call], 0), Argument(path, 0, different=True)))
            yield Rule(call, 0, (Argument(touched[call], 0, different=True),))
            yield Rule(call, 0, (Argument(path, 0),))
        else:
            yield Rule(call, 0)
    for call in ATTRIBUTES:
        yield Rule(call, EOPNOTSUPP)
    for request in FILE_FLAGS:
        yield Rule("ioctl", EACCES, (Argument(1, request, WORD),))
    for call, place in OTHERS:
        yield Rule(call, 0, (Argument(place, 0, different=True),))
    yield Rule("prlimit64", EPERM, (Argument(0, 0, different=True),))
    yield Rule("kill", EPERM, (Argument(0, WORD, WORD),))
