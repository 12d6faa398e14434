"""The rows of the catalogue: all are well-formed, and a sample of them is at its outcome in the real sandbox.

All of them, with the table: `python -m tests.hostile`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader.sandbox.choose import AUTOMATIC, choose
from tests.hostile.catalogue import catalogue, gaps
from tests.hostile.expected import BadRow, folders, read
from tests.hostile.running import Result, run

ROWS = {folder.name: folder for folder in folders()}
SAMPLE = [name for name, folder in ROWS.items() if read(folder).expected.sample]


def test_every_id_of_the_catalogue_has_a_row_or_a_reason() -> None:
    assert len(catalogue()) == 143
    assert gaps([read(folder).id for folder in ROWS.values()]) == ()


@pytest.fixture(scope="module")
def results(request: pytest.FixtureRequest) -> Iterator[Callable[[str], Result]]:
    """Gives a row's result; the first to ask starts all, two at a time."""
    backend = choose(AUTOMATIC).name
    wanted = ROWS if request.config.getoption("--all-runs") else SAMPLE
    with ThreadPoolExecutor(2) as pool:
        runs: dict[str, Future[Result]] = {
            name: pool.submit(run, read(ROWS[name], backend), backend) for name in wanted
        }
        yield lambda name: runs[name].result()
        pool.shutdown(cancel_futures=True)


@pytest.mark.runs
@pytest.mark.parametrize("name", ROWS)
def test_a_row_is_at_its_outcome(results: Callable[[str], Result], name: str, request: pytest.FixtureRequest) -> None:
    if name not in SAMPLE and not request.config.getoption("--all-runs"):
        pytest.skip("run with all rows: .venv/bin/python -m tests.hostile")
    assert results(name).differs == ()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('id = "T04"\nattack = "a"\noutcome = "OK"\nstage = "run"\n', "nothing in it can fail"),
        ('id = "T04"\nattack = "a"\noutcome = "FINE"\nstage = "run"\n', "is not made of"),
        ('id = "T05"\nattack = "a"\noutcome = "OK"\nstage = "run"\n', "does not stand for T05"),
        ('id = "T04"\nattack = "a"\noutcome = "ZERO"\nstage = "grade"\n', "ZERO needs the items"),
        ('id = "T04"\nattack = "a"\noutcome = "OK"\nstage = "run"\n[run]\nshow = {}\n', "unknown field `show`"),
        ('id = "T04"\nattack = "a"\noutcome = "OK"\nstage = "run"\n[limits]\nspeed = 1\n', "no limit speed"),
        ('id = "T04"\nattack = "a"\noutcome = "OK"\nstage = "run"\n[landlock.run]\nnever = []\n', "does not say why"),
    ],
)
def test_a_row_that_proves_nothing_is_refused(tmp_path: Path, text: str, reason: str) -> None:
    folder = tmp_path / "traps" / "T04_loop"
    folder.mkdir(parents=True)
    (folder / "expected.toml").write_text(text)
    (folder / "notebook.py").write_text("# %%\nx = 1\n")
    with pytest.raises(BadRow, match=reason):
        read(folder)
