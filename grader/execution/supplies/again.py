"""When the data set should be supplied otherwise in another run: with other columns, or where the first run looked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from grader.execution.supplies.code import Code, parse
from grader.execution.supplies.layout import MOST_COLUMNS, reads_pairs, written
from grader.execution.supplies.names import TABLES, TEXTS, last_part
from grader.execution.supplies.strings import LONGEST
from grader.model.attempt import Attempt
from grader.model.evidence import CellEnd, Evidence, Output

# Lines with three columns where the code takes two, and the other way round. A line with one column is something else.
_TOO_MANY = re.compile(r"too many values to unpack \(expected (2)\b")
_TOO_FEW = re.compile(r"not enough values to unpack \(expected (3), got 2\)")
_MISMATCH = re.compile(r"Length mismatch: Expected axis has [23] elements, new values have ([23]) elements")
_READING = re.compile(r"split\s*\(|open\s*\(|readlines|read_text|read_csv|read_table|\.columns\b")
_MISSING = (
    re.compile(r"No such file or directory: (?:b?)'([^'\n]+)'"),
    re.compile(r'No such file or directory: (?:b?)"([^"\n]+)"'),
    re.compile(r"NotFoundError: (?:\{\{.*?\}\} ?)?([^;\n]+); No such file or directory"),
    re.compile(r"FileNotFoundError: (\S[^\n]*?) not found\."),
)


def other_columns(evidence: Evidence, tried: tuple[Attempt, ...]) -> Attempt | None:
    """The other number of columns, once, where a cell that reads text could not unpack the lines as supplied."""
    data = evidence.observed.data
    if data is None or any(attempt.columns for attempt in tried):
        return None
    for output in _errors(evidence):
        source = next((cell.source for cell in evidence.submission.code if cell.index == output.cell), "")
        hit = next((hit for sign in (_TOO_MANY, _TOO_FEW, _MISMATCH) if (hit := sign.search(output.text))), None)
        if hit is None or not _READING.search(f"{source}\n{output.trace}") or int(hit[1]) == data.columns:
            continue
        number = int(hit[1])
        reason = (
            f"Cell {output.cell + 1} takes {number} columns from a line, and the data had {data.columns}: "
            f"the public file has {MOST_COLUMNS} today and had 2 until 2019."
        )
        return _following(tried, replace(tried[-1], columns=number, reason=reason))
    return None


def where_it_looked(evidence: Evidence, tried: tuple[Attempt, ...]) -> Attempt | None:
    """The paths at which the run looked for text and found none, once.

    A name that tells nothing will do where the code reads columns from some file, and does not write it itself.
    """
    if any(attempt.also for attempt in tried):
        return None
    code = parse(tuple(cell.source for cell in evidence.submission.code))
    known = {last_part(place) for place in evidence.observed.supplies}
    own = {last_part(path) for path in written(code)}
    found: dict[str, int] = {}
    for output in _errors(evidence):
        for path in _missing(output.text):
            if last_part(path) in known or _plausible(path, code, own):
                found.setdefault(path, output.cell)
    if not found:
        return None
    cell = next(iter(found.values()))
    places = ", ".join(list(found)[:3])
    reason = f"Cell {cell + 1} looked for data at {places}, where the first run had none."
    return _following(tried, replace(tried[-1], also=tuple(found), reason=reason))


def _plausible(path: str, code: Code, own: set[str]) -> bool:
    name = last_part(path)
    return name.lower().endswith((*TEXTS, *TABLES)) and name not in own and reads_pairs(code)


def _missing(text: str) -> Iterator[str]:
    for sign in _MISSING:
        yield from (hit[1] for hit in sign.finditer(text) if len(hit[1]) <= LONGEST)


def _errors(evidence: Evidence) -> Iterator[Output]:
    failed = {run.cell for run in evidence.observed.cells if run.end is CellEnd.ERROR}
    yield from (output for output in evidence.reported.outputs if output.error and output.cell in failed)


def _following(tried: tuple[Attempt, ...], attempt: Attempt) -> Attempt | None:
    """The attempt, unless the very same was made."""
    same = ((one.keras, one.columns, one.also) for one in tried)
    return None if (attempt.keras, attempt.columns, attempt.also) in same else replace(attempt, ran=0, kept=True)
