"""What the outputs stored in the submitted file show: a claim, from whatever run that was.

Read from `submission` alone (`grader.boundary.saved`), and therefore no part of the record: it is made anew whenever
evidence is loaded, so that a reader that was mended serves regrades as well.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedEpoch:
    number: int
    """As it was printed; some count from 0."""
    logs: dict[str, float | None]
    """Metric by name, `loss` at least; None stands for a value that is not finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedTraining:
    """Epoch lines of one cell that follow one another."""

    cell: int
    epochs: tuple[SavedEpoch, ...]
    """Whole ones."""
    asked: int = 0
    """The number behind the slash in `Epoch 3/10`; 0 where there is none."""
    steps: int = 0
    """What Keras counts in an epoch: batches, or samples in its older versions; 0 where it shows none."""
    broken: bool = False
    """Whether a last epoch was begun and not ended."""

    @property
    def losses(self) -> tuple[float | None, ...]:
        return tuple(epoch.logs.get("loss") for epoch in self.epochs)

    @property
    def whole(self) -> bool:
        """Whether no epoch is missing between the first and the last, nor before the first."""
        numbers = [epoch.number for epoch in self.epochs]
        return bool(numbers) and numbers[0] <= 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers)))


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedTranslation:
    """Two texts that stand beside each other as others do in the same notebook: a source and what came of it."""

    cell: int
    source: str
    output: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    trainings: tuple[SavedTraining, ...] = ()
    translations: tuple[SavedTranslation, ...] = ()
    """Pairs of texts; whether a model made them is for a role to say."""
    pictures: tuple[int, ...] = ()
    """Cells with a saved picture."""
    cells: int = 0
    """Code cells with any saved output."""


NOTHING = Saved()
