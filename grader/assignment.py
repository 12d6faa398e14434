"""Reading an assignment's folder: `checks/<name>/assignment.toml` and the questions beside it."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Annotated, Any

import msgspec

from grader.errors import MachineryError, UsageError
from grader.model.assignment import Assignment, BonusPolicy, DataRules, Limits, RowOrder, RubricItem, Stage, Task
from grader.roles import questions

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ROOT / "checks"
MOST = 1e9  # of any limit, in its own unit; more is a slip of the pen


class _Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    file: str
    names: tuple[str, ...]
    rows: Annotated[int, msgspec.Meta(ge=1)] | None = None
    order: RowOrder = RowOrder.FIRST
    source_words: tuple[str, ...] = ()
    target_words: tuple[str, ...] = ()
    headers: tuple[str, str] = ("source", "target")

    def rules(self) -> DataRules:
        return DataRules(**{name: getattr(self, name) for name in self.__struct_fields__ if name != "file"})


class _Item(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    points: int
    title: str
    bonus: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    title: str
    version: str
    bonus: BonusPolicy
    data: _Data
    tasks: dict[str, str]
    items: dict[str, _Item]
    stages: dict[str, tuple[str, ...]]
    limits: dict[str, Any] = {}


def names() -> tuple[str, ...]:
    """The assignments that there are: each folder below `checks/` with an `assignment.toml`."""
    return tuple(sorted(path.parent.name for path in CHECKS.glob("*/assignment.toml")))


def load(name: str | None = None) -> Assignment:
    """The assignment of that name, or the only one there is.

    Raises `UsageError` where it can't be told which is meant, `MachineryError` where its files are wrong.
    """
    known = names()
    if name is None and len(known) == 1:
        name = known[0]
    if name not in known:
        raise UsageError(
            "Which assignment is meant?" if name is None else f"There is no assignment called {name!r}.",
            f"Name one with --assignment: {', '.join(known) or 'there is none in checks/'}",
        )
    return _read(CHECKS / name)


def _limits(given: dict[str, Any]) -> Limits:
    """Raises `ValidationError` naming the limit that makes no sense."""
    unknown = given.keys() - {field.name for field in fields(Limits)}
    if unknown:
        raise msgspec.ValidationError(f"there is no limit called {', '.join(sorted(unknown))}")
    limits = msgspec.convert(given, Limits)
    for field in fields(Limits):
        value = getattr(limits, field.name)
        if value is not None and not 0 < value < MOST:
            raise msgspec.ValidationError(
                f"limits.{field.name} is {value}, and must be more than 0 and no more than 1e9"
            )
    return limits


def _read(folder: Path) -> Assignment:
    path = folder / "assignment.toml"
    try:
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        limits = _limits(file.limits)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise MachineryError(f"The assignment's file {path} is wrong: {fault}.", "Mend it, then grade again.") from None
    return Assignment(
        name=folder.name,
        version=file.version,
        title=file.title,
        tasks=tuple(Task(id=key, title=title) for key, title in file.tasks.items()),
        items=tuple(
            RubricItem(id=key, title=item.title, task=key.split(".")[0], points=item.points, bonus=item.bonus)
            for key, item in file.items.items()
        ),
        bonus=file.bonus,
        limits=limits,
        folder=folder,
        data=ROOT / file.data.file,
        data_rules=file.data.rules(),
        stages=tuple(
            Stage(id=key, title=key.replace("_", " "), words=tuple(words)) for key, words in file.stages.items()
        ),
        questions=questions.load(folder / "answers.toml"),
    )
