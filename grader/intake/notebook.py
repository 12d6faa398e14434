"""A notebook's bytes become cells: of everything in the file only type, source and saved outputs survive."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from grader.errors import SubmissionError
from grader.intake import older
from grader.intake.decoding import Decoded, clean
from grader.intake.language import language, says_python_2
from grader.intake.names import brief, megabytes, quoted
from grader.intake.outputs import saved_outputs, shorten, text_of
from grader.intake.parsing import parse, type_name
from grader.model.submission import Cell, CellKind

MOST_BYTES = 30_000_000
MOST_CELLS = 500
MOST_CODE = 2_000_000
"""Characters of one code cell; half a program is none, so a longer one is refused rather than cut."""
MOST_PROSE = 400_000
"""Characters of one Markdown cell; a picture pasted into it as text is longer."""

NEWEST = 4
_KINDS = {"code": CellKind.CODE, "markdown": CellKind.MARKDOWN, "raw": CellKind.RAW, "heading": CellKind.MARKDOWN}
_RESAVE = "Open the notebook in Jupyter, save it, and hand it in again."


@dataclass(frozen=True, slots=True, kw_only=True)
class Notebook:
    """What one notebook file holds."""

    cells: tuple[Cell, ...]
    sha256: str
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Tally:
    """What the reading of the cells changed, by cell label."""

    skipped: list[int] = field(default_factory=list)
    cleaned: list[int] = field(default_factory=list)
    shortened: list[int] = field(default_factory=list)
    outputs: int = 0


def read_notebook(data: bytes, name: str) -> Notebook:
    """Reads the bytes of a notebook; `name` is what refusals call it."""
    tree, decoded = parse(data, name)
    version, raw, notes = _versioned(tree, name)
    _refuse_language(tree, name)
    if len(raw) > MOST_CELLS:
        raise SubmissionError(
            f"{quoted(name)} has {len(raw):,} cells; at most {MOST_CELLS} are read.",
            "Remove the cells that do not belong to the assignment, and hand it in again.",
        )
    if version < NEWEST:
        raw = older.upgrade(raw, version, name)
    cells, tally = _cells(raw, name)
    _refuse_nothing(cells, raw, tally, name)
    if says_python_2(tree):
        notes.append("This notebook was written for Python 2; it is run with Python 3.")
    return Notebook(
        cells=cells,
        sha256=hashlib.sha256(data).hexdigest(),
        notes=(*decoding_notes(decoded, "notebook"), *notes, *_tally_notes(tally)),
    )


def _versioned(tree: dict[str, Any], name: str) -> tuple[int, list[Any], list[str]]:
    """The format's number, the cells in that format, and notes."""
    notes: list[str] = []
    stated = tree.get("nbformat")
    version = _version(stated, name) if "nbformat" in tree else NEWEST
    if "worksheets" in tree and "cells" not in tree and version not in (2, 3):
        version = 3
    elif version in (2, 3) and "worksheets" not in tree and "cells" in tree:
        version = NEWEST
    raw = tree.get("cells") if version == NEWEST else older.raw_cells(tree, version)
    if not isinstance(raw, list):
        raise _no_cell_list(tree, name)
    if "nbformat" not in tree:
        notes.append(f"This notebook does not say which format it is in; it was read as format {version}.")
    elif version < NEWEST:
        notes.append(f"This notebook is in the old format {version}; it was read as format {NEWEST}.")
    elif version != stated:
        notes.append(f"This notebook says that it is in format {stated}, but is written as format {NEWEST}.")
    return version, raw, notes


def _version(stated: object, name: str) -> int:
    if isinstance(stated, float) and stated.is_integer():
        stated = int(stated)
    if isinstance(stated, bool) or not isinstance(stated, int):
        # Only a text is quoted: a list may be as long as the file, and too deep to be written out.
        found = f"the text {quoted(stated)}" if isinstance(stated, str) else type_name(stated)
        raise SubmissionError(f"{quoted(name)} states its format as {found}, not as a whole number.", _RESAVE)
    if not 1 <= stated <= NEWEST:
        raise SubmissionError(
            f"{quoted(name)} is in notebook format {stated}; formats 1 to {NEWEST} are known.",
            "Save it as format 4 (File > Download .ipynb) and hand it in again.",
        )
    return stated


def _no_cell_list(tree: dict[str, Any], name: str) -> SubmissionError:
    if "cells" in tree:
        found = f"its 'cells' are {type_name(tree['cells'])}"
    elif tree:
        found = f"it holds {', '.join(quoted(key) for key in list(tree)[:5])} instead"
    else:
        found = "the object is empty"
    return SubmissionError(f"{quoted(name)} is JSON without a notebook's list of cells: {found}.", _RESAVE)


def _refuse_language(tree: dict[str, Any], name: str) -> None:
    if found := language(tree):
        raise SubmissionError(
            f"{quoted(name)} is a notebook for {brief(found)}, not for Python.",
            "Hand in a notebook with a Python kernel (Kernel > Change kernel).",
        )


def _cells(raw: list[Any], name: str) -> tuple[tuple[Cell, ...], _Tally]:
    tally = _Tally()
    cells: list[Cell] = []
    for index, item in enumerate(raw):
        kind = item.get("cell_type") if isinstance(item, dict) else None
        source = _source(item) if isinstance(item, dict) else None
        if source is None or not isinstance(kind, str) or kind not in _KINDS:
            tally.skipped.append(index)
            continue
        outputs, left_out = saved_outputs(item.get("outputs")) if kind == "code" else ((), 0)
        tally.outputs += left_out
        text = _tidied(source, index, kind, tally, name)
        cells.append(Cell(index=index, kind=_KINDS[kind], source=text, saved_outputs=outputs))
    return tuple(cells), tally


def _source(item: dict[str, Any]) -> str | None:
    source = item.get("source")
    return "" if source is None and "source" in item else text_of(source)


def _tidied(source: str, index: int, kind: str, tally: _Tally, name: str) -> str:
    text = clean(source)
    if text != source:
        tally.cleaned.append(index)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if kind != "code" and len(text) > MOST_PROSE:
        tally.shortened.append(index)
        return shorten(text, MOST_PROSE)
    if len(text) > MOST_CODE:
        raise SubmissionError(
            f"Cell {index + 1} of {quoted(name)} holds {megabytes(len(text))} of code; "
            f"at most {megabytes(MOST_CODE)} are read.",
            "Put data into a file beside the notebook, and hand in the folder.",
        )
    return text


def _refuse_nothing(cells: tuple[Cell, ...], raw: list[Any], tally: _Tally, name: str) -> None:
    if any(cell.source.strip() for cell in cells):
        return
    if not raw:
        found = "it has no cells"
    elif not cells:
        found = f"none of its {len(raw)} cells has a known type and a readable text"
    elif tally.skipped:
        found = f"of its {len(raw)} cells some are blank, and {len(tally.skipped)} cannot be read"
    else:
        found = f"its {len(cells)} cells are blank" if len(cells) > 1 else "its only cell is blank"
    raise SubmissionError(
        f"{quoted(name)} is a notebook without any code or text: {found}.",
        "Perhaps it was saved before the work was done, or another file was meant.",
    )


def decoding_notes(decoded: Decoded, what: str) -> list[str]:
    """What to say of a file that was not written as it should be."""
    if not decoded.encoding:
        return []
    doubt = "; some letters may be wrong" if decoded.lossy else ""
    return [f"This {what} is not plain UTF-8; it was read as {decoded.encoding}{doubt}."]


def _tally_notes(tally: _Tally) -> list[str]:
    notes = []
    if tally.skipped:
        notes.append(f"Left out, for want of a known type or a readable text: {_named(tally.skipped)}.")
    if tally.cleaned:
        notes.append(f"Characters that no text can hold were taken out of {_named(tally.cleaned)}.")
    if tally.shortened:
        notes.append(f"More text than can be read, so the middle was left out of {_named(tally.shortened)}.")
    if tally.outputs:
        notes.append(f"Saved outputs that were left out, as too many or not readable: {tally.outputs}.")
    return notes


def _named(indices: list[int]) -> str:
    """`2 cells (3 and 7)`, counted from 1 as people do."""
    numbers = [str(index + 1) for index in indices[:10]]
    rest = len(indices) - len(numbers)
    if rest:
        told = f"{', '.join(numbers)} and {rest} more"
    else:
        told = " and ".join(filter(None, [", ".join(numbers[:-1]), numbers[-1]]))
    return f"{len(indices)} cell{'s' if len(indices) > 1 else ''} ({told})"
