"""Whether what a training reported is borne out: by the rebuilt model, else by the model itself when asked once more.

A reported loss is a mean over an epoch of moving weights, with dropout and whatever is added to the loss, so it lies
above what the weights at the epoch's ends give more often than below. A claim is contradicted only by being better
than the better of the two, in every way of counting padding, by more than a quarter and 0.15 (honest 1.281 against
1.185 recomputed, forged 1.130 against 3.689, in trials).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import prod

from grader.model.attempt import KerasAge
from grader.model.evidence import Basis, Evidence, RunEnd
from grader.model.recomputed import Point, Rebuilt
from grader.model.traces import Fit, Model

SLACK, MARGIN = 0.25, 0.15
LARGEST_KEPT = 16_000_000
"""Weights of a model up to which the recorder keeps them (64 MB)."""

BATCH_NORMALISED = "BatchNormalization"
"""Such a layer computes differently while training, so that honest losses may lie below any recomputed one."""


class Verdict(StrEnum):
    BORNE_OUT = "borne out"
    CONTRADICTED = "contradicted"
    UNTOLD = "untold"
    """Nothing speaks against it, and nobody could look."""
    WITHHELD = "withheld"
    """What would have shown it should be in the record and is not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    verdict: Verdict
    sentence: str
    """What was found, for student and teacher."""
    basis: tuple[Basis, ...]
    rebuilt: Rebuilt | None = None
    fallen: float | None = None
    """Share of the first recomputed loss that the last one lost; None where there is no first one."""

    @property
    def contradicted(self) -> bool:
        return self.verdict is Verdict.CONTRADICTED

    @property
    def stood_still(self) -> bool:
        """Whether the weights before and after, each on its own, give the very same losses: nothing was learnt."""
        points = self.rebuilt.points if self.rebuilt is not None else ()
        measured = {point.losses for point in points if point.losses}
        return len(points) > 1 and points[0].epochs < points[-1].epochs and len(measured) == 1

    @property
    def recomputed(self) -> bool:
        return Basis.RECOMPUTED in self.basis


def of(
    evidence: Evidence,
    model: Model,
    fits: Sequence[Fit],
    losses: Sequence[float | None],
    accuracies: Sequence[float | None],
) -> Support:
    """Holds the reported losses and accuracies of a model, one an epoch, against what can be computed of it."""
    if evidence.observed.keras is KerasAge.LEGACY:
        # Its "accuracy" of ids in a column, from a generator, compares places in the column: 0.387 where 0.65 is true.
        accuracies = ()
    rebuilt = evidence.recomputed.of(model.handle)
    points = rebuilt.points if rebuilt is not None else ()
    if rebuilt is not None and not rebuilt.refused and points:
        verdict, sentence = _compared(points, losses, accuracies)
        if BATCH_NORMALISED in model.config and verdict is Verdict.CONTRADICTED:
            verdict = Verdict.UNTOLD
        return Support(
            verdict=verdict,
            sentence=f"Recomputed from the exported weights on {rebuilt.rows} of the training rows, {sentence}",
            basis=(Basis.RECOMPUTED, Basis.REPORTED),
            rebuilt=rebuilt,
            fallen=_fallen(points),
        )
    probe = next((found for found in evidence.reported.probes if found.model == model.handle), None)
    if probe is not None:
        verdict, sentence = _compared((replace(probe.point, epochs=len(losses)),), losses, accuracies)
        return Support(
            verdict=verdict,
            sentence=f"Asked once more in the notebook's own process, on {probe.rows} of its training rows, {sentence}",
            basis=(Basis.REPORTED,),
            rebuilt=rebuilt,
        )
    if _withheld(evidence, model, fits):
        return Support(
            verdict=Verdict.WITHHELD,
            sentence="The weights of the trained model are missing from the record, so its training can't be checked.",
            basis=(Basis.REPORTED,),
        )
    why = rebuilt.refused if rebuilt is not None and rebuilt.refused else evidence.recomputed.note
    return Support(
        verdict=Verdict.UNTOLD,
        sentence=f"The model could not be rebuilt to check this: {why}." if why else "",
        basis=(Basis.REPORTED,),
        rebuilt=rebuilt,
    )


def _compared(
    points: Sequence[Point], losses: Sequence[float | None], accuracies: Sequence[float | None]
) -> tuple[Verdict, str]:
    last = points[-1]
    if not last.losses:
        return Verdict.UNTOLD, "nothing could be measured."
    for earlier, point in zip((None, *points), points, strict=False):
        if not 0 < point.epochs <= len(losses) or not point.losses:
            continue
        near = [point, *([earlier] if earlier is not None else [])]
        place = point.epochs - 1
        loss, accuracy = losses[place], accuracies[place] if place < len(accuracies) else None
        least = min(value for one in near for value in one.losses)
        if loss is not None and loss < least * (1 - SLACK) - MARGIN:
            found = (
                f"the loss after epoch {point.epochs} is {_nearest(point, loss):.3g}, where {loss:.3g} was reported."
            )
            return Verdict.CONTRADICTED, found
        most = max((value for one in near for value in one.accuracies), default=1.0)
        if accuracy is not None and accuracy > most + MARGIN:
            found = f"the accuracy after epoch {point.epochs} is {most:.3g}, where {accuracy:.3g} was reported."
            return Verdict.CONTRADICTED, found
    claimed = next((loss for loss in reversed(losses) if loss is not None), None)
    shown = _nearest(last, claimed) if claimed is not None else last.losses[0]
    return Verdict.BORNE_OUT, f"the last loss is {shown:.3g}."


def _nearest(point: Point, claimed: float) -> float:
    """Of the means over kept, all or filled places, the one that is nearest to the claim, for showing."""
    return min(point.losses[:3], key=lambda value: abs(value - claimed))


def _fallen(points: Sequence[Point]) -> float | None:
    """By the way of counting under which the loss fell most; None without weights from before the training."""
    first, last = points[0], points[-1]
    if first.epochs > 0 or len(points) < 2 or not first.losses or not last.losses:
        return None
    pairs = zip(first.losses, last.losses, strict=True)
    return max((before - after) / before if before else 0.0 for before, after in pairs)


def _withheld(evidence: Evidence, model: Model, fits: Sequence[Fit]) -> bool:
    """Whether the recorder must have kept weights of a finished training, and there are none."""
    size = sum(prod(variable.shape) for variable in model.variables)
    kept = any(shot.model == model.handle and shot.stored for shot in evidence.reported.snapshots)
    finished = any(fit.finished and fit.epochs for fit in fits)
    return (
        bool(model.config)
        and finished
        and not kept
        and size <= LARGEST_KEPT
        and evidence.observed.end is RunEnd.COMPLETED
    )
