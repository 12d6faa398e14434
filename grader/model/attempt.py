"""How a notebook was run, where it was run more than once: with which Keras, and with which form of the data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class KerasAge(StrEnum):
    CURRENT = "Keras 3"
    LEGACY = "Keras 2"
    """`tf_keras`, in the place of `keras` and `tf.keras`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One run of the notebook from first cell to last."""

    keras: KerasAge = KerasAge.CURRENT
    columns: int | None = None
    """Of the data set as it was supplied; None: as many as the file has."""
    also: tuple[str, ...] = ()
    """Paths at which the data set was supplied because an earlier run asked for them."""
    reason: str = ""
    """Why it was tried, a sentence; empty for the first."""
    ran: int = 0
    """Cells that ended well."""
    kept: bool = True
    """Whether the evidence is of this one."""
