"""Notebooks of the formats 1 to 3 become cells of format 4, by way of nbformat.

nbformat's converters trust what they are given. So they are given a structure built here, of checked parts only, and
whatever they still raise is the submission's fault and never a crash.
"""

from __future__ import annotations

from typing import Any

from grader.errors import SubmissionError
from grader.intake.names import quoted
from grader.intake.outputs import text_of

_IMAGES = ("png", "jpeg", "svg")
_TEXTS = ("text", "latex", "html")


def raw_cells(tree: dict[str, Any], version: int) -> list[Any] | None:
    """All cells in order, as they stand in the file; None where there is no list of them."""
    if version == 1:
        cells = tree.get("cells")
        return cells if isinstance(cells, list) else None
    sheets = tree.get("worksheets")
    if not isinstance(sheets, list):
        return None
    lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
    return [cell for cells in lists if isinstance(cells, list) for cell in cells]


def upgrade(cells: list[Any], version: int, name: str) -> list[Any]:
    """The same cells in format 4; one that cannot be read is None and keeps its place."""
    checked = [_cell_1(cell) if version == 1 else _cell_2_or_3(cell) for cell in cells]
    whole = [cell for cell in checked if cell is not None]
    notebook: dict[str, Any] = {"nbformat": version, "nbformat_minor": 0, "metadata": {}}
    if version == 1:
        notebook["cells"] = whole
    else:
        notebook["worksheets"] = [{"cells": whole, "metadata": {}}]
    import nbformat  # here, because it takes longer to import than all of intake, and few notebooks are this old

    try:
        node = nbformat.from_dict(notebook)  # type: ignore[no-untyped-call]  # nbformat annotates neither of these
        converted = list(nbformat.convert(node, 4)["cells"])  # type: ignore[no-untyped-call]
        if len(converted) != len(whole):
            raise ValueError(f"{len(whole)} cells became {len(converted)}")
    except Exception as error:  # noqa: BLE001 - the converters have no error of their own
        raise SubmissionError(
            f"{quoted(name)} is in the old format {version} and could not be converted: {type(error).__name__}.",
            "Open the notebook in Jupyter, save it (it is then in format 4), and hand it in again.",
        ) from None
    rest = iter(converted)
    return [None if cell is None else next(rest) for cell in checked]


def _cell_1(cell: object) -> dict[str, Any] | None:
    if not isinstance(cell, dict) or cell.get("cell_type") not in ("code", "text"):
        return None
    field = "code" if cell["cell_type"] == "code" else "text"
    source = text_of(cell.get(field))
    return None if source is None else {"cell_type": cell["cell_type"], field: source}


def _cell_2_or_3(cell: object) -> dict[str, Any] | None:
    if not isinstance(cell, dict):
        return None
    kind = cell.get("cell_type")
    source = text_of(cell.get("input" if kind == "code" else "source"))
    if source is None:
        return None
    if kind == "code":
        outputs = cell.get("outputs")
        shown = [_output(output) for output in outputs] if isinstance(outputs, list) else []
        whole = [output for output in shown if output is not None]
        return {"cell_type": "code", "language": "python", "metadata": {}, "input": source, "outputs": whole}
    if kind == "heading":
        level = cell.get("level")
        depth = min(6, max(1, level)) if isinstance(level, int) else 1
        return {"cell_type": "heading", "metadata": {}, "level": depth, "source": source}
    if kind in ("markdown", "html", "raw"):
        return {"cell_type": kind, "metadata": {}, "source": source}
    return None


def _output(output: object) -> dict[str, Any] | None:
    if not isinstance(output, dict):
        return None
    kind = output.get("output_type")
    if kind == "stream":
        stream = output.get("stream")
        name = stream if stream in ("stdout", "stderr") else "stdout"
        return {"output_type": "stream", "stream": name, "text": text_of(output.get("text")) or ""}
    if kind == "pyerr":
        lines = output.get("traceback")
        trace = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        texts = {key: text_of(output.get(key)) or "" for key in ("ename", "evalue")}
        return {"output_type": "pyerr", "traceback": trace, **texts}
    if kind not in ("pyout", "display_data"):
        return None
    data: dict[str, Any] = {key: text for key in _TEXTS if (text := text_of(output.get(key))) is not None}
    # That there was a picture is all that is kept of one.
    data.update((key, "") for key in _IMAGES if key in output)
    number = {"prompt_number": 0} if kind == "pyout" else {}
    return {"output_type": kind, "metadata": {}, **number, **data}
