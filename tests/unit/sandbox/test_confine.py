"""The step that closes a sandbox from inside: what it is asked for it does, or nothing is started."""

from __future__ import annotations

import errno
import json
import os
import resource
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from grader.model.assignment import Limits
from grader.sandbox import confinement, filters, seccomp
from grader.sandbox.seccomp import Argument, Rule
from grader.sandbox.system import hidden_folders, python_folders

CONFINE = Path(__file__).resolve().parents[3] / "grader" / "inside" / "confine.py"


def confined(policy: dict[str, Any], code: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", str(CONFINE), json.dumps(policy), sys.executable, "-I", "-S", "-c", code]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)


def test_an_empty_policy_changes_nothing_but_the_mask() -> None:
    done = confined({}, "import os; print(os.umask(0))")
    assert done.stdout == f"{0o077}\n"


def test_limits_are_hard() -> None:
    code = (
        "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE), resource.getrlimit(resource.RLIMIT_CORE))"
    )
    assert confined({"limits": {"NOFILE": 99, "CORE": 0}}, code).stdout == "(99, 99) (0, 0)\n"


def test_a_limit_that_is_higher_than_allowed_is_left_as_it_is() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_NOFILE)[1])"
    assert int(confined({"limits": {"NOFILE": hard * 2}}, code).stdout) == hard
    assert resource.getrlimit(resource.RLIMIT_NOFILE) == (soft, hard)


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        ({"files": [["read", "/no/such/place"]], "locked": True}, "No such file or directory: '/no/such/place'"),
        ({"filter": "0011", "locked": True}, "Invalid argument"),
        ({"filter": "no digits", "locked": True}, "non-hexadecimal"),
        ({"limits": {"NOFILE": -5}}, "limit"),
    ],
)
def test_nothing_is_started_where_something_is_not_to_be_had(policy: dict[str, Any], says: str) -> None:
    done = confined(policy, "print('started')")
    assert done.returncode == 125 and done.stdout == ""
    assert "The sandbox could not be closed" in done.stderr and says in done.stderr


def test_it_does_not_start_for_a_parent_that_is_gone() -> None:
    assert confined({"parent": os.getpid()}, "print('started')").stdout == "started\n"
    done = confined({"parent": 1}, "print('started')")
    assert done.returncode == 1 and done.stdout == ""


@pytest.mark.skipif(os.getuid() != 0, reason="only root has capabilities to lose")
def test_root_loses_its_rights_and_does_not_get_them_back_by_a_new_program() -> None:
    code = """
import os, subprocess
try:
    os.setuid(4242)
except OSError as fault:
    print(fault.errno)
said = subprocess.run(["grep", "Cap", "/proc/self/status"], capture_output=True, text=True).stdout
print(*(int(word, 16) for word in said.split()[1::2]))
"""
    assert confined({"locked": True}, code).stdout == f"{errno.EPERM}\n0 0 0 0 0\n"


def _rule(*arguments: Argument, error: int = errno.EDOM, call: str = "getpriority") -> str:
    return seccomp.assemble((Rule(call, error, arguments),)).hex()


@pytest.mark.parametrize(
    ("arguments", "refused"),
    [
        ((), [True, True, True]),
        ((Argument(1, 1),), [False, True, False]),
        ((Argument(1, 1, different=True),), [True, False, True]),
        ((Argument(1, 1, at_least=True),), [False, True, True]),
        ((Argument(1, 2, 2),), [False, False, True]),
        ((Argument(0, 0), Argument(1, 0)), [True, False, False]),
    ],
)
def test_rules_mean_what_they_say(arguments: tuple[Argument, ...], refused: list[bool]) -> None:
    code = """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for who in (0, 1, 2):
    ctypes.set_errno(0)
    libc.getpriority(0, who)
    print(ctypes.get_errno())
"""
    said = confined({"filter": _rule(*arguments), "locked": True}, code).stdout.split()
    assert [int(number) == errno.EDOM for number in said] == refused


def test_system_calls_newer_than_the_list_are_none() -> None:
    code = "import ctypes; libc = ctypes.CDLL(None, use_errno=True); libc.syscall(9999); print(ctypes.get_errno())"
    done = confined({"filter": filters.flat().hex(), "locked": True}, code)
    assert int(done.stdout) == errno.ENOSYS
    first = struct.unpack("=HBBIHBBI", filters.flat()[:16])
    assert first[-1] == seccomp.FIRST_UNKNOWN


def test_a_name_that_nobody_knows_is_a_fault_and_no_gap() -> None:
    with pytest.raises(seccomp.Missing, match="does not know no_such_call"):
        seccomp.assemble((Rule("no_such_call", errno.EPERM),))


def test_without_the_library_there_is_no_filter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "LIBRARY", "libseccomp.so.none")
    seccomp.library.cache_clear()
    try:
        assert confinement.filter_of(lambda: seccomp.assemble(())) is None
    finally:
        seccomp.library.cache_clear()


def test_limits_come_from_the_program() -> None:
    limits = confinement.hard_limits(Limits(memory_mb=100, disk_mb=10, processes=7, cpu_seconds=20), beside=5)
    assert limits["DATA"] == 100 << 20 and limits["FSIZE"] == 10 << 20
    assert limits["NPROC"] == 12 and limits["CPU"] == 20 + confinement.MARGIN and limits["CORE"] == 0


def test_the_grader_is_hidden_where_it_is_installed_beside_other_packages() -> None:
    project = CONFINE.parents[2]
    assert hidden_folders(python_folders()) == (), "installed editable, it is in no folder that is shown"
    assert {place.name for place in hidden_folders((project,))} >= {"grader", "checks", "reference"}


def test_landlock_grants_all_around_what_is_hidden(tmp_path: Path) -> None:
    from grader.sandbox import landlock

    for name in ("site/numpy", "site/grader", "lib"):
        (tmp_path / name).mkdir(parents=True)
    granted = list(landlock._around(tmp_path, (tmp_path / "site" / "grader",)))
    assert granted == [
        ("list", str(tmp_path)),
        ("read", str(tmp_path / "lib")),
        ("list", str(tmp_path / "site")),
        ("read", str(tmp_path / "site" / "numpy")),
    ]
