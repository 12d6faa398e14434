"""Which cells a second kernel runs, when its record counts, and how the two records become one."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from grader.boundary import decode, wire
from grader.boundary.store import EvidenceFolder
from grader.execution.job import CodeCell, Job
from grader.execution.restart import Plan, Trace, got_as_far, plan
from grader.model.assignment import Limits
from grader.model.evidence import CellEnd, RunEnd

OK, ERROR, DIED = CellEnd.OK, CellEnd.ERROR, CellEnd.DIED
DONE = wire.RunEnded(end=RunEnd.COMPLETED)


def job(*sources: str) -> Job:
    cells = tuple(CodeCell(index=index, source=source) for index, source in enumerate(sources))
    return Job(cells=cells, supplies=(), sandbox="none", limits=Limits())


def planned(*sources: str, fatal: int, seconds: float = 1.0, left: float = 100.0, fitted: bool = False) -> Plan | None:
    cells = dict.fromkeys(range(fatal), seconds)
    return plan(job(*sources), Trace(seconds=cells, fitted={fatal} if fitted else set()), fatal, left)


def test_all_earlier_cells_are_run_again_where_there_is_time() -> None:
    found = planned("import keras", "print('hello')", "die()", "print(keras)", fatal=2)
    assert found == Plan(again=(0, 1), left_out=(), onward=(3,))


def test_where_there_is_little_time_only_what_is_needed_is() -> None:
    sources = ("import keras", "rows = [1]", "other = 2", "rows.append(3)", "die()", "print(rows)")
    found = planned(*sources, fatal=4, seconds=10, left=35)
    assert found == Plan(again=(1, 3), left_out=(), onward=(5,))
    assert planned(*sources, fatal=4, seconds=10, left=30) is None


def test_what_builds_on_the_fatal_cell_is_not_run() -> None:
    found = planned("x = 1", "y = x; die()", "z = y", "print(z)", "z = 1", "print(z)", "print(x)", fatal=1)
    assert found == Plan(again=(0,), left_out=(2, 3), onward=(4, 5, 6))
    assert planned("x = 1", "y = x; die()", "print(y)", fatal=1) is None


def test_an_import_of_the_fatal_cell_is_no_reason_where_others_import_it_too() -> None:
    assert planned("import os", "import os; os._exit(1)", "print(os)", fatal=1) is not None
    assert planned("x = 1", "import os; os._exit(1)", "print(os)", fatal=1) is None


def test_a_model_that_the_fatal_cell_was_training_is_not_used_untrained() -> None:
    sources = (
        "model, other, history = make()",
        "later = model.fit(x, y, epochs=9)",
        "model.predict(x)",
        "print(other)",
    )
    found = planned(*sources, fatal=1, fitted=True)
    assert found == Plan(again=(0,), left_out=(2,), onward=(3,))


def test_nobody_can_tell_what_a_function_trained() -> None:
    training = "def train():\n    model.fit(x, y, epochs=3)"
    assert planned(training, "train()", "print(1)", fatal=1) is None
    assert planned("import tuner", "tuner.search()", "print(1)", fatal=1, fitted=True) is None
    assert planned("x = 1", "f(]", "print(1)", fatal=1) is None


@pytest.mark.parametrize(
    ("first", "second", "kept"),
    [
        (Trace(ends={0: OK}), Trace(ends={0: OK}, end=DONE), True),
        (Trace(ends={0: ERROR}), Trace(ends={0: ERROR}, end=DONE), True),
        (Trace(ends={0: OK}), Trace(ends={0: ERROR}, end=DONE), False),
        (Trace(ends={0: OK}), Trace(ends={0: OK}), False),
        (Trace(ends={0: ERROR}), Trace(ends={0: DIED}, end=DONE), False),
        (Trace(ends={0: OK}), Trace(ends={0: OK}, end=wire.RunEnded(end=RunEnd.MACHINERY)), False),
        (Trace(ends={0: OK}, epochs=Counter({0: 12})), Trace(ends={0: OK}, epochs=Counter({0: 12}), end=DONE), True),
        (Trace(ends={0: OK}, epochs=Counter({0: 12})), Trace(ends={0: OK}, epochs=Counter({0: 9}), end=DONE), False),
        (Trace(ends={0: OK}), Trace(ends={0: OK}, cuts={0}, end=DONE), False),
    ],
)
def test_a_second_life_counts_if_it_repeats_all_of_the_first(first: Trace, second: Trace, kept: bool) -> None:
    assert got_as_far(first, second, (0,)) is kept


def _model(cell: int, handle: int) -> dict[str, Any]:
    return {
        "kind": "model",
        "cell": cell,
        "at": 1,
        "handle": handle,
        "name": f"m{handle}",
        "type": "functional",
        "layers": [],
        "variables": [],
    }


def _fit(cell: int, number: int, model: int) -> dict[str, Any]:
    return {"kind": "fit_began", "cell": cell, "at": 2, "fit": number, "model": model, "epochs": 2}


def _epoch(cell: int, number: int) -> dict[str, Any]:
    return {"kind": "epoch", "cell": cell, "at": 3, "fit": number, "logs": {"loss": 1.0}}


def test_of_cells_that_were_run_again_the_second_record_is_taken(tmp_path: Path) -> None:
    """The first kernel built a model in cell 0, trained it in 1, and died training it in 2."""
    first = [_model(0, 1), _model(0, 2), _fit(1, 3, 1), _epoch(1, 3), _fit(2, 4, 1), _epoch(2, 4)]
    million = 1_000_000
    second = [_model(0, million + 1), _fit(1, million + 2, million + 1), _epoch(1, million + 2), _epoch(1, million + 2)]
    for name, events in (("journal.jsonl", first), ("journal-1.jsonl", second)):
        (tmp_path / name).write_text("".join(f"{json.dumps(event)}\n" for event in events))
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    merged = decode.read_journal(tmp_path, (), folder, frozenset((0, 1, 3)))
    assert [(fit.cell, fit.model, len(fit.epochs)) for fit in merged.fits] == [(2, 1, 1), (1, million + 1, 2)]
    assert {model.handle for model in merged.models} == {1, million + 1}
    alone = decode.read_journal(tmp_path, (), folder)
    assert [(fit.cell, fit.model, len(fit.epochs)) for fit in alone.fits] == [(1, 1, 1), (2, 1, 1)]
