"""Where a run stands, as it is told while it goes on."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from grader.execution.budget import Allowance
from grader.execution.job import CodeCell, Job, Places
from grader.execution.progress import Follower
from grader.model.assignment import Limits


@pytest.fixture
def places(tmp_path: Path) -> Places:
    made = Places(tmp_path / "run")
    made.make()
    return made


def follower(places: Places, life: int = 0) -> Follower:
    budget = Allowance(minutes=5, reserve=60, fewest_epochs=10, trainings=())
    cells = (CodeCell(index=0, source="fit()"), CodeCell(index=1, source="x"))
    return Follower(places, Job(cells=cells, supplies=(), sandbox="none", limits=Limits(), budget=budget, life=life))


def journal(places: Places, *events: dict[str, Any], name: str = "journal.jsonl") -> None:
    with (places.outbox / name).open("a") as file:
        file.writelines(f"{json.dumps({'cell': 0, **event})}\n" for event in events)


BEGAN = {"kind": "fit_began", "at": 10, "fit": 1, "model": 2, "epochs": 100}


def test_how_long_a_training_will_take_is_told_as_soon_as_it_is_known(places: Places) -> None:
    watched = follower(places)
    journal(places, BEGAN)
    assert (watched.look(11, 0).epochs, watched.standing.predicted, watched.standing.budget) == (100, 0, 5)
    journal(places, {"kind": "forecast", "at": 12, "fit": 1, "seconds": 150.0})
    assert watched.look(12, 0).predicted == 150
    journal(places, {"kind": "epoch", "at": 30, "fit": 1, "logs": {}})
    assert watched.look(30, 0).predicted == 150, "the first epoch says little"
    journal(
        places, {"kind": "epoch", "at": 31, "fit": 1, "logs": {}}, {"kind": "epoch", "at": 34, "fit": 1, "logs": {}}
    )
    assert watched.look(34, 0).predicted == 20 + 99 * 2
    journal(places, {"kind": "fit_ended", "at": 35, "fit": 1, "finished": True})
    assert (watched.look(35, 0).predicted, watched.standing.epochs) == (0, 0)


def test_a_second_kernel_writes_a_journal_of_its_own(places: Places) -> None:
    watched = follower(places, life=1)
    journal(places, BEGAN)
    assert (watched.look(1, 0).epochs, watched.standing.again) == (0, True)
    journal(places, BEGAN, name="journal-1.jsonl")
    assert watched.look(2, 0).epochs == 100
