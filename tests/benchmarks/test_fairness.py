"""The benchmark of fair execution on a tiny notebook: bare it stops for want of its data, under the harness it ends."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import pytest

from benchmarks.fairness import cli
from benchmarks.fairness.reach import Reach
from benchmarks.fairness.rendering import Row, render
from grader.model.attempt import Attempt, KerasAge

READS = "lines = open('data/fra.txt', encoding='utf-8').read().splitlines()"


def notebook(folder: Path, *cells: str) -> None:
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])  # type: ignore[no-untyped-call]
    nbformat.write(made, folder / "tiny.ipynb")  # type: ignore[no-untyped-call]


@pytest.mark.runs
def test_a_notebook_is_run_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notebooks").mkdir()
    notebook(tmp_path / "notebooks", "x = 1", READS, "print(len(lines))")
    arguments = [str(tmp_path / "notebooks"), "--out", str(tmp_path / "out")]
    assert cli.main(arguments) == 0
    row = json.loads((tmp_path / "out" / "tiny.ipynb.json").read_text())
    assert (row["bare"]["loaded"], row["bare"]["ended"]) == (False, False)
    assert row["bare"]["why"].startswith("Cell 2: FileNotFoundError")
    assert (row["harness"]["loaded"], row["harness"]["ended"], row["harness"]["why"]) == (True, True, "")
    assert not row["charged"]
    capsys.readouterr()
    assert cli.main(arguments) == 0  # nothing is run again: the table comes from what was kept
    assert "loaded: 0 bare, 1" in capsys.readouterr().out


def test_the_table() -> None:
    nothing = Reach(loaded=False, trained=False, translated=False, ended=False, why="Cell 2: a | b")
    whole = Reach(loaded=True, trained=True, translated=True, ended=True, why="")
    attempts = (Attempt(ran=1, kept=False), Attempt(keras=KerasAge.LEGACY, columns=2, reason="x", ran=9))
    row = Row(
        name="one",
        bare=nothing,
        harness=whole,
        charged=("4.6/ten_epochs",),
        attempts=attempts,
        seconds=12.4,
    )
    table = render([row], 5)
    assert "| one | ···· | Cell 2: a \\| b | ltxe | 12 | Keras 2, 2 columns |  | 4.6/ten_epochs |" in table
    assert "trained: 0 bare, 1; " in table
    assert "Checks charged for machinery: 1." in table


def test_the_page_keeps_its_text(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{cli.BEGIN}\nold\n{cli.END}\nafter\n")
    cli._replace(page, "new\n")
    assert page.read_text() == f"before\n{cli.BEGIN}\n\nnew\n\n{cli.END}\nafter\n"
