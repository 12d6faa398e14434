"""Where a name that is not defined should have come from: a cell that failed, or one that stands further down."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from grader.model.evidence import Evidence
from grader.roles import names

UNDEFINED = re.compile(r"^NameError: name '(\w{1,80})' is not defined")


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    cell: int
    """The cell that failed and alone would have defined the name, or the later one that defines it."""
    later: bool
    sentence: str


def of(evidence: Evidence, cell: int, error: str, failed: Mapping[int, object]) -> Origin | None:
    """The origin of the name that an error in a cell is about; None where that can't be told by the code.

    `failed` are the earlier cells that did not end well. Cells that can't be read, and imports of everything, might
    define any name.
    """
    match = UNDEFINED.match(error)
    if match is None:
        return None
    name = match[1]
    known = {one.index: names.of(one.source) for one in evidence.submission.code}
    earlier = [index for index in known if index < cell]
    defining = [index for index in earlier if name in known[index].defines]
    if defining and all(index in failed for index in defining):
        place = defining[-1]
        return Origin(cell=place, later=False, sentence=f"`{name}` was to come from cell {place + 1}, which failed.")
    unread = any(not known[index].known or "*" in known[index].defines for index in earlier)
    after = next((index for index in known if index > cell and name in known[index].defines), None)
    if after is None or defining or unread or name in known[cell].defines:
        return None
    sentence = (
        f"`{name}` is defined only further down, in cell {after + 1}: run from first to last, the notebook stops here."
    )
    return Origin(cell=after, later=True, sentence=sentence)


def lacking(evidence: Evidence, cell: int, culprit: int) -> tuple[str, ...]:
    """The names that a cell needs and that a fatal cell was to define or change."""
    sources = {one.index: one.source for one in evidence.submission.code}
    made = names.of(sources.get(culprit, ""))
    return tuple(sorted(names.of(sources.get(cell, "")).needs & (made.defines | made.changes)))
