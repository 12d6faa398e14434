"""What a budget of minutes means for one run: for the training in it, for each cell, and for the whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import msgspec

from grader.model.assignment import Limits
from grader.model.budget import Budget
from grader.roles import names

RESERVED = 0.2
"""Share of the budget that training leaves to what comes after: of a medium notebook's 29 s its inference and plots
took 3, and its start as much; a character model that decodes a hundred sentences takes a minute or more."""
MOST_RESERVED = 120.0  # seconds: what comes after a training doesn't grow with it for ever

START = 60.0  # seconds beyond the budget, for the kernel's start and for what the cells are given past their time
BEYOND = 0.25  # and this share of it, before the whole is stopped: what was trained ought to be put to use
LEAST = 30.0  # seconds that each cell has, even when the budget is spent
OVERDUE = 15.0  # seconds past the budget until a cell that trains is interrupted: the recorder ends its training before


class Allowance(msgspec.Struct, frozen=True, kw_only=True):
    """A budget as a run is told it."""

    minutes: float
    reserve: float
    fewest_epochs: int
    trainings: tuple[tuple[int, int], ...]
    """(cell, how often something is trained in it), of the cells in which something is, as their code is written."""

    @property
    def seconds(self) -> float:
        return 60 * self.minutes

    @property
    def of_training(self) -> float:
        """Seconds from the run's beginning until which there may be training."""
        return self.seconds - self.reserve

    def of_cell(self, cell: int, at: float, limits: Limits) -> float:
        """Seconds that a cell may take which begins at that time."""
        left = self.seconds - at
        trains = any(place == cell for place, _ in self.trainings)
        return max(LEAST, left + OVERDUE if trains else min(limits.cell_seconds, left))

    @property
    def model(self) -> Budget:
        return Budget(minutes=self.minutes, reserve=self.reserve, fewest_epochs=self.fewest_epochs)


def allowance(limits: Limits, sources: Mapping[int, str]) -> Allowance | None:
    """None without a budget: then what is written is run, as far as the other limits go."""
    if limits.budget_minutes is None:
        return None
    return Allowance(
        minutes=limits.budget_minutes,
        reserve=min(MOST_RESERVED, RESERVED * 60 * limits.budget_minutes),
        fewest_epochs=limits.fewest_epochs,
        trainings=tuple(sorted(names.trainings(sources).items())),
    )


def left(limits: Limits, spent: float) -> Limits:
    """The limits of a later run of the same notebook, after so many seconds: what is left, and half at least.

    Less would hardly train anything, and what is run again stopped early as a rule.
    """
    if limits.budget_minutes is None:
        return limits
    whole = limits.budget_minutes
    return replace(limits, budget_minutes=max(whole - spent / 60, whole / 2))


def within(limits: Limits) -> Limits:
    """The limits of a run with the budget that they hold: it decides how long a notebook may take, and nothing else."""
    if limits.budget_minutes is None:
        return limits
    return replace(limits, notebook_seconds=60 * limits.budget_minutes * (1 + BEYOND) + START)
