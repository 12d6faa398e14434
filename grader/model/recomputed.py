"""What the verifier found: trained models rebuilt from configuration and weights, without any of the student's code."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Padding(StrEnum):
    """What more padding behind the source does to what the model predicts."""

    MASKED = "masked"
    """Nothing."""
    HARMLESS = "harmless"
    """The numbers change, the most probable tokens hardly ever."""
    MATTERS = "matters"
    UNKNOWN = "unknown"
    """The model takes sources of one length only, or has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A model with the weights of one moment, measured on rows that it was trained on.

    Losses are cross-entropies in nats, without dropout: over all places of the target, and over those that are not
    padding. Accuracies are shares from 0 to 1. None where the model's answer could not be measured.
    """

    epochs: int
    loss: float | None
    masked_loss: float | None
    accuracy: float | None
    masked_accuracy: float | None
    filled: float | None
    """Share of the places that are not padding."""
    kept_loss: float | None = None
    """Over the places that the model's own mask keeps, as Keras counts."""
    kept_accuracy: float | None = None

    @property
    def losses(self) -> tuple[float, ...]:
        """The loss as it is counted: by the model's mask, over all places, the filled ones, or their sum over all."""
        if self.loss is None or self.masked_loss is None or self.filled is None:
            return ()
        kept = self.masked_loss if self.kept_loss is None else self.kept_loss
        return kept, self.loss, self.masked_loss, self.masked_loss * self.filled

    @property
    def accuracies(self) -> tuple[float, ...]:
        ways = (self.kept_accuracy, self.accuracy, self.masked_accuracy)
        return tuple(value for value in ways if value is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a trained model answered when it was asked once more, in the student's own process, after the last cell.

    For models that can't be rebuilt elsewhere.
    """

    model: int
    rows: int
    point: Point
    """Its `epochs` are not told: they are all that it was trained."""
    moved: float | None
    """Share of the places whose most probable token changes when the rows are given each other's sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A recorded decoding, done again: the grader's own greedy choice of tokens for the same source."""

    cell: int
    """The cell whose decoding it repeats."""
    source: tuple[int, ...]
    emitted: tuple[int, ...]
    """Up to the end token, which is left out, or to the length of the training targets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    model: int
    refused: str = ""
    """Why it could not be rebuilt or asked, a sentence; empty where it could."""
    rows: int = 0
    """Training rows that it was measured on."""
    distinct_rows: int = 0
    """Different rows among all that it was trained on."""
    words: int = 0
    """Width of its output; guessing has a loss of its logarithm."""
    points: tuple[Point, ...] = ()
    """In the order of training; the first before it where that was kept, the last after it."""
    moved: float | None = None
    """Share of the places whose most probable token changes when the rows are given each other's sources."""
    reach: float | None = None
    """Largest change of any probability by that."""
    padding: Padding = Padding.UNKNOWN
    replays: tuple[Replay, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """Empty where nothing was trained that could be rebuilt."""

    models: tuple[Rebuilt, ...] = ()
    note: str = ""
    """Why the verifier as a whole gave nothing, where that is our own fault or a limit's."""
    seconds: float = 0.0

    def of(self, model: int) -> Rebuilt | None:
        """What was found of the model with that handle; None where it was not asked."""
        return next((found for found in self.models if found.model == model), None)
