"""What the command prints, when names and texts were chosen to act on a terminal or in a log."""

from __future__ import annotations

import io
import json
import os
import pty
import re
import select
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from grader import commands
from grader.errors import SubmissionError
from grader.execution.progress import Standing
from grader.reporting import console
from tests.payloads import GROUPS, payloads, stuffed
from tests.unit.reporting import samples

GRADE = Path(sys.executable).with_name("grade")
ACTS = {*map(chr, (*range(10), *range(11, 32), *range(0x7F, 0xA0))), "\u202e", "\u2028", "\u200b"}
COMMAND = re.compile(r"(^|[\n\r])\s*::|##\[")
OF_RICH = re.compile(r"\x1b\[([0-9;]*m|\?25[lh]|[0-9]*A|2?K)|\r\n|\r")
"""What rich itself writes: colours, and a live line that it takes back."""


def printed(*parts: object) -> str:
    """As a terminal without colours gets it: whatever acts there is the payload's."""
    shown = io.StringIO()
    drawn = Console(file=shown, force_terminal=True, color_system=None, width=100, legacy_windows=False)
    for part in parts:
        drawn.print(part)
    return shown.getvalue()


def assert_inert(text: str, payload: str = "") -> None:
    assert ACTS.isdisjoint(text), f"{payload!r} gave {sorted(ACTS & set(text))}"
    assert not COMMAND.search(text), f"{payload!r} gave a command to a log"


@pytest.mark.parametrize("group", GROUPS)
def test_a_summary_is_inert(group: str) -> None:
    for payload in payloads(group):
        grade = stuffed.grade(payload)
        assert_inert(printed(console.summary(grade, samples.assignment()), console.brief(grade)), payload)


def test_the_live_line_is_inert() -> None:
    standing = Standing(cells=3, done=1, seconds=1, memory=1, epoch=0, epochs=0, predicted=0, budget=None)
    for payload in payloads():
        shown = io.StringIO()
        drawn = Console(file=shown, force_terminal=False, width=100)
        with console.progress(drawn, payload) as listener:
            listener(standing)
        assert_inert(shown.getvalue(), payload)


def test_an_error_is_inert_whatever_it_quotes(capsys: pytest.CaptureFixture[str]) -> None:
    for payload in payloads():
        commands.complain(SubmissionError(f"{payload} is no notebook.", f"Mend {payload}."))
        assert_inert(capsys.readouterr().err, payload)


def in_a_terminal(*arguments: str, cwd: Path) -> tuple[int, str]:
    """Exit code and output of the real command, whose streams are all one terminal."""
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    command = [str(GRADE), *arguments]
    process = subprocess.Popen(command, cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    read = b""
    while process.poll() is None or select.select([ours], [], [], 0)[0]:
        if select.select([ours], [], [], 0.1)[0]:
            try:
                piece = os.read(ours, 65_536)
            except OSError:  # Linux's way of saying that nobody holds the other end any more
                break
            if not piece:
                break
            read += piece
    os.close(ours)
    return process.wait(), read.decode(errors="surrogateescape")


def fitting(name: str) -> bool:
    """Whether a file can be called so."""
    return "/" not in name and "\0" not in name and name.strip(". ") != "" and len(os.fsencode(name)) < 240


def test_refusals_of_files_with_such_names_are_inert(tmp_path: Path) -> None:
    folder = tmp_path / "handed in"
    folder.mkdir()
    names = [name for name in payloads() if "\ud800" not in name and fitting(name)]
    for name in names:
        (folder / f"{name}.ipynb").write_bytes(b"{}")
    assert len(list(folder.iterdir())) > 120
    code, text = in_a_terminal("--", *(f"./{name}.ipynb" for name in names), cwd=folder)
    assert code == 3
    assert text.count("error: ") >= len(names)
    assert_inert(text.replace("\r\n", "\n"))


@pytest.mark.runs
def test_a_run_that_shows_all_of_it_is_inert(tmp_path: Path) -> None:
    """A notebook that prints, raises and is called what acts on a terminal."""
    name = "[bold red]x[bold] \x1b]0;title\x07 ::error::y"
    texts = [text for text in payloads("terminal", "workflow", "invisible") if "\ud800" not in text]
    cell = f"texts = {texts!r}\nfor text in texts:\n    print(text)\nraise RuntimeError(''.join(texts))"
    made: dict[str, Any] = {"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": cell}
    notebook = {"cells": [made], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
    (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook))
    code, text = in_a_terminal(f"{name}.ipynb", cwd=tmp_path)
    assert code in (0, 1), text
    assert "[bold red]x[bold]" in text, "its name is shown as it is written"
    assert_inert(OF_RICH.sub("\n", text))
