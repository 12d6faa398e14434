"""What the roles found in the evidence, as a report shows it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    name: str
    """As Keras logs it: `loss`, `accuracy`, `val_loss`."""
    values: tuple[float | None, ...]
    """One an epoch; None where it was not finite."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    cell: int
    source: str
    """Empty where the source was not shown."""
    output: str
    confirmed: bool | None
    """Whether the grader, decoding by itself with the trained weights, chose the same tokens; None where it didn't."""
    trained_on: bool | None
    """Whether the source was among the training rows; None where that can't be told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    curves: tuple[Curve, ...] = ()
    training_cells: tuple[int, ...] = ()
    translations: tuple[Translation, ...] = ()
    heatmap: str | None = None
    """Digest of the picture of the attention heatmap."""
