"""The overhead benchmark's table; its runs are the command's own."""

from __future__ import annotations

from benchmarks.overhead.rendering import render
from benchmarks.overhead.running import Measured


def _runs(sandbox: str, *walls: float) -> list[Measured]:
    return [Measured(sandbox=sandbox, wall=wall, processor=wall * 2) for wall in walls]


def test_medians_are_held_against_none() -> None:
    table = render([*_runs("bubblewrap", 10.2, 99.0, 10.1), *_runs("none", 10.0, 9.0, 11.0)], busy=0.0)
    assert table.splitlines()[2:4] == [
        "| none | 3 | 10.00 | 1.000 | 20.00 | 1.000 |",
        "| bubblewrap | 3 | 10.20 | 1.020 | 20.40 | 1.020 |",
    ]
    assert "NOT QUIET" not in table


def test_a_busy_machine_is_said() -> None:
    assert "NOT QUIET" in render(_runs("none", 1.0), busy=1000.0)
