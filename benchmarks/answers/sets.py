"""Answers that were marked by hand: the benchmark's own, and the older ones that the concepts were tuned on."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import msgspec

SECOND = "second.toml"
"""A second marking of the same answers, by somebody who did not see the first."""
OLDER_ITEMS = {
    **{f"T1.{number}": f"1.{number}" for number in range(1, 6)},
    **{"T7.1": "7.3", "T7.2": "7.4", "T7.3": "7.5"},
    **{f"T8.{number}": f"8.{number}" for number in range(1, 4)},
}
"""The older set's names of items. Its seven answers to all of task 2 are left out: they are two items here."""
SINGLE = "7.5"
"""The item that is earned by a single concept."""
STANCES = frozenset({"claimed", "denied", "smooth", "jumpy"})
"""Concepts that say which way an observation goes; they earn nothing by themselves, and markers need not name them."""


PARTS = {
    "order": "words",
    "bidirectional": "architecture",
    "regularised": "architecture",
    "longer": "tuning",
}
"""Concepts that were one where the answers were marked: who says two of them says two things, which the markers saw."""


class Half(StrEnum):
    """What an answer of our own set is used for.

    Concepts and guards are widened by what the development half shows. The texts of the held-out half are read by
    nobody who does that, and its figures are looked at in sum, seldom; `docs/written-answers.md` says how often.
    """

    DEVELOPMENT = "development"
    HELD_OUT = "held out"


def half(text: str) -> Half:
    """Which half a text belongs to: by its hash, so that neither its place nor its kind nor its mark decides."""
    return Half.HELD_OUT if hashlib.sha256(text.encode()).digest()[0] % 2 else Half.DEVELOPMENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An answer with the mark that a person gave it, 0 to 1."""

    id: str
    item: str
    kind: str
    mark: float
    text: str
    says: tuple[str, ...] | None = None
    """The concepts that the marker found in it; None where the set does not tell."""
    curve: str = ""
    """The name of the run that an observation stands beside; see `curves.py`."""
    second: float | None = None
    """The mark of the second marker."""


class _Answer(msgspec.Struct, frozen=True):
    id: str
    kind: str
    mark: float
    text: str
    says: tuple[str, ...] = ()
    curve: str = ""


class _File(msgspec.Struct, frozen=True):
    answer: tuple[_Answer, ...] = ()


class _Second(msgspec.Struct, frozen=True):
    marks: dict[str, float] = {}


def load(folder: Path) -> list[Marked]:
    """The answers in `<item>.toml` of a folder, in the items' order; none where there is no such folder."""
    second = _second(folder / SECOND)
    found: list[Marked] = []
    for path in sorted(folder.glob("*.toml"), key=lambda path: _order(path.stem)):
        if path.name == SECOND:
            continue
        file = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _File)
        found.extend(_marked(path.stem, each, second.get(each.id)) for each in file.answer)
    return found


def _marked(item: str, each: _Answer, second: float | None) -> Marked:
    return Marked(
        id=each.id,
        item=item,
        kind=each.kind,
        mark=each.mark,
        text=each.text,
        says=each.says,
        curve=each.curve,
        second=second,
    )


def _second(path: Path) -> dict[str, float]:
    if not path.is_file():
        return {}
    return msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), _Second).marks


def _order(item: str) -> tuple[tuple[int, int, str], ...]:
    """1.2 before 1.10, and what is no number last."""
    return tuple((0, int(part), "") if part.isdigit() else (1, 0, part) for part in item.split("."))


def older(tests: Path) -> dict[str, list[Marked]]:
    """The sets that stand beside the tests of the text roles, by file name. The concepts were tuned on both."""
    return {
        name: list(read(tests / name))
        for name, read in (("marked.json", _older_marked), ("fresh.toml", _older_fresh))
        if (tests / name).is_file()
    }


def _older_marked(path: Path) -> Iterator[Marked]:
    for number, each in enumerate(json.loads(path.read_text(encoding="utf-8"))["answers"]):
        if each["item"] in OLDER_ITEMS:
            item = OLDER_ITEMS[each["item"]]
            yield Marked(id=f"marked-{number}", item=item, kind=each["kind"], mark=each["mark"], text=each["text"])


def _older_fresh(path: Path) -> Iterator[Marked]:
    for number, each in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["answer"]):
        says = tuple(each.get("says", ()))
        yield Marked(
            id=f"fresh-{number}",
            item=each["question"],
            kind="none" if each.get("none") else "fresh",
            mark=_share(each["question"], says),
            text=each["text"],
            says=says,
        )


def _share(item: str, says: Sequence[str]) -> float:
    """The mark of what an answer says: half for each of two concepts. Whether challenges are explained isn't told."""
    earning = [concept for concept in says if concept not in STANCES]
    return min(1.0, len(earning) if item == SINGLE else len(earning) / 2)
