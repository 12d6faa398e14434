"""Each limit that a whole tree of processes has: when it is met, what is said then, and that the file's are sound."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psutil
import pytest

from grader import assignment as assignments
from grader.boundary.wire import RunEnded
from grader.errors import MachineryError
from grader.execution import deaths
from grader.model.assignment import Limits
from grader.model.evidence import RunEnd
from grader.sandbox import measure
from grader.sandbox.measure import AT_ONCE, DEEPEST, Folder
from grader.sandbox.watch import Watch

LIMITS = Limits(notebook_seconds=20)


def watched(code: str, folders: dict[Path, int] | None = None, *, reads: bool = False, **limits: Any) -> Any:
    process = subprocess.Popen([sys.executable, "-I", "-c", code], start_new_session=True)
    watch = Watch(process, replace(LIMITS, **limits), folders or {}, reads=reads)
    return watch.until_end(lambda: None)


@pytest.mark.parametrize(
    ("code", "limits", "end", "says"),
    [
        ("while True: pass", {"cpu_seconds": 0.5}, RunEnd.CPU_LIMIT, "more than 0 seconds of processor time"),
        ("import time; time.sleep(60)", {"notebook_seconds": 0.5}, RunEnd.OUT_OF_TIME, "stopped after 0 seconds"),
        ("x = b'x' * (90 << 20)\nimport time; time.sleep(60)", {"memory_mb": 64}, RunEnd.OUT_OF_MEMORY, "64 MB"),
        (
            "import threading, time\nfor _ in range(30): threading.Thread(target=time.sleep, args=(60,)).start()",
            {"processes": 20},
            RunEnd.PROCESS_LIMIT,
            "more than 20 processes and threads",
        ),
    ],
)
def test_a_limit_that_is_met_ends_the_run_and_says_its_number(
    code: str, limits: dict[str, Any], end: RunEnd, says: str
) -> None:
    met = watched(code, **limits)
    assert met.end is end
    assert says in met.reason


def test_what_stays_within_its_limits_ends_by_itself() -> None:
    assert watched("print(1)") is None


def test_the_time_of_children_counts_though_nobody_waited_for_them() -> None:
    """Where a parent ignores their end, the kernel adds their time to nobody's."""
    code = """
import os, signal, time
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.25
        while time.process_time() < end: pass
        os._exit(0)
    time.sleep(0.25)
"""
    assert watched(code, cpu_seconds=0.7).end is RunEnd.CPU_LIMIT


def test_pages_that_processes_share_count_once() -> None:
    code = "import os, time\nx = b'x' * (60 << 20)\nfor _ in range(3): os.fork()\ntime.sleep(1.5)"
    assert watched(code, memory_mb=120) is None


def test_memory_that_is_shared_counts() -> None:
    code = "import mmap, time\nm = mmap.mmap(-1, 90 << 20); m.write(b'x' * (90 << 20))\ntime.sleep(60)"
    assert watched(code, memory_mb=64).end is RunEnd.OUT_OF_MEMORY


def test_files_are_measured_by_what_they_take(tmp_path: Path) -> None:
    (tmp_path / "holes").write_bytes(b"")
    os.truncate(tmp_path / "holes", 1 << 40)
    assert watched("import time; time.sleep(0.3)", {tmp_path: 1}) is None
    (tmp_path / "full").write_bytes(b"x" * (2 << 20))
    met = watched("import time; time.sleep(60)", {tmp_path: 1})
    assert (met.end, met.reason) == (RunEnd.DISK_LIMIT, "The notebook left more than 1 MB of files.")


def test_files_are_counted(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / str(number)).touch()
    met = watched("import time; time.sleep(60)", {tmp_path: 1}, files=10)
    assert (met.end, met.reason) == (RunEnd.DISK_LIMIT, "The notebook left more than 10 files.")


def test_links_are_not_followed_and_very_deep_folders_are_refused(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("/")
    folder = Folder(tmp_path)
    folder.look()
    assert folder.entries == 1
    deep = tmp_path
    for _ in range(DEEPEST + 2):
        deep = deep / "d"
        deep.mkdir()
    folder.look()
    assert folder.too_deep
    assert watched("import time; time.sleep(60)", {tmp_path: 1}).reason.endswith("folders too deep in one another.")


def test_no_number_of_files_makes_a_look_long(tmp_path: Path) -> None:
    for number in range(AT_ONCE + 500):
        (tmp_path / str(number)).touch()
    folder = Folder(tmp_path)
    folder.look()
    assert folder.entries == AT_ONCE + 1
    folder.look()
    assert folder.entries == AT_ONCE + 500
    nothing = Folder(tmp_path / "nothing here")
    nothing.look()
    assert (nothing.bytes, nothing.entries) == (0, 0)


def test_a_machine_that_runs_out_of_memory_charges_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=100 << 20, total=16 << 30))
    met = watched("import time; time.sleep(60)")
    assert met.end is RunEnd.MACHINERY
    assert "only 100 MB of memory left" in met.reason
    assert "charged to nobody" in met.reason


def test_a_disk_that_runs_full_charges_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "statvfs", lambda path: SimpleNamespace(f_bavail=10, f_frsize=1 << 20))
    met = watched("import time; time.sleep(60)", {tmp_path: 1})
    assert met.end is RunEnd.MACHINERY
    assert "only 10 MB of disk space left" in met.reason


def test_a_reader_that_is_made_to_hold_too_much_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.sandbox.watch.READER_MEMORY", 30 << 20)
    met = watched("x = b'x' * (60 << 20)\nimport time; time.sleep(60)", reads=True)
    assert met.end is RunEnd.OUTPUT_LIMIT


def test_without_a_sandbox_no_ram_disk_is_the_notebooks_own() -> None:
    assert measure.ram_disks([psutil.Process()]) == (0, 0)


DIED = RunEnded(end=RunEnd.KERNEL_DIED, reason="The kernel died in this cell.")
GB = 1 << 30


@pytest.mark.parametrize(
    ("status", "peak", "log", "end", "says"),
    [
        (137, 3.9, "", RunEnd.OUT_OF_MEMORY, "probably for want of memory: it had used 3.9 of 4.0 GB."),
        (-9, 3.9, "", RunEnd.OUT_OF_MEMORY, "probably for want of memory"),
        (134, 0.6, "what(): bad_alloc", RunEnd.OUT_OF_MEMORY, "it had used 0.6 of 4.0 GB and had asked for more."),
        (134, 0.6, "", RunEnd.KERNEL_DIED, "of SIGABRT, which compiled code sends to itself"),
        (139, 0.6, "", RunEnd.KERNEL_DIED, "of SIGSEGV, a fault in compiled code"),
        (1, 3.9, "", RunEnd.KERNEL_DIED, "exit code 1, as after `os._exit(1)`."),
        (0, 0.6, "", RunEnd.KERNEL_DIED, "something in it asked it to"),
        (250, 0.6, "", RunEnd.KERNEL_DIED, "exit code 250"),
        (None, 0.6, "", RunEnd.KERNEL_DIED, "The kernel died in this cell."),
    ],
)
def test_a_death_is_explained_as_far_as_it_can_be(
    status: int | None, peak: float, log: str, end: RunEnd, says: str
) -> None:
    ended = RunEnded(end=DIED.end, reason=DIED.reason, status=status)
    told = deaths.explained(ended, int(peak * GB), Limits(memory_mb=4096), log)
    assert told.end is end
    assert says in told.reason


def test_every_limit_stands_in_the_assignments_file() -> None:
    text = (assignments.CHECKS / "seq2seq" / "assignment.toml").read_text(encoding="utf-8")
    left_open = [field.name for field in fields(Limits) if f"\n{field.name} = " not in text]
    assert left_open == ["budget_minutes", "cpu_seconds"]
    assert all(f"# {name} = " in text for name in left_open)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("memory_mb = 0", "limits.memory_mb is 0, and must be more than 0"),
        ("cell_seconds = -5", "limits.cell_seconds is -5.0"),
        ("cpu_seconds = nan", "limits.cpu_seconds is nan"),
        ("notebook_seconds = inf", "limits.notebook_seconds is inf"),
        ("budget_minutes = 0", "limits.budget_minutes is 0"),
        ("files = 1_000_000_000_000", "limits.files is 1000000000000"),
        ('processes = "many"', "processes"),
        ("messages = true", "messages"),
        ("output_mb = 1.5", "output_mb"),
        ("memory = 4096", "there is no limit called memory"),
    ],
)
def test_a_limit_that_makes_no_sense_is_refused_by_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, says: str
) -> None:
    text = (assignments.CHECKS / "seq2seq" / "assignment.toml").read_text(encoding="utf-8")
    before, _, rest = text.partition("[limits]\n")
    (tmp_path / "wrong").mkdir()
    after = rest[rest.index("[tasks]") :]
    (tmp_path / "wrong" / "assignment.toml").write_text(f"{before}[limits]\n{line}\n{after}", encoding="utf-8")
    monkeypatch.setattr(assignments, "CHECKS", tmp_path)
    with pytest.raises(MachineryError) as refusal:
        assignments.load("wrong")
    assert says in refusal.value.message
    assert "assignment.toml" in refusal.value.message


def test_every_limit_stands_in_the_docs_with_its_number() -> None:
    text = (assignments.ROOT / "docs" / "limits.md").read_text(encoding="utf-8")
    given = assignments.load("seq2seq").limits
    for field in fields(Limits):
        value = getattr(given, field.name)
        shown = "none" if value is None else f"{value:,.0f}" if value >= 10_000 else f"{value:.0f}"
        assert f"| `{field.name}` | {shown} |" in text
