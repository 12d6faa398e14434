"""From outcomes to a grade: points add up, nothing else happens here."""

from __future__ import annotations

from grader.model.assignment import Assignment
from grader.model.evidence import Basis, Evidence
from grader.model.grade import Grade, ItemGrade, Outcome, Status


def score(
    assignment: Assignment, evidence: Evidence, outcomes: tuple[Outcome, ...], flags: tuple[str, ...] = ()
) -> Grade:
    """The grade starts at zero, and only a passed check adds to it.

    `flags` are what else a person must look at, a sentence each; they take no point.
    """
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
        reasons=(*_reasons(items), *_doubted(items), *_saved(items), *flags),
    )


def _reasons(items: tuple[ItemGrade, ...]) -> tuple[str, ...]:
    """One sentence for each cause that kept items from being judged, with the items that it concerns."""
    concerned: dict[str, list[str]] = {}
    for grade in items:
        check = next((check for check in grade.checks if check.status is Status.UNGRADABLE), None)
        if check is not None:
            concerned.setdefault(check.found, []).append(f"{grade.item.id} {grade.item.title}")
    return tuple(f"{', '.join(names)} could not be judged. {found}" for found, names in concerned.items())


def _doubted(items: tuple[ItemGrade, ...]) -> tuple[str, ...]:
    """A sentence where written answers were not credited, and may earn more than that."""
    names = [f"{grade.item.id} {grade.item.title}" for grade in items if any(check.doubted for check in grade.checks)]
    if not names:
        return ()
    return (f"{', '.join(names)}: what is written there was not credited, and a person must read it.",)


def _saved(items: tuple[ItemGrade, ...]) -> tuple[str, ...]:
    """A sentence where items were passed on saved outputs: those are claims, which a person confirms."""
    names = [
        f"{grade.item.id} {grade.item.title}"
        for grade in items
        if any(check.status is Status.PASSED and check.rests_on == (Basis.SAVED,) for check in grade.checks)
    ]
    if not names:
        return ()
    return (f"{', '.join(names)}: judged from saved outputs, not reproduced; a person must confirm it.",)
