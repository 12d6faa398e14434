"""When a notebook is run once more, with what, and which run is kept."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader import attempts
from grader.model.attempt import Attempt, KerasAge
from grader.model.evidence import CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.submission import Cell, CellKind, Submission
from grader.model.supplied import SuppliedData
from grader.model.traces import Epoch, Fit

FIRST = Attempt()
READS = "lines = open('fra.txt').read().split('\\n')\nfor line in lines:\n    a, b, c = columns(line)"
TOO_FEW = "ValueError: not enough values to unpack (expected 3, got 2)"
TOO_MANY = "ValueError: too many values to unpack (expected 2)"
NOT_THERE = "FileNotFoundError: [Errno 2] No such file or directory: '{}'"
SPLITS = "pairs = [line.split('\\t') for line in open(path)]"


def evidence(
    *errors: str, code: str = READS, columns: int = 2, supplies: tuple[str, ...] = ("fra.txt",), trace: str = ""
) -> Evidence:
    """A notebook whose cells all have the same code and each stopped with an error; empty for one that ran."""
    cells = tuple(Cell(index=index, kind=CellKind.CODE, source=code) for index in range(len(errors)))
    runs = tuple(CellRun(cell=i, end=CellEnd.ERROR if error else CellEnd.OK) for i, error in enumerate(errors))
    shown = (Output(cell=i, text=e, error=e.split(":")[0], trace=trace) for i, e in enumerate(errors) if e)
    data = SuppliedData(name="toy.tsv", rows=10, of=10, columns=columns)
    observed = Observed(
        end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1, cells=runs, supplies=supplies, data=data
    )
    submission = Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=cells)
    return Evidence(submission=submission, observed=observed, reported=Reported(outputs=tuple(shown)))


@pytest.mark.parametrize(
    ("error", "had", "next_columns"),
    [
        (TOO_FEW, 2, 3),
        (TOO_MANY, 3, 2),
        ("ValueError: too many values to unpack (expected 2, got 3)", 3, 2),
        ("ValueError: Length mismatch: Expected axis has 2 elements, new values have 3 elements", 2, 3),
        (TOO_MANY, 2, None),
        ("ValueError: not enough values to unpack (expected 3, got 1)", 2, None),
        ("ValueError: too many values to unpack (expected 4)", 3, None),
        ("NameError: name 'x' is not defined", 2, None),
        ("", 2, None),
    ],
)
def test_the_other_number_of_columns_is_tried(error: str, had: int, next_columns: int | None) -> None:
    following = attempts.following(evidence(error, columns=had), (FIRST,))
    assert (following and following.columns) == next_columns
    if following:
        assert f"the data had {had}" in following.reason


def test_columns_are_tried_once() -> None:
    assert attempts.following(evidence(TOO_FEW), (FIRST, Attempt(columns=3))) is None


def test_an_unpacking_that_reads_no_text_is_the_student_s_own() -> None:
    assert attempts.following(evidence(TOO_FEW, code="h, c, o = lstm(x)"), (FIRST,)) is None
    called = evidence(TOO_FEW, code="load(path)", trace="a, b, c = line.split(sign)")
    following = attempts.following(called, (FIRST,))
    assert following is not None, "the reading may stand in a function of another cell"


@pytest.mark.parametrize(
    ("error", "also"),
    [
        (NOT_THERE.format("data/my_pairs.txt"), ("data/my_pairs.txt",)),
        ("FileNotFoundError: data/my_pairs.csv not found.", ("data/my_pairs.csv",)),
        ("NotFoundError: {{function_node __x}} my.tsv; No such file or directory", ("my.tsv",)),
        (NOT_THERE.format("/odd/place/fra.txt"), ("/odd/place/fra.txt",)),
        (NOT_THERE.format("weights.h5"), ()),
        (NOT_THERE.format("out.csv"), ()),
        (NOT_THERE.format("fra.txt"), ()),
    ],
)
def test_data_is_put_where_the_first_run_looked_in_vain(error: str, also: tuple[str, ...]) -> None:
    code = f"{SPLITS}\ntable.to_csv('out.csv')"
    following = attempts.following(evidence(error, code=code), (FIRST,))
    assert (following.also if following else ()) == also


def test_a_file_of_unknown_name_needs_code_that_reads_columns() -> None:
    assert attempts.following(evidence(NOT_THERE.format("notes.txt"), code="print(open(p).read())"), (FIRST,)) is None


def test_places_are_tried_once_and_keep_what_was_tried_before() -> None:
    seen = evidence(NOT_THERE.format("my.txt"), NOT_THERE.format("other.txt"), code=SPLITS)
    before = Attempt(columns=3, keras=KerasAge.LEGACY, reason="x", ran=4, kept=False)
    following = attempts.following(seen, (FIRST, before))
    assert following is not None
    assert following == replace(before, also=("my.txt", "other.txt"), reason=following.reason, ran=0, kept=True)
    assert "my.txt, other.txt" in following.reason
    assert attempts.following(seen, (FIRST, following)) is None


def test_a_run_without_stops_is_not_run_again() -> None:
    assert attempts.following(evidence("", ""), (FIRST,)) is None


def test_the_attempt_tells_how_far_it_got() -> None:
    assert attempts.outcome(evidence("", TOO_FEW, ""), FIRST).ran == 2


def test_training_counts_more_than_cells() -> None:
    fit = Fit(cell=0, model=1, epochs_asked=1, epochs=(Epoch(logs={}, at=0.0),), finished=True)
    trained = replace(evidence("", TOO_FEW), reported=Reported(fits=(fit,)))
    more_cells = evidence("", "", "")
    assert attempts.got_further(trained, than=more_cells)
    assert not attempts.got_further(more_cells, than=trained)
    assert attempts.got_further(more_cells, than=evidence("", ""))
    assert not attempts.got_further(more_cells, than=more_cells), "the first is kept where another got no further"
