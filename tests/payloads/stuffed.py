"""Records in which every text holds the same payload: made from the model's types, so that no field is forgotten."""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from grader.model.accounts import Account
from grader.model.evidence import CellEnd, CellRun, Evidence, Output
from grader.model.findings import Findings
from grader.model.grade import Cause, Grade, ItemGrade, Outcome, Status
from grader.model.submission import Cell, CellKind
from tests.unit.reporting import samples

T = TypeVar("T")

DEPTH = 6
SECRET = "for the eyes of the teacher"
IMAGE = "a1"
DIGEST = "ab" * 32
_DIGESTS = ("digest", "sha256", "weights", "weights_before", "weights_after")


def stuffed(kind: type[T], payload: str, depth: int = 0) -> T:
    """An instance of a dataclass of the model in which every text is the payload, and every tuple has an element."""
    made: dict[str, Any] = {}
    hints = typing.get_type_hints(kind)
    for field in fields(kind):  # type: ignore[arg-type]
        if field.name in _DIGESTS:
            made[field.name] = DIGEST
        elif field.name == "image":
            made[field.name] = IMAGE
        elif field.name == "pins":
            continue
        else:
            made[field.name] = _value(hints[field.name], payload, depth)
    if kind.__name__ == "Heatmap":
        made |= {"rows": 1, "columns": 1}
    return kind(**made)


def _value(hint: Any, payload: str, depth: int) -> Any:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in (types.UnionType, typing.Union):
        return None if depth > DEPTH else _value(next(a for a in arguments if a is not type(None)), payload, depth)
    if origin is tuple:
        whole = arguments if Ellipsis not in arguments else arguments[:1]
        return () if depth > DEPTH else tuple(_value(each, payload, depth) for each in whole)
    if origin is dict:
        return {payload: _value(arguments[1], payload, depth)}
    if isinstance(hint, type) and issubclass(hint, Enum):
        return next(iter(hint))
    if isinstance(hint, type) and is_dataclass(hint):
        return stuffed(hint, payload, depth + 1)
    simple: dict[Any, Any] = {str: payload, int: 1, float: 1.0, bool: True, Path: Path(".")}
    return simple[hint]


def evidence(payload: str) -> Evidence:
    made = stuffed(Evidence, payload)
    kinds = (CellKind.CODE, CellKind.MARKDOWN, CellKind.RAW, CellKind.CODE)
    cells = tuple(Cell(index=at, kind=kind, source=payload) for at, kind in enumerate(kinds))
    shown = Output(cell=0, text=payload)
    outputs = (
        shown,
        replace(shown, html=payload),
        replace(shown, html=f"<table><tr><td>{payload}</td></tr></table>"),
        replace(shown, image=IMAGE),
        Output(cell=3, text=payload, error=payload, trace=payload),
    )
    return replace(
        made,
        submission=replace(made.submission, cells=cells),
        observed=replace(
            made.observed, cells=(CellRun(cell=0, end=CellEnd.OK, ended=1.0), CellRun(cell=3, end=CellEnd.ERROR))
        ),
        reported=replace(made.reported, outputs=outputs),
    )


def grade(payload: str) -> Grade:
    """One item of each status, with whatever a check can quote; what is for the teacher alone is `SECRET`."""
    made = stuffed(Grade, payload)
    rubric = samples.assignment().items
    statuses = (Status.PASSED, Status.FAILED, Status.UNGRADABLE)
    items = tuple(
        ItemGrade(item=item, checks=(_outcome(f"{item.id}/does_it", item.points, status, payload),))
        for item, status in zip(rubric, statuses * len(rubric), strict=False)
    )
    return replace(made, items=items)


def _outcome(name: str, points: int, status: Status, payload: str) -> Outcome:
    made = stuffed(Outcome, payload)
    cause = Cause.UPSTREAM if status is Status.UNGRADABLE else None
    return replace(made, id=name, points=points, status=status, cause=cause, for_teacher=f"{SECRET} {payload}")


def findings(payload: str) -> Findings:
    return replace(stuffed(Findings, payload), heatmap=IMAGE)


def accounts(payload: str) -> tuple[Account, ...]:
    return (stuffed(Account, payload),)
