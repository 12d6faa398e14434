"""Accounts of what was drawn: curves and the heatmap."""

from __future__ import annotations

from grader.model.accounts import Account, Confidence
from grader.model.judging import Missing
from grader.roles import figures
from grader.roles.accounts.given import Given, in_cells, plural, some, sure
from grader.roles.accounts.network import PINNED


def loss_curve(given: Given) -> Account:
    """Certain: every height of it equals a recorded loss."""
    return _curve(given, "Loss curve", "loss", given.evidence.pins.curves.loss_cell, accuracy=False)


def accuracy_curve(given: Given) -> Account:
    """Certain: every height of it equals a recorded accuracy."""
    return _curve(given, "Accuracy curve", "accuracy", given.evidence.pins.curves.accuracy_cell, accuracy=True)


def _curve(given: Given, role: str, metric: str, pin: int | None, *, accuracy: bool) -> Account:
    found = given.curves.of(accuracy=accuracy)
    if not found:
        where = f" in cell {pin}, which the teacher pinned" if pin else ""
        raise Missing(
            f"{plural(given.curves.lines, 'line')} drawn; none{where} has the heights of a recorded {metric}."
        )
    first = found[0]
    because = f"Its heights are the recorded {first.metric} of {plural(first.points, 'epoch')}, one for one."
    return Account(
        role=role,
        taken=f"{first.way} of {first.metric}",
        where=in_cells([first.cell]),
        because=f"{PINNED} {because}" if pin else because,
        confidence=Confidence.CERTAIN,
        others=some([f"again in cell {other.cell + 1}" for other in found[1:] if other.cell != first.cell]),
        pinned=pin is not None,
    )


def heatmap(given: Given) -> Account:
    """Certain where its rows are what a trained model put out; a guess where they only sum to one."""
    found = figures.heatmaps(given.evidence)
    best = max(found.drawn, key=lambda entry: entry[1], default=None)
    if best is None:
        raise Missing(f"{plural(found.candidates, 'matrix').replace('matrixs', 'matrices')} drawn, none of weights.")
    figure, came_out = best
    because = (
        "Its rows are what a trained model was seen to put out."
        if came_out
        else "Its rows sum to one, as weights do; no trained model was seen to put them out."
    )
    return Account(
        role="Heatmap",
        taken="attention weights" if came_out else "a matrix like attention weights",
        where=in_cells([figure.cell]),
        because=because,
        confidence=sure(came_out, Confidence.GUESS),
        others=some([f"a matrix in cell {each.cell + 1}" for each, _ in found.drawn if each is not figure]),
    )
