"""Saved outputs as a second witness: whether they agree with the run, and where they may stand in for it.

A saved output is a claim: anybody can write one. So it never outweighs a run, and it takes no point:

- **Beside a run** it is compared, cell by cell, in what survives another run with other random numbers and, often, with
  other data: how many epochs, whether the loss fell, where it ended within a wide factor, whether translations were
  shown. Agreement makes a teacher surer; a disagreement is for a person, with both values.
- **Instead of a run** it counts only where the outcome would be ungradable for a cause that is not the student's: no
  data, an API's age, a budget, the grader. Then an item that it bears passes, the outcome rests on `saved`, and the
  grade needs a review. It never fails one: what was not saved may have been there all the same.

It is heard only of cells whose code could have made it: epochs where the code reaches a training, pairs of texts where
it reaches a prediction, behind a cell that trains. Sample pairs of a data set look like translations; nothing else
tells them apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from grader.boundary import saved
from grader.model.evidence import Basis, CellEnd, Evidence, RunEnd
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.saved import SavedTraining, SavedTranslation
from grader.model.traces import Fit
from grader.roles import stops
from grader.roles.reaching import Reach
from grader.roles.shown import bare
from grader.roles.training import BY_HAND, DOING, fall

TRAINS = re.compile(f"{DOING}|{BY_HAND}")
PREDICTS = re.compile(
    r"predict\w{0,40}\s*\(|argmax|\btop_k\b|beam|\bmodel\w{0,40}\s*\(|translat\w{0,40}\s*\(|sample\w{0,40}\s*\("
)
PLOTS = re.compile(r"\.(?:plot|lineplot|scatter|bar)\s*\(|\bplot_\w+\s*\(")

FACTOR = 4.0
"""Between two final losses, each with `SMALL` added. Three samples, run again, stayed within 1.1."""
SMALL = 0.1
MORE = 2.0
"""Between two numbers of epochs where nobody says how many were asked for."""
FELL, STOOD = 0.10, 0.01
STRONG, SAME = 0.5, 0.25
"""A loss below which a model that is trained again gives at least that share of its sentences the same translation: of
the samples' 32 it gave 29."""
FEWEST_EPOCHS, FEWEST_PAIRS = 5, 3

SAID = "From saved outputs, not reproduced:"
Testimony = Callable[["Witness"], str]
"""Says what of an item saved outputs show; an AssertionError means that they don't bear it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """What saved outputs show, as far as the code beside them could have made it."""

    trainings: tuple[SavedTraining, ...]
    translations: tuple[SavedTranslation, ...]
    drawn: tuple[tuple[int, str], ...]
    """Cells with a saved picture whose code plots, and that code's text."""
    agreements: tuple[str, ...] = ()
    """What the run bears out, a sentence each."""
    agreeing: tuple[int, ...] = ()
    """The cells that these are about."""
    disagreements: tuple[str, ...] = ()
    """What the run denies, a sentence each, with both values."""
    basis: tuple[Basis, ...] = (Basis.SAVED,)

    @property
    def training(self) -> SavedTraining | None:
        """The longest. Several cells may have trained one model or several, which no text tells: they don't add up."""
        return max(self.trainings, key=lambda training: len(training.epochs), default=None)

    @property
    def words(self) -> str:
        parts = [f"{plural(len(training.epochs))} in cell {training.cell + 1}" for training in self.trainings[:3]]
        if self.translations:
            first = self.translations[0]
            parts.append(
                f"{len(self.translations)} translations, such as “{first.source}” → “{first.output}” in cell "
                f"{first.cell + 1}"
            )
        return "; ".join(parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Course:
    """What happened in one cell, as saved or as run."""

    epochs: int
    asked: int
    losses: tuple[float | None, ...]
    steps: int
    broken: bool

    @property
    def words(self) -> str:
        last = self.losses[-1] if self.losses else None
        ended = f", the last with loss {last:.4g}" if last is not None else ""
        return f"{plural(self.epochs)}{f' of {self.asked}' if self.asked > self.epochs else ''}{ended}"


def find(evidence: Evidence) -> Witness:
    """Total: where nothing was saved, it has nothing to say."""
    reach = Reach(evidence.submission)
    training_cells = [cell.index for cell in evidence.submission.code if reach.reaches(cell.index, TRAINS)]
    trainings = tuple(training for training in evidence.saved.trainings if training.cell in training_cells)
    translations = tuple(
        pair
        for pair in evidence.saved.translations
        if training_cells and pair.cell >= training_cells[0] and reach.reaches(pair.cell, PREDICTS)
    )
    sources = {cell.index: cell.source for cell in evidence.submission.code}
    witness = Witness(
        trainings=trainings,
        translations=translations,
        drawn=tuple((cell, sources[cell]) for cell in evidence.saved.pictures if reach.reaches(cell, PLOTS)),
    )
    agreements, disagreements = _compared(evidence, witness)
    return replace(
        witness, agreements=tuple(agreements.values()), agreeing=tuple(agreements), disagreements=disagreements
    )


def stands_in(evidence: Evidence, witness: Witness, prevented: Prevented) -> bool:
    """Whether saved outputs may be heard in place of a run: it was stopped by what is not the student's making.

    `GRADER` is also the cause of doubts about what a run did ("a person must look"); there nothing was prevented, and
    what was saved would only be a second claim. So then the stop itself must be named.
    """
    if witness.disagreements or prevented.cause is Cause.UPSTREAM:
        return False
    if prevented.cause is not Cause.GRADER:
        return True
    if evidence.observed.end is RunEnd.MACHINERY:
        return True
    stopped = [stop for stop in stops.stops(evidence) if stops.is_machinery(stop)]
    return any(stop.sentence in prevented.sentence for stop in stopped)


def testimony(evidence: Evidence, witness: Witness, prevented: Prevented, asked: Testimony) -> str:
    """What saved outputs show of an item that the run could not; empty where they don't bear it."""
    if not stands_in(evidence, witness, prevented):
        return ""
    try:
        said = asked(witness)
    except (AssertionError, Missing):
        return ""
    return f"{SAID} {said} The run could not show it. {prevented.sentence}"


def flags(evidence: Evidence) -> tuple[str, ...]:
    """What a person must look at: where saved outputs and the run disagree, with both values."""
    return tuple(f"Saved outputs and the run disagree. {sentence}" for sentence in find(evidence).disagreements)


def plural(epochs: int) -> str:
    return f"{epochs} epoch" if epochs == 1 else f"{epochs} epochs"


def _compared(evidence: Evidence, witness: Witness) -> tuple[dict[int, str], tuple[str, ...]]:
    """Agreements by cell, and disagreements, over the cells that ran to their end."""
    ran = {run.cell for run in evidence.observed.cells if run.end is CellEnd.OK}
    shown, pairs = saved.of_run(evidence)
    agreed: dict[int, str] = {}
    denied: list[str] = []
    is_strong = False
    for cell in dict.fromkeys(training.cell for training in witness.trainings if training.cell in ran):
        was = _as_saved([training for training in witness.trainings if training.cell == cell])
        fits = [fit for fit in evidence.reported.fits if fit.cell == cell and fit.epochs]
        now = _as_fitted(fits) if fits else _as_saved([training for training in shown if training.cell == cell])
        is_same_data = _same_data(evidence, was, now)
        fault = _fault(was, now, is_same_data)
        sentence = f"In cell {cell + 1} {was.words} are saved, and the run had {now.words}"
        if fault:
            denied.append(f"{sentence}: {fault}.")
        else:
            agreed[cell] = f"{sentence}."
        last = now.losses[-1] if now.losses else None
        is_strong = is_strong or (is_same_data and last is not None and last <= STRONG)
    for cell in dict.fromkeys(pair.cell for pair in witness.translations if pair.cell in ran):
        was_shown = [pair for pair in witness.translations if pair.cell == cell]
        now_shown = [pair for pair in pairs if pair.cell == cell]
        fault = _fault_of_pairs(evidence, was_shown, now_shown, is_strong)
        if fault:
            denied.append(fault)
        else:
            sentence = f"In cell {cell + 1} translations are saved, and the run showed them there as well."
            agreed[cell] = " ".join(filter(None, (agreed.get(cell), sentence)))
    return agreed, tuple(denied)


def _as_saved(trainings: list[SavedTraining]) -> _Course:
    return _Course(
        epochs=sum(len(training.epochs) for training in trainings),
        asked=sum(t.asked for t in trainings) if all(t.asked for t in trainings) else 0,
        losses=tuple(loss for training in trainings for loss in training.losses),
        steps=max((training.steps for training in trainings), default=0),
        broken=any(training.broken for training in trainings),
    )


def _as_fitted(fits: list[Fit]) -> _Course:
    return _Course(
        epochs=sum(len(fit.epochs) for fit in fits),
        asked=0 if any(fit.by_hand for fit in fits) else sum(fit.epochs_asked for fit in fits),
        losses=tuple(epoch.logs.get("loss") for fit in fits for epoch in fit.epochs),
        steps=max(fit.steps // len(fit.epochs) for fit in fits),
        broken=any(not fit.finished for fit in fits),
    )


def _same_data(evidence: Evidence, was: _Course, now: _Course) -> bool:
    """Whether losses can be compared: as many steps an epoch, or nothing given that could have been other data."""
    return was.steps == now.steps if was.steps and now.steps else not evidence.observed.supplies


def _fault(was: _Course, now: _Course, is_same_data: bool) -> str:
    """What the run denies, as the end of a sentence; empty where the two agree."""
    if not now.epochs:
        return "nothing was trained there"
    if now.broken or was.broken:
        return ""
    few, many = sorted((was.epochs, now.epochs))
    if was.asked and now.asked:
        if was.asked != now.asked:
            return f"{was.asked} epochs were asked for then, and {now.asked} now"
    elif many > MORE * few:
        return "their numbers are too far apart for another run of the same code"
    before, after = fall(was.losses), fall(now.losses)
    if before and after and few >= FEWEST_EPOCHS and before.share >= FELL and after.share < STOOD:
        return f"the saved loss falls from {before.first:.4g}, and the run's stands still at {after.first:.4g}"
    if not is_same_data:
        return ""
    # Where one of the two was stopped earlier: so far they can be compared.
    then, again = was.losses[few - 1], now.losses[few - 1]
    if (then is None) is not (again is None):
        return "one of the two losses became NaN"
    if then is not None and again is not None and _factor(then, again) > FACTOR:
        return (
            f"after {plural(few)} the losses {then:.4g} and {again:.4g} are further apart than the factor {FACTOR:g} "
            "that chance explains"
        )
    return ""


def _factor(one: float, other: float) -> float:
    low, high = sorted((abs(one) + SMALL, abs(other) + SMALL))
    return high / low


def _fault_of_pairs(
    evidence: Evidence, was: list[SavedTranslation], now: list[SavedTranslation], is_strong: bool
) -> str:
    """A sentence on what the run denies of a cell's translations; empty where it doesn't."""
    cell, first = was[0].cell, was[0]
    here = bare("\n".join(f"{o.text}\n{o.html}" for o in evidence.reported.outputs if o.cell == cell))
    if not now and not any(bare(pair.source) in here for pair in was):
        return (
            f"In cell {cell + 1} {len(was)} translations are saved, such as “{first.source}” → “{first.output}”; the "
            "run showed none there."
        )
    outputs = {bare(pair.source): pair for pair in now}
    common = [(pair, outputs[bare(pair.source)]) for pair in was if bare(pair.source) in outputs]
    same = sum(bare(pair.output) == bare(again.output) for pair, again in common)
    if is_strong and len(common) >= FEWEST_PAIRS and same < SAME * len(common):
        then, again = next((pair, again) for pair, again in common if bare(pair.output) != bare(again.output))
        return (
            f"In cell {cell + 1} “{then.source}” is saved with “{then.output}”, and the run gave “{again.output}”; of "
            f"{len(common)} sentences {same or 'none'} came out the same, though the model was trained well."
        )
    return ""
