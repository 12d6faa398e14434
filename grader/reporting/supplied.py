"""The data that a notebook was given, and what it asked for: a line for the student, all of it for the teacher."""

from __future__ import annotations

from grader.model.assignment import RowOrder
from grader.model.evidence import Evidence
from grader.model.supplied import SuppliedData
from grader.text import one_line

FEW, MANY = 3, 60
_LONGEST = 200


def facts(evidence: Evidence) -> list[tuple[str, str]]:
    """For the student's page."""
    observed, requests = evidence.observed, evidence.reported.requests
    answered = [request for request in requests if request.answered]
    refused = [request for request in requests if not request.answered]
    found = [("Data put in place", _listed(observed.supplies, FEW) or "none was needed")]
    if observed.data is not None and (observed.supplies or answered):
        found.append(("Its rows", rows(observed.data)))
    again = next((one for one in observed.attempts if one.kept and (one.columns or one.also)), None)
    if again is not None:
        found.append(("Run again", one_line(again.reason, _LONGEST)))
    if observed.data is not None and observed.data.own:
        found.append(("Data of your own", _listed(observed.data.own, FEW)))
    if answered:
        found.append(("Downloads", f"{len(answered)} answered from the course's copy"))
    if refused:
        found.append(("Could not be supplied", _listed(tuple(request.asked for request in refused), FEW)))
    return found


def details(evidence: Evidence) -> list[tuple[str, str]]:
    """For the teacher's page: names and sentences; empty where nothing was supplied or asked for."""
    observed, requests = evidence.observed, evidence.reported.requests
    found: list[tuple[str, str]] = []
    if observed.data is not None and (observed.supplies or any(request.answered for request in requests)):
        form = f"{rows(observed.data)}; {observed.data.columns} columns where separated by tabs"
        if observed.data.headers:
            form += f"; as a table with the headers {_listed(observed.data.headers, FEW)}"
        found.append(("Rows", form))
    if observed.supplies:
        found.append(("Put in place", _listed(observed.supplies, MANY)))
    if observed.data is not None and observed.data.own:
        found.append(("Brought by the submission, and left as it was", _listed(observed.data.own, MANY)))
    for request in requests[:MANY]:
        answer = f"got {one_line(request.answered, _LONGEST)}" if request.answered else "could not be supplied"
        found.append((f"Asked for ({one_line(request.way, 40)})", f"{one_line(request.asked, _LONGEST)}: {answer}"))
    return found


def rows(data: SuppliedData) -> str:
    """How many rows there were, of how many, and which."""
    name = one_line(data.name, _LONGEST)
    if data.rows == data.of:
        return f"all {data.of:,} of {name}"
    which = "the first ones" if data.order is RowOrder.FIRST else "spread evenly over its sentence lengths"
    return f"{data.rows:,} of the {data.of:,} of {name}, {which}"


def _listed(texts: tuple[str, ...], most: int) -> str:
    shown = ", ".join(one_line(text, _LONGEST) for text in texts[:most])
    return f"{shown} and {len(texts) - most} more" if len(texts) > most else shown
