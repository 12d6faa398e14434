"""The acceptance list: every id has a row in a folder, or an entry that says where it is tested or why it can't be."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TypeVar

import msgspec

from tests.hostile.expected import GROUPS, HERE, BadRow

ROOT = HERE.parents[1]

T = TypeVar("T")


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    attack: str
    outcome: str


class Elsewhere(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`tests` are pytest's names of tests that show the row; without one there must be a reason."""

    tests: tuple[str, ...] = ()
    reason: str = ""


def catalogue() -> dict[str, Entry]:
    return _read("catalogue.toml", dict[str, Entry])


def elsewhere() -> dict[str, Elsewhere]:
    return _read("elsewhere.toml", dict[str, Elsewhere])


def _read(name: str, kind: type[T]) -> T:
    try:
        return msgspec.convert(tomllib.loads((HERE / name).read_text(encoding="utf-8")), kind)
    except (OSError, tomllib.TOMLDecodeError, msgspec.ValidationError) as fault:
        raise BadRow(f"{name} can't be read: {fault}") from None


def gaps(rows: Collection[str], groups: Iterable[str] = GROUPS) -> tuple[str, ...]:
    """What is lacking in these groups, a sentence each, given the ids that have a folder."""
    listed, others = catalogue(), elsewhere()
    letters = {GROUPS[group] for group in groups}
    found = []
    if bare := [key for key in listed if key not in {*rows, *others} and key[0] in letters]:
        found.append(f"neither a row nor an entry in elsewhere.toml: {' '.join(bare)}")
    found += [f"{key}: not in the catalogue" for key in sorted({*rows, *others} - set(listed))]
    for key, entry in others.items():
        if not entry.tests and not entry.reason:
            found.append(f"{key}: elsewhere.toml gives neither a test nor a reason")
        found += [f"{key}: there is no test {name}" for name in entry.tests if not exists(name)]
    return tuple(found)


def exists(name: str) -> bool:
    """Whether a test of that name stands in its file: `tests/unit/test_cli.py::test_help`, without parameters."""
    file, _, test = name.partition("::")
    path = ROOT / Path(file)
    if not path.is_file():
        return False
    if not test:
        return True
    tree = ast.parse(path.read_text(encoding="utf-8"))
    wanted = test.split("[")[0].split("::")[-1]
    return any(isinstance(node, ast.FunctionDef) and node.name == wanted for node in ast.walk(tree))
