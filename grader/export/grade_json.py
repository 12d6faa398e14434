"""`grade.json`, the public record of a grade, schema 1."""

from __future__ import annotations

import json
import re
from enum import StrEnum
from typing import Any

from grader.model.assignment import BonusPolicy
from grader.model.grade import Grade, ItemGrade, Outcome

SCHEMA = 1

_POLICIES = {
    BonusPolicy.MAKES_UP: "score = min(possible, earned + bonus)",
    BonusPolicy.ON_TOP: "score = earned + bonus",
}

# They stand only inside strings, so escaping them changes no value, and the file can be shown on a terminal, or by a
# browser that takes it for a page.
_deceptive = re.compile("[<\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e0fff]")
_surrogate = re.compile("[\ud800-\udfff]")


def render(grade: Grade) -> bytes:
    """The same grade gives the same bytes."""
    record = {
        "schema": SCHEMA,
        "assignment": grade.assignment,
        "version": grade.version,
        "student": grade.student,
        "submission": {"path": grade.path, "sha256": grade.sha256},
        "verdict": _word(grade.verdict),
        "score": grade.score,
        "earned": grade.earned,
        "bonus": grade.bonus,
        "possible": grade.possible,
        "policy": _POLICIES[grade.policy],
        "reasons": list(grade.reasons),
        "items": [_item(item) for item in grade.items],
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    text = _deceptive.sub(_escaped, text)
    return (_surrogate.sub("\ufffd", text) + "\n").encode()


def _escaped(match: re.Match[str]) -> str:
    return json.dumps(match[0])[1:-1] if ord(match[0]) > 127 else f"\\u{ord(match[0]):04x}"


def _item(item: ItemGrade) -> dict[str, Any]:
    return {
        "id": item.item.id,
        "title": item.item.title,
        "points": item.item.points,
        "bonus": item.item.bonus,
        "earned": item.earned,
        "status": _word(item.status),
        "checks": [_check(check) for check in item.checks],
    }


def _check(check: Outcome) -> dict[str, Any]:
    return {
        "id": check.id,
        "points": check.points,
        "status": _word(check.status),
        "cause": None if check.cause is None else _word(check.cause),
        "found": check.found,
        "rests_on": [basis.value for basis in check.rests_on],
    }


def _word(member: StrEnum) -> str:
    """`needs review` is written NEEDS_REVIEW."""
    return member.value.upper().replace(" ", "_")
