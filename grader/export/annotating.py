"""Annotations for a log of GitHub Actions: commands that are printed, and beside them what must be none.

GitHub shows at most ten of a kind for a step. What goes beyond is said as plain lines, while commands are switched off
by a word that nobody could foresee: whatever a student wrote into them is read and not obeyed.
"""

from __future__ import annotations

import secrets

from grader.export.escaping import workflow, workflow_property
from grader.model.grade import Grade, ItemGrade, Outcome, Status
from grader.text import for_log

MOST = 10
_KINDS = ((Status.FAILED, "error"), (Status.UNGRADABLE, "warning"))
_SENTENCE = 400


def render(grade: Grade) -> bytes:
    said = f"{grade.score} of {grade.possible} points, {grade.verdict.value}"
    lines = [f"::notice title={workflow_property(grade.student, 120)}::{workflow(said)}"]
    beyond = []
    for status, kind in _KINDS:
        checks = [(item, check) for item in grade.items for check in item.checks if check.status is status]
        lines += [_command(kind, item, check) for item, check in checks[:MOST]]
        beyond += [f"{kind}: {_place(item)}: {check.found}" for item, check in checks[MOST:]]
    if beyond:
        lines += quoted("\n".join(for_log(line, _SENTENCE, wraps=False) for line in beyond))
    return ("\n".join(lines) + "\n").encode()


def quoted(text: str) -> list[str]:
    """The text's lines between two commands that switch commands off and on again."""
    word = secrets.token_hex(16)
    return [f"::stop-commands::{word}", *text.split("\n"), f"::{word}::"]


def _command(kind: str, item: ItemGrade, check: Outcome) -> str:
    sentences = " ".join(sentence for sentence in (check.looked_for, check.found, check.advice) if sentence.strip())
    return f"::{kind} title={workflow_property(_place(item), 200)}::{workflow(sentences, 2 * _SENTENCE)}"


def _place(item: ItemGrade) -> str:
    return f"{item.item.id} {item.item.title}"
