"""A mark hangs on what a notebook does: not on names, order, the language of labels, or the number of cells."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from grader import intake, pipeline
from grader.model.assignment import Assignment
from grader.model.grade import Status
from grader.model.submission import Cell, CellKind, Submission
from tests.assignments import transformations
from tests.assignments.places import SAMPLES, Grade
from tests.assignments.transformations import TRANSFORMATIONS

# A sample of the runs; all of them: pytest tests/assignments --all-runs
IN_CI = ("renamed", "in_hindi")


@pytest.fixture(scope="session")
def changed(
    graded: Grade,
    assignment: Assignment,
    workers: ThreadPoolExecutor,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> dict[str, Future[pipeline.Graded]]:
    """The gradings of alice's notebook as each transformation leaves it, begun together after those of the samples."""
    alice = intake.read(SAMPLES["alice"])
    out = tmp_path_factory.mktemp("transformed")
    chosen = TRANSFORMATIONS if request.config.getoption("--all-runs") else IN_CI

    def run(name: str) -> pipeline.Graded:
        return pipeline.grade(TRANSFORMATIONS[name](alice), assignment=assignment, out=out / name)

    return {name: workers.submit(run, name) for name in chosen}


def statuses(graded: pipeline.Graded) -> dict[str, Status]:
    return {check.id: check.status for item in graded.grade.items for check in item.checks}


@pytest.mark.runs
@pytest.mark.parametrize("name", TRANSFORMATIONS)
def test_alice_keeps_every_mark(name: str, graded: Grade, changed: dict[str, Future[pipeline.Graded]]) -> None:
    if name not in changed:
        pytest.skip("run with all runs: .venv/bin/python -m pytest tests/assignments --all-runs")
    result = changed[name].result()
    assert statuses(result) == statuses(graded(SAMPLES["alice"]))
    assert (result.grade.score, result.grade.bonus) == (100, 10)


def notebook(*sources: str) -> Submission:
    """Cells of code, and of Markdown where a heading begins them."""
    cells = (
        Cell(index=index, kind=CellKind.MARKDOWN if source.startswith("#") else CellKind.CODE, source=source)
        for index, source in enumerate(sources)
    )
    return Submission(name="n", slug="n", path="n.ipynb", notebook="n.ipynb", sha256="", cells=tuple(cells))


def sources(submission: Submission) -> list[str]:
    return [cell.source for cell in submission.cells]


def test_renaming_spares_what_is_not_the_notebooks() -> None:
    before = notebook(
        "import numpy as np\ndef area(width, height=1):\n    return width * height  # area of it",
        "%timeit area(3)\nsize = area(2, height=3)\nrow = np.full(shape=size, fill_value=1).size",
        "print(f'{size:3d} and {area(size)} of size', dict(size=size), row[0])",
    )
    first, second, third = sources(transformations.renamed(before))
    assert first == "import numpy as np\ndef q1(q5, q2=1):\n    return q5 * q2  # area of it"
    assert second == "%timeit q1(3)\nq4 = q1(2, q2=3)\nq3 = np.full(shape=q4, fill_value=1).size"
    assert third == "print(f'{q4:3d} and {q1(q4)} of size', dict(size=q4), q3[0])"


def test_sections_are_moved_as_far_as_data_allow() -> None:
    before = notebook("# Title", "## One", "a = 1", "## Two", "b = a", "## Three", "print(len([b for b in []]))")
    assert sources(transformations.reordered(before)) == [
        "# Title", "## Three", "print(len([b for b in []]))", "## One", "a = 1", "## Two", "b = a"
    ]  # fmt: skip


def test_merged_code_stands_below_all_text() -> None:
    assert sources(transformations.merged(notebook("# A", "a = 1", "# B", "b = a"))) == ["# A", "# B", "a = 1\n\nb = a"]
