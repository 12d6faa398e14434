"""What the grader did to a run, in sentences: a budget and what it cut, and a kernel that was started again."""

from __future__ import annotations

from collections.abc import Iterable

from grader.model.evidence import Evidence, Restart
from grader.model.traces import Fit


def held_back(evidence: Evidence) -> tuple[str, ...]:
    """A sentence for each thing that a reader should know before believing that the notebook was run as it is."""
    budget, restart = evidence.observed.budget, evidence.observed.restart
    said = []
    if budget is not None:
        cut = [fit for fit in evidence.reported.fits if fit.cut is not None]
        said.append(
            f"The grader had a budget of {time(60 * budget.minutes)} for this notebook, of which training was to leave "
            f"{time(budget.reserve)} to what comes after it." + ("" if cut else " Nothing had to be cut for that.")
        )
        said += _cuts(cut)
        said += [
            f"The training in cell {fit.cell + 1} was foretold to take about {time(fit.predicted)}."
            for fit in evidence.reported.fits
            if fit.cut is None and fit.predicted and fit.predicted > 60 * budget.minutes
        ]
    if restart is not None:
        said.append(_restarted(restart))
    return tuple(said)


def _cuts(fits: Iterable[Fit]) -> list[str]:
    """One sentence a cell: a loop over `fit` may have been cut in every call."""
    by_cell: dict[int, list[Fit]] = {}
    for fit in fits:
        by_cell.setdefault(fit.cell, []).append(fit)
    return [_cut(cell, group) for cell, group in by_cell.items()]


def _cut(cell: int, fits: list[Fit]) -> str:
    first, cut = fits[0], fits[0].cut
    if len(fits) > 1:
        return f"{len(fits)} trainings in cell {cell + 1} were cut for the budget's sake."
    if cut is None or first.by_hand:
        epochs = f"{cut.epochs if cut else 0} epochs"
        return f"The training loop in cell {cell + 1} was interrupted after {epochs}, for the budget's sake."
    would = f"; it would have taken about {time(first.predicted)}" if first.predicted else ""
    return f"The training in cell {cell + 1} was ended after {cut.epochs} of {first.epochs_asked} epochs{would}."


def _restarted(restart: Restart) -> str:
    repeated = (
        f"{_cells(restart.again)} run again for what later ones need" if restart.again else "Nothing was repeated"
    )
    without = (
        f" {_cells(restart.left_out)} not run, for want of what cell {restart.cell + 1} was to make."
        if restart.left_out
        else ""
    )
    vain = "" if restart.kept else " It got less far than the first time, so that the first run is what counts."
    return (
        f"The kernel ended in cell {restart.cell + 1} and was started once more. {restart.reason} "
        f"{repeated}, then the rest was run.{without}{vain}"
    )


def _cells(cells: tuple[int, ...]) -> str:
    numbers = ", ".join(str(cell + 1) for cell in cells)
    return f"Cell {numbers} was" if len(cells) == 1 else f"Cells {numbers} were"


def time(seconds: float) -> str:
    """Roughly: to the second below a minute and a half, then to the minute."""
    if seconds < 90:
        return f"{seconds:.0f} seconds"
    value, unit = (seconds / 60, "minutes") if seconds < 7200 else (seconds / 3600, "hours")
    return f"{value:.0f} {unit}" if value >= 10 else f"{value:.2g} {unit}"
