"""Notes what a notebook does while it does it.

Loaded into the student's kernel before the first cell. All that it writes is testimony, for the student's code shares
its process: the host believes none of it until it was cross-checked. It must never change what the student sees, so
every hook swallows its own faults (and notes them), and it imports nothing but the libraries that it watches.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from recorder import by_hand, calls, figures, namespace, tracing, training, webfigures
from recorder.budget import Budget
from recorder.journal import Journal
from recorder.probes import Samples
from recorder.weights import Keeper


def install(
    shell: Any,
    outbox: Path,
    cells: list[int],
    *,
    budget: dict[str, Any] | None = None,
    life: int = 0,
    origin: float = 0.0,
) -> Journal:
    """Begins to record.

    `cells` are the notebook's indices of the code cells in the order in which the host will run them: the kernel
    itself is never told which cell it runs. `budget` is what training may take, if it is limited; `life` and `origin`
    are for a notebook whose kernel died before, see `recorder.journal`.
    """
    journal = Journal(outbox, life=life, origin=origin)
    journal.budget = Budget(journal, budget) if budget else None
    keeper, samples = Keeper(journal), Samples()
    order = iter(cells)

    def began(_info: Any) -> None:
        if journal.depth == 0:
            journal.cell = next(order, -1)
            journal.quietly(partial(journal.write, "cell"))
            journal.quietly(partial(webfigures.watch, journal, {}))
        journal.depth += 1

    def ended(_result: Any) -> None:
        journal.depth -= 1
        if journal.depth == 0:
            if journal.hand is not None:
                journal.quietly(journal.hand.end)
            journal.quietly(figures.sweep)
            journal.quietly(partial(webfigures.watch, journal, shell.user_ns))
            journal.quietly(partial(namespace.scan, journal, shell.user_ns))
            journal.quietly(keeper.look)
            if journal.cell == cells[-1]:
                journal.quietly(partial(samples.ask, journal))

    shell.events.register("pre_run_cell", began)
    shell.events.register("post_run_cell", ended)
    journal.quietly(partial(training.install, journal, keeper, samples))
    parts: tuple[Any, ...] = (calls, figures, tracing, by_hand)
    for part in parts:
        journal.quietly(partial(part.install, journal))
    return journal
