"""What a tree of processes is and uses, compared with a tree that is known."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from grader.model.assignment import Limits
from grader.sandbox import measure

FAMILY = """
import subprocess, sys, threading
def start():
    child = subprocess.Popen([sys.executable, "-c", "import sys; print(1, flush=True); sys.stdin.read()"],
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    child.stdout.readline()
    children.append(child)
    done.wait()
children, done = [], threading.Event()
threads = [threading.Thread(target=start, daemon=True) for _ in range(3)]
for thread in threads: thread.start()
while len(children) < 3: pass
print("ready", flush=True)
sys.stdin.read()
done.set()
for child in children:
    child.stdin.close()
    child.wait()
"""


def test_a_family_is_all_that_is_below_whichever_thread_started_it() -> None:
    with subprocess.Popen([sys.executable, "-c", FAMILY], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        quick = {child.pid for child in measure.family(process.pid)}
        thorough = {child.pid for child in measure.below(process.pid)}
        process.communicate()
    assert len(quick) == 3
    assert quick == thorough


def test_nothing_is_below_what_is_gone() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        process.wait()
    assert measure.family(process.pid) == []


@pytest.mark.parametrize(
    ("limits", "expected"),
    [(Limits(cpu_seconds=7), 7), (Limits(notebook_seconds=10), 10 * (os.cpu_count() or 1))],
)
def test_processor_time_grows_with_the_machine_unless_it_is_set(limits: Limits, expected: float) -> None:
    assert measure.processor_seconds(limits) == expected


def test_the_machines_own_ram_disks_are_nobodys_doing(tmp_path: Path) -> None:
    """A sandbox that is being built still has them; those of 28 GB once ended an honest run."""
    executable = shutil.which("bwrap")
    assert executable, "bubblewrap is installed by setup.sh"
    command = [executable, "--dev-bind", "/", "/", "--size", str(4 << 20), "--tmpfs", str(tmp_path)]
    program = f"head -c 1000000 /dev/zero > {tmp_path}/mine; echo ready; read end"
    with subprocess.Popen([*command, "sh", "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        size, _ = measure.ram_disks(measure.family(process.pid))
        process.communicate()
    assert 1_000_000 <= size < 2_000_000
