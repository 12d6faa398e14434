"""From outcomes to a grade: points add up, nothing else happens here."""

from __future__ import annotations

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.grade import Grade, ItemGrade, Outcome, Status


def score(assignment: Assignment, evidence: Evidence, outcomes: tuple[Outcome, ...]) -> Grade:
    """The grade starts at zero, and only a passed check adds to it."""
    items = tuple(
        ItemGrade(item=item, checks=tuple(o for o in outcomes if o.id.split("/")[0] == item.id))
        for item in assignment.items
    )
    submission = evidence.submission
    return Grade(
        assignment=assignment.name,
        version=assignment.version,
        student=submission.name,
        path=submission.path,
        sha256=submission.sha256,
        items=items,
        policy=assignment.bonus,
        reasons=_reasons(items),
    )


def _reasons(items: tuple[ItemGrade, ...]) -> tuple[str, ...]:
    """One sentence for each cause that kept items from being judged, with the items that it concerns."""
    concerned: dict[str, list[str]] = {}
    for grade in items:
        check = next((check for check in grade.checks if check.status is Status.UNGRADABLE), None)
        if check is not None:
            concerned.setdefault(check.found, []).append(f"{grade.item.id} {grade.item.title}")
    return tuple(f"{', '.join(names)} could not be judged. {found}" for found, names in concerned.items())
