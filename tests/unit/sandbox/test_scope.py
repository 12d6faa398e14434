"""A scope of systemd, against a stand-in for `systemd-run`: no systemd answers where these tests run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.model.assignment import Limits
from grader.sandbox import scope
from grader.sandbox.choose import choose
from tests.conformance import asking

SYSTEMD_RUN = """#!/bin/sh
here=$(dirname "$0")
echo "$@" >> "$here/asked"
[ -e "$here/fails" ] && exit 1
while [ "$1" != -- ]; do shift; done
shift
exec "$@"
"""


@pytest.fixture
def systemd(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    folder = tmp_path / "systemd"
    folder.mkdir()
    (folder / "systemd-run").write_text(SYSTEMD_RUN)
    (folder / "systemd-run").chmod(0o755)
    (folder / "controllers").write_text("memory pids")
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_RUNTIME_DIR", "/run/user/1")
    monkeypatch.setattr(scope, "CONTROLLERS", folder / "controllers")
    scope.available.cache_clear()
    yield folder
    scope.available.cache_clear()


def test_a_scope_caps_memory_and_processes(systemd: Path) -> None:
    words = scope.prefix(Limits(memory_mb=1000, processes=100))
    assert words[0] == str(systemd / "systemd-run") and "--scope" in words
    assert ("--user" in words) is (os.getuid() != 0)
    for setting in ("MemoryMax=1256M", "MemorySwapMax=0", "TasksMax=116"):
        assert setting in words


@pytest.mark.parametrize("name", ["bubblewrap", "landlock"])
def test_a_program_runs_in_it_and_does_not_see_it(name: str, systemd: Path, tmp_path: Path) -> None:
    asking.lay_out(tmp_path)
    (tmp_path / "inside" / "probe.py").write_text("import os; print(sorted(os.environ))")
    sandbox = choose(name)
    words = scope.prefix(asking.LIMITS)
    assert words[-2:] == ("--unset=XDG_RUNTIME_DIR", "--unset=DBUS_SESSION_BUS_ADDRESS")
    said = asking.run(sandbox, asking.program(tmp_path))
    assert "HOME" in said and "XDG_RUNTIME_DIR" not in said
    assert "MemoryMax=1024M" in (systemd / "asked").read_text()


@pytest.mark.parametrize("lacking", ["fails", "controllers", "systemd-run"])
def test_without_one_the_watch_alone_remains(lacking: str, systemd: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if lacking == "fails":
        (systemd / "fails").touch()
    else:
        (systemd / lacking).unlink()
    if lacking == "systemd-run":
        monkeypatch.setenv("PATH", "/nonexistent")
    scope.available.cache_clear()
    assert not scope.available()
    assert scope.prefix(Limits()) == () and scope.surroundings() == {}
