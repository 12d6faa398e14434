"""The table: medians, and their ratios to running without a sandbox."""

from __future__ import annotations

import os
from collections.abc import Sequence
from statistics import median

from benchmarks.overhead.running import Measured

QUIET = 0.5  # processes that run or wait, for each processor: above it, figures tell of the neighbours


def render(measured: Sequence[Measured], busy: float) -> str:
    """Markdown; `busy` is the machine's load before the first run."""
    names = list(dict.fromkeys(one.sandbox for one in measured))
    names.sort(key=lambda name: name != "none")
    wall_of_none, processor_of_none = _medians(measured, "none")
    lines = ["| sandbox | runs | wall, s | ratio | CPU, s | ratio |", "|---|--:|--:|--:|--:|--:|"]
    for name in names:
        wall, processor = _medians(measured, name)
        runs = sum(one.sandbox == name for one in measured)
        lines.append(
            f"| {name} | {runs} | {wall:.2f} | {wall / wall_of_none:.3f} "
            f"| {processor:.2f} | {processor / processor_of_none:.3f} |"
        )
    processors = os.cpu_count() or 1
    loud = "" if busy <= QUIET * processors else ": NOT QUIET, so these figures mean little"
    lines.append(f"\n{processors} processors; load before the first run {busy:.1f}{loud}.")
    return "\n".join(lines) + "\n"


def _medians(measured: Sequence[Measured], sandbox: str) -> tuple[float, float]:
    runs = [one for one in measured if one.sandbox == sandbox]
    return median(one.wall for one in runs), median(one.processor for one in runs)
