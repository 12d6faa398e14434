"""What remains when the grader itself is told to stop in the middle of a run."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import psutil
import pytest

pytestmark = pytest.mark.runs

FOREVER = "import subprocess, time; subprocess.Popen(['sleep', '{mark}']); time.sleep(300)"


@pytest.mark.parametrize(
    ("signals", "code"),
    [
        ([signal.SIGINT], 130),
        ([signal.SIGINT, signal.SIGINT], 130),
        ([signal.SIGTERM], 130),
        ([signal.SIGKILL], -signal.SIGKILL),
    ],
)
def test_nothing_is_left_running(signals: list[signal.Signals], code: int, tmp_path: Path) -> None:
    mark = f"3{len(signals)}{signals[0].value}.25"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "source": FOREVER.format(mark=mark)}
    notebook = nbformat.from_dict(  # type: ignore[no-untyped-call]  # nbformat is half typed
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    )
    nbformat.write(notebook, tmp_path / "slow.ipynb")  # type: ignore[no-untyped-call]  # likewise
    command = [sys.executable, "-m", "grader.cli", str(tmp_path / "slow.ipynb"), "--out", str(tmp_path / "reports")]
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, preexec_fn=_heeds_interrupts
    ) as grader:
        assert _until(lambda: bool(_sleeping(mark)), 60), "the notebook never began"
        for number in signals:
            grader.send_signal(number)
            time.sleep(0.03)
        assert grader.wait(30) == code
    assert _until(lambda: not _sleeping(mark), 10), "a process of the notebook is still running"
    if code == 130:
        assert list((tmp_path / "reports").iterdir()) == []


def _heeds_interrupts() -> None:
    """Tests that a shell started in the background inherit from it that Ctrl-C is ignored."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _sleeping(mark: str) -> list[int]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.cmdline() == ["sleep", mark]:
                found.append(process.pid)
        except psutil.Error:
            continue
    return found


def _until(condition: object, seconds: float) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False
