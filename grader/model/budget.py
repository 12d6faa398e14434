"""How a teacher's budget held a run in, and what it cut."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """What the host allowed: minutes for a notebook, of which training leaves a part to what comes after it."""

    minutes: float
    reserve: float
    """Seconds at its end into which no training is let."""
    fewest_epochs: int
    """Epochs before which it stops no training while there is time: as many as the assignment asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """A training that the recorder ended for the budget's sake. Testimony, like all of the recorder's."""

    epochs: int
    """Whole epochs that this call, or this loop, got to."""
    within_epoch: bool
    """Whether it ended between two batches: then the last epoch of a `fit` is not a whole one."""
    predicted: float | None = None
    """Seconds that the whole of it would have taken; None where nothing tells how many epochs were meant."""
