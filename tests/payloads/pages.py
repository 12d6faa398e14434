"""Both pages of a record that is full of one payload."""

from __future__ import annotations

from grader.reporting import html, teacher
from tests.payloads import stuffed
from tests.unit.reporting import samples


def both(payload: str) -> tuple[str, str]:
    """`report.html` and `teacher.html`."""
    evidence, grade = stuffed.evidence(payload), stuffed.grade(payload)
    page = html.render(
        assignment=samples.assignment(),
        evidence=evidence,
        grade=grade,
        findings=stuffed.findings(payload),
        image=samples.image,
    )
    for_teacher = teacher.render(
        assignment=samples.assignment(), evidence=evidence, grade=grade, accounts=stuffed.accounts(payload)
    )
    return page, for_teacher
