"""What was supplied and what was not, on both pages."""

from __future__ import annotations

from dataclasses import replace

from grader.model.assignment import RowOrder
from grader.model.attempt import Attempt
from grader.model.supplied import Request, SuppliedData
from grader.reporting import supplied
from tests.unit.reporting import samples

DATA = SuppliedData(
    name="fra.txt",
    rows=2_000,
    of=167_130,
    order=RowOrder.SPREAD,
    columns=3,
    headers=("English", "French"),
    own=("own/fra.txt",),
)
REQUESTS = (
    Request(way="wget", asked="http://www.manythings.org/anki/fra-eng.zip", answered="fra-eng.zip"),
    Request(way="https", asked="https://example.org/glove.zip"),
    Request(way="path", asked="/usr/share/fra.txt"),
)


def test_the_student_reads_a_line_each() -> None:
    honest = samples.evidence()
    evidence = replace(
        honest,
        observed=replace(honest.observed, data=DATA, supplies=("fra.txt", "a/fra.txt", "b/fra.txt", "c/fra.txt")),
        reported=replace(honest.reported, requests=REQUESTS),
    )
    assert dict(supplied.facts(evidence)) == {
        "Data put in place": "fra.txt, a/fra.txt, b/fra.txt and 1 more",
        "Its rows": "2,000 of the 167,130 of fra.txt, spread evenly over its sentence lengths",
        "Data of your own": "own/fra.txt",
        "Downloads": "1 answered from the course's copy",
        "Could not be supplied": "https://example.org/glove.zip, /usr/share/fra.txt",
    }


def test_a_run_with_another_form_of_the_data_is_told() -> None:
    honest = samples.evidence()
    first, second = Attempt(kept=False), Attempt(columns=3, reason="Cell 2 takes 3 columns from a line.")
    observed = replace(honest.observed, data=DATA, attempts=(first, second))
    assert ("Run again", second.reason) in supplied.facts(replace(honest, observed=observed))
    observed = replace(observed, attempts=(replace(first, kept=True), replace(second, kept=False)))
    assert "Run again" not in dict(supplied.facts(replace(honest, observed=observed)))


def test_the_teacher_reads_all_of_it() -> None:
    honest = samples.evidence()
    evidence = replace(
        honest,
        observed=replace(honest.observed, data=DATA),
        reported=replace(honest.reported, requests=REQUESTS),
    )
    told = supplied.details(evidence)
    assert told[0] == (
        "Rows",
        "2,000 of the 167,130 of fra.txt, spread evenly over its sentence lengths; 3 columns where separated by tabs; "
        "as a table with the headers English, French",
    )
    assert ("Asked for (wget)", "http://www.manythings.org/anki/fra-eng.zip: got fra-eng.zip") in told
    assert ("Asked for (path)", "/usr/share/fra.txt: could not be supplied") in told


def test_nothing_needed_is_said_and_fills_no_section() -> None:
    honest = samples.evidence()
    evidence = replace(honest, observed=replace(honest.observed, supplies=(), data=replace(DATA, own=())))
    assert supplied.facts(evidence) == [("Data put in place", "none was needed")]
    assert supplied.details(evidence) == []


def test_all_rows_and_the_first_rows() -> None:
    assert supplied.rows(replace(DATA, rows=167_130)) == "all 167,130 of fra.txt"
    first = replace(DATA, order=RowOrder.FIRST)
    assert supplied.rows(first) == "2,000 of the 167,130 of fra.txt, the first ones"
