"""What a person must look at, because it rests on a claim or was tampered with: reasons, which take no point.

Points are for what was borne out, and a claim that is contradicted fails by itself. What is told here is the rest: a
claim of a model that nobody could ask, weights that were good before anything was seen to train them, a record with
holes in it. Each has an honest way to come about, so none is an accusation, and none costs anything by itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from grader.model.evidence import CellEnd, Evidence, RunEnd
from grader.model.judging import Missing, Prevented
from grader.roles import addressed, decoding, training, translations
from grader.roles.arrays import Arrays
from grader.roles.support import Verdict
from grader.roles.training import Training

KNOWING = 0.6
"""Share of the loss of guessing, the logarithm of the vocabulary, below which no model begins that was never trained:
fresh ones of the samples began at 0.99 to 1.01 of it."""
KILLED = 2
"""Kernels of one notebook that may be killed, each in the middle of a line."""
RAN = (CellEnd.OK, CellEnd.ERROR)


def flags(evidence: Evidence, arrays: Arrays) -> tuple[str, ...]:
    """A sentence for each; never raises for what a notebook did."""
    return (
        *addressed.flags(evidence.submission),
        *_record(evidence),
        *_contradicted(evidence),
        *_training(evidence),
        *_translations(evidence, arrays),
    )


def _record(evidence: Evidence) -> Iterator[str]:
    """Where the record itself has holes that no ordinary run leaves."""
    if evidence.observed.end is RunEnd.PROTOCOL_VIOLATION:
        yield f"{evidence.observed.reason} A person must look at what the notebook does."
    reported = evidence.reported
    # A kernel that is killed may be in the middle of a line.
    is_whole = evidence.observed.restart is None and evidence.observed.end is RunEnd.COMPLETED
    if reported.unread > (0 if is_whole else KILLED):
        yield (
            f"{reported.unread} lines of the record could not be read: something in the notebook may have written "
            "into it."
        )
    if reported.cells is None:
        return
    lacking = [run.cell for run in evidence.observed.cells if run.end in RAN and run.cell not in reported.cells]
    if lacking:
        names = ", ".join(str(cell + 1) for cell in lacking[:8])
        yield (
            f"There is no record of cells {names}, though they ran: something in the notebook took away what notes it. "
            "What they did could not be seen and earned nothing."
        )


def _contradicted(evidence: Evidence) -> Iterator[str]:
    for run in training.all_runs(evidence):
        if run.support.contradicted:
            yield (
                f"What the training in {run.place} reported is better than its weights allow. {run.support.sentence} "
                "It earned nothing; a person should see why."
            )


def _training(evidence: Evidence) -> Iterator[str]:
    """Where a training that counts was not recomputed, or began with weights that were good already."""
    try:
        main = training.find(evidence)
    except (Missing, Prevented):
        return
    translating = [run for run in main.everything if run.puts_out_sequences]
    for run in translating or main.everything:  # with none that translates, whichever counted all the same
        if run.support.verdict in (Verdict.BORNE_OUT, Verdict.UNTOLD):
            if not run.support.recomputed:
                yield (
                    f"The training in {run.place}, and what was translated with it, rest on the notebook's own word: "
                    f"the grader could not compute it again. {run.support.sentence}".rstrip()
                )
            if (other := _exchanged(evidence, run)) is not None:
                yield (
                    f"The weights of the model of {run.place} were set to others in cell {other + 1}, by something "
                    "that is no training of this run: what was translated after that is not what was trained."
                )
            elif run.support.recomputed and (start := _start(run)) is not None and not _shares(run, main.everything):
                loss, guessing = start
                yield (
                    f"The model of {run.place} had a loss of {loss:.3g} before its first epoch, where guessing has "
                    f"{guessing:.3g}: its weights come from a training that this run did not show."
                )


def _exchanged(evidence: Evidence, run: Training) -> int | None:
    """The cell that gave a trained model weights that it had never had; a checkpoint of its own is none such."""
    shots = [shot for shot in evidence.reported.snapshots if shot.model == run.model.handle]
    had: set[str] = set()
    epochs = 0
    for shot in shots:
        if epochs and shot.epochs == epochs and shot.digest not in had:
            return shot.cell
        had.add(shot.digest)
        epochs = shot.epochs
    return None


def _start(run: Training) -> tuple[float, float] | None:
    """The loss before the first epoch and that of guessing, where the first is one that only training gives."""
    rebuilt = run.support.rebuilt
    if rebuilt is None or rebuilt.words < 3 or not rebuilt.points or rebuilt.points[0].epochs > 0:
        return None
    losses = rebuilt.points[0].losses[:3]  # the fourth way of counting is a sum over fewer places, and small for all
    guessing = math.log(rebuilt.words)
    return (min(losses), guessing) if losses and min(losses) < KNOWING * guessing else None


def _shares(run: Training, others: tuple[Training, ...]) -> bool:
    """Whether layers of it were trained before as a part of another model that was seen."""
    own = {variable.handle for variable in run.model.variables}
    return any(
        own & {variable.handle for variable in other.model.variables} for other in others if other.model != run.model
    )


def _translations(evidence: Evidence, arrays: Arrays) -> Iterator[str]:
    """Where the model could be asked, and most of what was shown is nothing that it was asked for again."""
    try:
        main = training.find(evidence)
        inference = decoding.find(evidence)
        shown = translations.find(evidence, arrays, inference).shown
    except (Missing, Prevented):
        return
    again = sum(each.confirmed is not None for each in shown)
    if shown and main.support.recomputed and 2 * again < len(shown):
        yield (
            f"Of {len(shown)} translations that are shown, {again or 'none'} could be decoded again by the grader: "
            "what was encoded for the others is not in the record. A person should compare them."
        )
