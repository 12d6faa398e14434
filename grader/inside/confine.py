"""The last step before a program that nobody trusts: gives up rights for good, then becomes the program.

Called as `python -I -S -c SOURCE POLICY ARGUMENT…` by every backend, and so by the same steps everywhere. What is given
up here stays given up by all that the program starts: hard limits, capabilities, files (Landlock), system calls
(seccomp). It stands alone: the standard library and few imports, for each start waits for it. If anything that the
policy asks for can't be had, it says so and nothing is started.

    POLICY, a JSON object      what                                                      left out
    limits                     hard limits by the names of RLIMIT_*                      none
    files                      pairs of a kind of `KINDS` and a path: all that may       every file that the
                               be touched                                                user may touch
    filter                     a seccomp filter, instructions as hexadecimal digits      every system call
    offline                    whether `files` also takes all of the network              the network is left
    locked                     whether capabilities are given up                         kept
    parent                     the process with which this one has to die                nobody

Numbers are Linux's own (include/uapi/linux: landlock.h, prctl.h, securebits.h, capability.h); Landlock's system calls
have the same numbers on every architecture.
"""

import ctypes
import json
import os
import resource
import signal
import struct
import sys

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
PATH_BENEATH = 1

RIGHTS = {
    name: 1 << bit
    for bit, name in enumerate(
        (
            *("execute", "write_file", "read_file", "read_dir", "remove_dir", "remove_file", "make_char", "make_dir"),
            *("make_reg", "make_sock", "make_fifo", "make_block", "make_sym", "refer", "truncate", "ioctl_dev"),
        )
    )
}
HANDLED = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16, 6: 16}
"""How many of them each version of Landlock knows; later ones those of the last."""
FILE_RIGHTS = "execute write_file read_file truncate ioctl_dev"
"""Those that a rule for a single file may have."""

READ = "execute read_file read_dir"
KEEP = f"{READ} write_file truncate make_reg make_dir remove_file remove_dir"
KINDS = {
    "list": "read_dir",
    "read": READ,
    # For evidence: plain files and folders, so that no link, pipe or socket can be left for the host to stumble on.
    "keep": KEEP,
    "write": f"{KEEP} make_sock make_fifo make_sym refer",
    # For Jupyter's sockets: nothing else can be put there, and what is there stays.
    "sockets": "read_file read_dir make_sock",
    "device": "read_file write_file ioctl_dev",
}
NETWORK = 1 | 2  # binding and connecting TCP, for which there is no rule, so neither may be done
SCOPES = 1 | 2  # abstract Unix sockets and signals, which stay among the program's own processes

PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_SECUREBITS = 1, 22, 24, 28
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
SECCOMP_MODE_FILTER = 2
# Root has no rights by being root, can't change that, and nothing can be kept or raised again.
SECURE = 0b11101111
CAPABILITY_VERSION = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def call(function: str, *arguments: object) -> int:
    """A function of the C library; raises `OSError` where it fails."""
    ctypes.set_errno(0)
    # Every number as wide as a register: the kernel looks at all of it.
    whole = (ctypes.c_long(a) if isinstance(a, int) else a for a in arguments)
    result: int = getattr(libc, function)(*whole)
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{function}: {os.strerror(number)}")
    return result


def limit(limits: dict[str, int]) -> None:
    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        ceiling = resource.getrlimit(kind)[1]
        if ceiling != resource.RLIM_INFINITY:
            value = ceiling if value == resource.RLIM_INFINITY else min(value, ceiling)
        resource.setrlimit(kind, (value, value))
    # Should memory run out on the whole machine, this process is the one to go.
    try:
        with open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
    except OSError:
        pass


def die_with(parent: int) -> None:
    call("prctl", PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it was gone before this could be asked for
        os._exit(1)


def give_up_capabilities() -> None:
    """Every set of them, and for root the way back; raises `OSError` if any is left."""
    try:
        call("prctl", PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
        call("prctl", PR_SET_SECUREBITS, SECURE, 0, 0, 0)
        for number in range(64):
            call("prctl", PR_CAPBSET_DROP, number, 0, 0, 0)
    except OSError:
        pass  # without the right to change these there is little to give up, and numbers end before 64
    header = struct.pack("=Ii", CAPABILITY_VERSION, 0)
    call("capset", header, struct.pack("=6I", *[0] * 6))
    left = ctypes.create_string_buffer(24)
    call("capget", header, left)
    if any(left.raw):
        raise OSError(1, "capabilities are left")


def restrict_files(files: list[list[str]], offline: bool) -> None:
    """Landlock: of what the user may touch only `files` are left, and of all processes one's own."""
    version = call("syscall", CREATE_RULESET, None, 0, 1)
    handled = (1 << HANDLED[min(version, max(HANDLED))]) - 1
    asked = struct.pack("=QQQ", handled, NETWORK if offline else 0, SCOPES)
    asked = asked[: 24 if version >= 6 else 16 if version >= 4 else 8]
    rules = call("syscall", CREATE_RULESET, asked, len(asked), 0)
    for kind, path in files:
        rights = sum(RIGHTS[name] for name in KINDS[kind].split()) & handled
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):
            rights &= sum(RIGHTS[name] for name in FILE_RIGHTS.split())
        call("syscall", ADD_RULE, rules, PATH_BENEATH, struct.pack("=Qi", rights, place), 0)
        os.close(place)
    call("syscall", RESTRICT_SELF, rules, 0)
    os.close(rules)


def restrict_calls(filter: bytes) -> None:
    instructions = ctypes.create_string_buffer(filter, len(filter))
    program = struct.pack("HP", len(filter) // 8, ctypes.addressof(instructions))
    call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, program, 0, 0)


def main() -> None:
    policy, program = json.loads(sys.argv[1]), sys.argv[2:]
    try:
        if "parent" in policy:
            die_with(policy["parent"])
        os.umask(0o077)
        limit(policy.get("limits", {}))
        if policy.get("locked"):
            give_up_capabilities()
            call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        if "files" in policy:
            restrict_files(policy["files"], bool(policy.get("offline")))
        if "filter" in policy:
            restrict_calls(bytes.fromhex(policy["filter"]))
        os.execv(program[0], program)
    except (OSError, ValueError) as fault:
        print(f"The sandbox could not be closed: {fault}", file=sys.stderr)
        os._exit(125)


if __name__ == "__main__":
    main()
