"""Notes what a notebook does while it does it.

Loaded into the student's kernel before the first cell. All that it writes is testimony, for the student's code shares
its process: the host believes none of it until it was cross-checked. It must never change what the student sees, so
every hook swallows its own faults (and notes them), and it imports nothing but the libraries that it watches.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from recorder import calls, figures, namespace, training, webfigures
from recorder.journal import Journal


def install(shell: Any, outbox: Path, cells: list[int]) -> None:
    """Begins to record.

    `cells` are the notebook's indices of the code cells in the order in which the host will run them: the kernel
    itself is never told which cell it runs.
    """
    journal = Journal(outbox)
    order = iter(cells)

    def began(_info: Any) -> None:
        if journal.depth == 0:
            journal.cell = next(order, -1)
            journal.quietly(partial(webfigures.watch, journal, {}))
        journal.depth += 1

    def ended(_result: Any) -> None:
        journal.depth -= 1
        if journal.depth == 0:
            journal.quietly(figures.sweep)
            journal.quietly(partial(webfigures.watch, journal, shell.user_ns))
            journal.quietly(partial(namespace.scan, journal, shell.user_ns))

    shell.events.register("pre_run_cell", began)
    shell.events.register("post_run_cell", ended)
    parts: tuple[Any, ...] = (training, calls, figures)
    for part in parts:
        journal.quietly(partial(part.install, journal))
