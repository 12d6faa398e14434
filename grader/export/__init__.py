"""A grade in the formats that other programs read, one small module a format.

To add one: a module with `render(grade) -> bytes` that takes every text through `escaping`, and a line below. What is
meant for the teacher alone (`Outcome.for_teacher`) goes into none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from grader.export import annotating, grade_json, gradebook, junit, summary
from grader.model.grade import Grade


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    render: Callable[[Grade], bytes]
    file: str = ""
    """In the report's folder; empty where it is printed instead."""


EXPORTS: Mapping[str, Export] = MappingProxyType(
    {
        "json": Export(render=grade_json.render, file="grade.json"),
        "junit": Export(render=junit.render, file="junit.xml"),
        "summary": Export(render=summary.render, file="summary.md"),
        "annotations": Export(render=annotating.render),
        "csv": Export(render=gradebook.render, file="gradebook.csv"),
    }
)
"""By the name that `--export` takes; `json` is always written."""
