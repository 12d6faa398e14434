"""How far a run got: data loaded, trained, translated, end."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks.fairness.running import Bare
from grader.model.evidence import Evidence
from grader.model.grade import Grade, Status
from grader.model.judging import Missing, Prevented
from grader.roles import decoding, stops, training

READS = re.compile(r"\bopen\s*\(|read_csv|read_table|read_text|loadtxt|load_dataset|get_file|\.readlines")
TRAINS = re.compile(r"\.fit\s*\(|\.fit_generator\s*\(|train_on_batch|apply_gradients|train_step\s*\(")
TRANSLATES = re.compile(r"\.predict\s*\(|decode_sequence\s*\(|translate\w*\s*\(|predict_classes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    loaded: bool
    trained: bool
    translated: bool
    ended: bool
    why: str
    """Where and why it stopped first; empty where nothing stopped."""


def of_harness(evidence: Evidence) -> Reach:
    """By what the recorder saw: a training that moved weights, and models called to translate afterwards."""
    found, trained = stops.stops(evidence), _trained(evidence)
    return Reach(
        loaded=trained or stops.ran(evidence, READS.pattern),
        trained=trained,
        translated=_translated(evidence),
        ended=not found,
        why=found[0].sentence if found else "",
    )


def of_bare(bare: Bare, evidence: Evidence) -> Reach:
    """By the cells that ran: those in which the harness saw the work done, else those whose code would do it."""
    ran = set(bare.ran)
    fits = {fit.cell for fit in evidence.reported.fits if fit.epochs}
    calls = {call.cell for call in evidence.reported.calls if call.trained}
    trained = _any_ran(evidence, ran, TRAINS, fits)
    why = bare.limit or bare.error
    return Reach(
        loaded=_any_ran(evidence, ran, READS, set()),
        trained=trained,
        translated=trained and _any_ran(evidence, ran, TRANSLATES, calls),
        ended=bare.ended,
        why=f"Cell {bare.began + 1}: {why}" if why else "",
    )


def charged_for_machinery(grade: Grade, evidence: Evidence) -> tuple[str, ...]:
    """Items of the run's outcome that failed although the run was stopped by no fault of the student's: none may be.

    A failure that names a stop of the machinery as what it found is such a charge.
    """
    sentences = [stop.sentence for stop in stops.stops(evidence) if stops.is_machinery(stop)]
    outcomes = [outcome for item in grade.items for outcome in item.checks]
    return tuple(
        outcome.id
        for outcome in outcomes
        if outcome.status is Status.FAILED and any(sentence in outcome.found for sentence in sentences)
    )


def _any_ran(evidence: Evidence, ran: set[int], doing: re.Pattern[str], seen: set[int]) -> bool:
    cells = seen or {cell.index for cell in evidence.submission.code if doing.search(cell.source)}
    return bool(cells & ran)


def _trained(evidence: Evidence) -> bool:
    try:
        return training.find(evidence).epochs > 0
    except (Missing, Prevented):
        return any(epoch.weights != fit.weights_before for fit in evidence.reported.fits for epoch in fit.epochs)


def _translated(evidence: Evidence) -> bool:
    try:
        return bool(decoding.find(evidence).decodings)
    except (Missing, Prevented):
        return False
