"""The checks that an assignment has, read from their source without running it.

The judge's child reports outcomes; the catalogue says which outcomes there have to be. Since nothing is imported, a
check that fails to import is missed by the child and still expected here.
"""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import CheckSpec


def check_id(item: str, function: str) -> str:
    return f"{item}/{function.removeprefix('check_')}"


def describe(docstring: str | None) -> tuple[str, str]:
    """What is looked for (the docstring's first paragraph) and the advice (what stands behind `Try:`)."""
    text = inspect.cleandoc(docstring or "")
    looked_for, _, advice = text.partition("Try:")
    return " ".join(looked_for.split()), _begun(" ".join(advice.split()))


def _begun(sentence: str) -> str:
    """With a capital letter, unless it begins with code."""
    return sentence[:1].upper() + sentence[1:] if sentence.split(" ")[0].isalpha() else sentence


def read(assignment: Assignment) -> tuple[CheckSpec, ...]:
    """All checks of an assignment in the order of the rubric.

    Raises `MachineryError` where checks and rubric don't agree: an item without a check, a check of an unknown item,
    points that don't add up, a name used twice, or a check without a sentence.
    """
    specs = [spec for path in sorted(assignment.folder.glob("check_*.py")) for spec in _declared(path)]
    order = {item.id: place for place, item in enumerate(assignment.items)}
    faults = [f"{spec.id} belongs to no item" for spec in specs if spec.item not in order]
    faults += [f"{spec.id} says nothing to the student" for spec in specs if not spec.looked_for]
    ids = [spec.id for spec in specs]
    faults += [f"{name} is declared twice" for name in sorted({name for name in ids if ids.count(name) > 1})]
    for item in assignment.items:
        worth = sum(spec.points for spec in specs if spec.item == item.id)
        if worth != item.points:
            faults.append(f"the checks of {item.id} are worth {worth} points, the item {item.points}")
    if faults:
        raise MachineryError(
            f"The checks of {assignment.name} don't fit its rubric: {'; '.join(faults)}.",
            f"Compare {assignment.folder}/check_*.py with assignment.toml.",
        )
    return tuple(sorted(specs, key=lambda spec: order[spec.item]))


def _declared(path: Path) -> list[CheckSpec]:
    tree = ast.parse(path.read_text(encoding="utf-8"), filename=str(path))
    specs = []
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef):
            continue
        for decorator in function.decorator_list:
            if isinstance(decorator, ast.Call) and getattr(decorator.func, "id", "") == "rubric":
                item = ast.literal_eval(decorator.args[0])
                points = next(ast.literal_eval(word.value) for word in decorator.keywords if word.arg == "points")
                looked_for, advice = describe(ast.get_docstring(function))
                specs.append(
                    CheckSpec(
                        id=check_id(item, function.name),
                        item=item,
                        points=points,
                        looked_for=looked_for,
                        advice=advice,
                    )
                )
    return specs
