"""Data is there wherever a notebook looks for it, and however it downloads it; what is not there is said."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable

import pytest

from grader.model.evidence import CellEnd
from grader.model.grade import Cause
from grader.reporting import supplied
from tests.hostile.supply.cells import REFUSED, ROWS, Seen, titles

pytestmark = pytest.mark.runs

Run = Callable[[str, str], Seen]


@pytest.mark.parametrize("sandbox", ["bubblewrap", "landlock"])
@pytest.mark.parametrize("name", titles("paths"))
def test_the_data_is_where_the_code_looks(run: Run, name: str, sandbox: str) -> None:
    seen = run("paths", sandbox)
    assert seen.end(name) is CellEnd.OK, seen.text(name)


@pytest.mark.parametrize("sandbox", ["bubblewrap", "landlock", "none"])
@pytest.mark.parametrize("name", titles("downloads"))
def test_downloads_are_answered_or_refused(run: Run, name: str, sandbox: str) -> None:
    if name.startswith("pandas") and importlib.util.find_spec("pandas") is None:
        pytest.skip("pandas is not installed here")
    seen = run("downloads", sandbox)
    if not name.startswith(REFUSED):
        assert seen.end(name) is CellEnd.OK, seen.text(name)
        return
    assert seen.end(name) is CellEnd.ERROR, seen.text(name)
    stop = seen.stop(name)
    assert stop.cause is Cause.NO_DATA
    assert "ourse's files" in stop.sentence, "a student reads why"


def test_what_was_supplied_and_what_was_not_is_told(run: Run) -> None:
    evidence = run("downloads", "bubblewrap").evidence
    student = dict(supplied.facts(evidence))
    assert student["Its rows"] == f"{ROWS} of the 3,060 of toy.tsv, spread evenly over its sentence lengths"
    assert "https://example.org/glove.6B.zip" in student["Could not be supplied"]
    teacher = [value for _name, value in supplied.details(evidence)]
    assert "https://example.org/weights.h5: could not be supplied" in teacher
    assert "/usr/share/fra.txt: could not be supplied" in teacher
    assert "https://www.manythings.org/anki/fra-eng.zip: got fra-eng.zip" in teacher


def test_another_form_and_a_place_met_in_the_run_are_tried_once_each(run: Run) -> None:
    evidence = run("again", "bubblewrap").evidence
    assert [run.end for run in evidence.observed.cells] == [CellEnd.OK, CellEnd.OK]
    attempts = evidence.observed.attempts
    assert [(one.columns, one.also, one.ran, one.kept) for one in attempts] == [
        (None, (), 0, False),
        (3, (), 1, False),
        (3, ("my_pairs.txt",), 2, True),
    ]
    assert "takes 3 columns" in attempts[1].reason
    assert "looked for data at my_pairs.txt" in attempts[2].reason
