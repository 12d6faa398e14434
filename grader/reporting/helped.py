"""How the notebook was run, and what it was helped with: a line for the student, all of it for the teacher."""

from __future__ import annotations

from grader.model.aids import AidSort
from grader.model.attempt import Attempt, KerasAge
from grader.model.evidence import Evidence
from grader.text import one_line

FEW, MANY = 4, 120
_LONGEST = 300
_SORTS = {AidSort.AGE: "Older names", AidSort.EVERYDAY: "Stand-ins"}
_ANSWERS = {
    AidSort.AGE: "answered by what has the same meaning now",
    AidSort.EVERYDAY: "answered as far as it goes here",
}


def facts(evidence: Evidence) -> list[tuple[str, str]]:
    """For the student's page."""
    found = [("Keras", _keras(evidence))] if evidence.observed.attempts else []
    for sort, label in _SORTS.items():
        names = [one_line(aid.name, 80) for aid in evidence.reported.aids if aid.sort is sort]
        if names:
            more = f" and {len(names) - FEW} more" if len(names) > FEW else ""
            found.append(
                (label, f"{', '.join(names[:FEW])}{more}: answered with what means the same here, or is empty")
            )
    return found


def details(evidence: Evidence) -> list[tuple[str, str]]:
    """For the teacher's page: every run in its order, then every aid."""
    attempts = evidence.observed.attempts
    found = [
        (f"Run {number}{', judged' if one.kept and len(attempts) > 1 else ''}", _attempt(one))
        for number, one in enumerate(attempts, 1)
    ]
    aids = evidence.reported.aids[:MANY]
    told = ((f"Cell {aid.cell + 1}, {one_line(aid.name, 80)}", one_line(aid.sentence, _LONGEST)) for aid in aids)
    return [*found, *told]


def _keras(evidence: Evidence) -> str:
    kept = next((one for one in evidence.observed.attempts if one.kept), Attempt())
    if kept.keras is KerasAge.LEGACY:
        return f"2, in the place of 3. With Keras 3: {one_line(kept.reason, 160)}"
    tried = any(one.keras is KerasAge.LEGACY for one in evidence.observed.attempts)
    return "3; the notebook was also run with Keras 2, and got no further" if tried else "3"


def _attempt(one: Attempt) -> str:
    columns = f", {one.columns} columns of data" if one.columns else ""
    reason = f" Tried because: {one_line(one.reason, _LONGEST)}" if one.reason else ""
    return f"{one.keras}{columns}: {one.ran} cells ended well.{reason}"
