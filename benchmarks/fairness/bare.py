"""Runs a notebook with nbclient as it comes; travels into the sandbox and imports nothing of ours.

Called as `python -I bare.py NOTEBOOK RESULT`. After each cell the result is written anew, so that a run which is ended
from outside has said how far it was.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError


class Noting(NotebookClient):
    """nbclient that tells which cells have run."""

    result: Path
    said: dict[str, Any]

    async def async_execute_cell(self, cell: Any, cell_index: int, *args: Any, **kwargs: Any) -> Any:
        self.note(began=cell_index)
        executed = await super().async_execute_cell(cell, cell_index, *args, **kwargs)
        if cell.cell_type == "code":
            self.note(ran=[*self.said["ran"], cell_index])
        return executed

    execute_cell = async_execute_cell  # type: ignore[assignment]  # nbclient wraps its own for callers without a loop

    def note(self, **changes: Any) -> None:
        self.said |= changes
        part = self.result.with_suffix(".part")
        part.write_text(json.dumps(self.said))
        part.rename(self.result)


def main() -> None:
    notebook: Any = nbformat.read(sys.argv[1], as_version=4)  # type: ignore[no-untyped-call]  # nbformat is half typed
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    client = Noting(notebook, timeout=None, kernel_name="python3", resources={"metadata": {"path": os.getcwd()}})
    client.result, client.said = Path(sys.argv[2]), {"began": 0, "ran": [], "error": "", "ended": False}
    try:
        client.execute()
        client.note(ended=True)
    except CellExecutionError as error:
        client.note(error=f"{error.ename}: {error.evalue}"[:2_000])
    except Exception as fault:  # noqa: BLE001  # nbclient fails in any way where a kernel dies or a cell is odd
        client.note(error=f"{type(fault).__name__}: {fault}"[:2_000])
    os._exit(0)


if __name__ == "__main__":
    main()
