"""Markdown for a job's summary on GitHub (`$GITHUB_STEP_SUMMARY`), which drops all of it when it is too long."""

from __future__ import annotations

from collections.abc import Iterator

from grader.export.escaping import markdown
from grader.model.grade import Grade, ItemGrade, Outcome, Status

MOST_BYTES = 1_000_000  # GitHub takes 1 MiB of one step
_SENTENCE = 600
_SIGNS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.UNGRADABLE: "?"}


def render(grade: Grade) -> bytes:
    """The score, a table of the items, and what is lacking in each; items that don't fit are counted."""
    parts = [_heading(grade)]
    room = MOST_BYTES - 200 - len(parts[0].encode())
    left = list(_pieces(grade))
    while left and len(left[0].encode()) <= room:
        room -= len(left[0].encode())
        parts.append(left.pop(0))
    if left:
        parts.append(f"\n\n{len(left)} more lines did not fit here; the report has them.\n")
    return "".join(parts).encode()


def _heading(grade: Grade) -> str:
    lines = [
        f"### {markdown(grade.student, 120) or 'Nameless submission'}: {grade.score} of {grade.possible} points",
        "",
        f"Earned {grade.earned} of {grade.possible}, bonus {grade.bonus}; {grade.verdict.value}.",
    ]
    lines += [f"- {markdown(reason, _SENTENCE)}" for reason in grade.reasons[:60]]
    return "\n".join(lines) + "\n\n| | Item | Points |\n|---|---|--:|\n"


def _pieces(grade: Grade) -> Iterator[str]:
    """Each whole: a table can be cut between its rows, and a list between its entries."""
    for item in grade.items:
        bonus = " (bonus)" if item.item.bonus else ""
        yield f"| {_SIGNS[item.status]} | {_name(item)}{bonus} | {item.earned} of {item.item.points} |\n"
    yield "\n"
    for item in grade.items:
        lacking = [check for check in item.checks if check.status is not Status.PASSED]
        if lacking:
            yield f"\n**{_name(item)}**\n\n"
            yield from (_check(check) for check in lacking)


def _check(check: Outcome) -> str:
    rows = [("looked for", check.looked_for), ("found", check.found), ("try", check.advice)]
    told = "; ".join(f"{name}: {markdown(sentence, _SENTENCE)}" for name, sentence in rows if sentence.strip())
    return f"- {_SIGNS[check.status]} {told}\n"


def _name(item: ItemGrade) -> str:
    return markdown(f"{item.item.id} {item.item.title}", 200)
