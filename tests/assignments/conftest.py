"""Real gradings of the reference and of the samples, each run once for all tests, two at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader import intake, pipeline
from grader.model.assignment import Assignment
from tests.assignments.places import REFERENCE, SAMPLES


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    return assignments.load("seq2seq")


@pytest.fixture(scope="session")
def workers() -> Iterator[ThreadPoolExecutor]:
    """Two: as many as the smallest machine that the tests are meant for has cores."""
    with ThreadPoolExecutor(2) as pool:
        yield pool
        pool.shutdown(cancel_futures=True)


@pytest.fixture(scope="session")
def graded(
    assignment: Assignment, workers: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[Path], pipeline.Graded]:
    """Gives the grading of a submission; the first to ask starts all of them."""
    out = tmp_path_factory.mktemp("reports")

    def start(path: Path) -> Future[pipeline.Graded]:
        return workers.submit(pipeline.grade, intake.read(path), assignment=assignment, out=out)

    runs = {path: start(path) for path in (REFERENCE, *SAMPLES.values())}
    return lambda path: runs[path].result()
