"""Losses and accuracies computed from what a model puts out, by the recorder's probes and by the verifier alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

SMALLEST = 1e-7  # as Keras clips probabilities


@dataclass(frozen=True, slots=True)
class Measured:
    """Cross-entropies in nats and shares of right tokens; masked ones leave out padding (id 0 or a row of zeros)."""

    loss: float
    masked_loss: float
    accuracy: float
    masked_accuracy: float
    filled: float
    """Share of the places that are not padding."""
    kept_loss: float
    """Over the places that the model's own mask keeps, as Keras counts: often those where the decoder's *input* is no
    padding, which leaves out the end token."""
    kept_accuracy: float


def probabilities(scores: Any) -> Any:
    """The scores as distributions along the last axis: as they are, or, where they don't sum to one, by softmax."""
    scores = np.asarray(scores, dtype="float64")
    if (scores >= 0).all() and np.allclose(scores.sum(-1), 1, atol=1e-3):
        return scores
    powers = np.exp(scores - scores.max(-1, keepdims=True))
    return powers / powers.sum(-1, keepdims=True)


def target_ids(target: Any) -> Any:
    """Ids (rows, places) of targets given as ids or as one-hot rows, -1 where a row is all zeros; else None."""
    target = np.asarray(target)
    if target.ndim == 3 and target.shape[-1] == 1:
        target = target[..., 0]
    if target.ndim == 3:
        return np.where(target.sum(-1) > 0, target.argmax(-1), -1)
    return target.astype("int64") if target.ndim == 2 else None


def measure(scores: Any, target: Any, kept: Any) -> Measured | None:
    """Scores (rows, places, words) against targets, `kept` (rows, places) being the model's own mask.

    None where they don't fit or aren't finite.
    """
    ids = target_ids(target)
    if ids is None or scores.ndim != 3 or scores.shape[:2] != ids.shape or ids.max(initial=0) >= scores.shape[-1]:
        return None
    found = probabilities(scores)
    if not np.isfinite(found).all():
        return None
    there = ids >= 0  # a row of zeros has no right answer and, in Keras, no loss
    chosen = np.take_along_axis(found, np.maximum(ids, 0)[..., None], axis=-1)[..., 0]
    losses = np.where(there, -np.log(np.clip(chosen, SMALLEST, 1)), 0.0)
    right = (found.argmax(-1) == ids) & there
    counted = ids > 0
    total, seen = max(1, int(counted.sum())), max(1, int(kept.sum()))
    return Measured(
        loss=float(losses.mean()),
        masked_loss=float(losses[counted].sum() / total),
        accuracy=float(right.mean()),
        masked_accuracy=float(right[counted].sum() / total),
        filled=float(counted.mean()),
        kept_loss=float(losses[kept].sum() / seen),
        kept_accuracy=float(right[kept].sum() / seen),
    )


def own_mask(outputs: Any, places: Any) -> Any:
    """The mask (rows, places) that Keras carries along with a model's output; all true where it carries none."""
    mask = getattr(outputs, "_keras_mask", None)
    return np.ones(places, dtype=bool) if mask is None else np.asarray(mask, dtype=bool)


def moved(scores: Any, other: Any) -> float:
    """Share of places whose most probable token is another in the second scores."""
    return float((scores.argmax(-1) != other.argmax(-1)).mean())
