"""What the verifier is asked: which models, with which rows, weights and recorded decodings. A pure function."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from grader.boundary.store import EvidenceFolder
from grader.model.evidence import Evidence
from grader.model.judging import Missing, Prevented
from grader.model.recomputed import Rebuilt
from grader.model.traces import ArrayRef, Fit, Snapshot
from grader.roles import decoding, tensors, training
from grader.roles.arrays import Ids, padding
from grader.roles.decoded import Decoding
from grader.roles.training import Training

MOST_MODELS = 4
MOST_DECODINGS = 48  # of one model: five are asked for, and each costs a step of the whole model a token
ENDS = 0.6  # share of rows that must end with a token to call it the end token


def plan(evidence: Evidence, folder: EvidenceFolder) -> tuple[list[dict[str, Any]], list[Rebuilt]]:
    """Questions for the models that can be asked, and reasons for those that can't."""
    runs = sorted((run for run in training.all_runs(evidence) if run.fits), key=lambda run: -run.epochs)[:MOST_MODELS]
    decodings = _decodings(evidence)
    asked, refused = [], []
    for run in runs:
        entry = _entry(evidence, folder, run, decodings)
        if isinstance(entry, str):
            refused.append(Rebuilt(model=run.model.handle, refused=entry))
        else:
            asked.append(entry)
    return asked, refused


def _decodings(evidence: Evidence) -> tuple[Decoding, ...]:
    try:
        return decoding.find(evidence).decodings
    except (Missing, Prevented):
        return ()


def _entry(
    evidence: Evidence, folder: EvidenceFolder, run: Training, decodings: tuple[Decoding, ...]
) -> dict[str, Any] | str:
    """The questions about one model, or the end of a sentence on why it can't be asked."""
    if not run.model.config:
        return "it is a class of its own, without a configuration of layers"
    noted = (shot for shot in evidence.reported.snapshots if shot.model == run.model.handle)
    snapshots = [shot for shot in noted if folder.weights(shot) is not None]
    if not snapshots:
        return "its weights were not kept"
    fit = next((fit for fit in run.fits if fit.inputs and fit.targets), None)
    if fit is None or not all(ref.stored for ref in (*fit.inputs, fit.targets[0])):
        return "the rows that it was trained on were not kept"
    try:
        sides = tensors.find(evidence, folder.array, run.model.handle)
    except (Missing, Prevented):
        return "the rows that it was trained on are no sequences of tokens"
    source = _place(sides.source.ref if sides.source else None, fit)
    decoder = _place(sides.decoder_input.ref if sides.decoder_input else None, fit)
    target = sides.target.rows if sides.target else np.zeros((0, 0), dtype="int32")
    return {
        "model": run.model.handle,
        "config": run.model.config,
        "rows": fit.trained_rows,
        "inputs": [_column(ref, folder) for ref in fit.inputs],
        "targets": [_column(fit.targets[0], folder)],
        "source": source,
        "decoder": decoder,
        "source_pad": padding(sides.source.rows) if sides.source else 0,
        "pad": padding(sides.decoder_input.rows) if sides.decoder_input else 0,
        "end": end_token(target),
        "snapshots": [_snapshot(shot, folder) for shot in snapshots],
        "decodings": _groups(run, decodings, snapshots),
    }


def _place(ref: ArrayRef | None, fit: Fit) -> int | None:
    return next((place for place, other in enumerate(fit.inputs) if ref and other.digest == ref.digest), None)


def _column(ref: ArrayRef, folder: EvidenceFolder) -> dict[str, Any]:
    return {"path": str(folder.array_path(ref)), "one_hot": ref.one_hot}


def _snapshot(shot: Snapshot, folder: EvidenceFolder) -> dict[str, Any]:
    blocks = [{"layer": block.layer, "shapes": block.shapes} for block in shot.blocks]
    return {"path": str(folder.weights(shot)), "epochs": shot.epochs, "blocks": blocks}


def end_token(targets: Ids) -> int:
    """The token that most rows end with; -1 where there is none such."""
    pad = padding(targets) if targets.size else 0
    filled = (targets != pad) & (targets != -1)
    rows = targets[filled.any(axis=1)] if targets.size else targets
    if not len(rows):
        return -1
    last = rows.shape[1] - 1 - filled[filled.any(axis=1)][:, ::-1].argmax(axis=1)
    tokens, counts = np.unique(rows[np.arange(len(rows)), last], return_counts=True)
    return int(tokens[counts.argmax()]) if counts.max() >= ENDS * len(rows) else -1


def _groups(run: Training, decodings: Iterable[Decoding], snapshots: list[Snapshot]) -> list[dict[str, Any]]:
    """The decodings that ran through this model's variables, together where cell, start and length are the same."""
    own = {variable.handle for variable in run.model.variables}
    groups: dict[tuple[int, int, int], dict[tuple[int, ...], None]] = {}
    count = 0
    for one in decodings:
        used = {variable for call in one.calls for variable in call.variables}
        if not one.source or not used or not used <= own or count >= MOST_DECODINGS:
            continue
        count += 1
        groups.setdefault((one.cell, one.start, len(one.source)), {})[one.source] = None
    return [
        {"cell": cell, "start": start, "sources": list(sources), "snapshot": _at(cell, snapshots)}
        for (cell, start, _), sources in groups.items()
    ]


def _at(cell: int, snapshots: list[Snapshot]) -> int:
    """The weights that the model had in a cell: the last that were kept up to its end."""
    earlier = [place for place, shot in enumerate(snapshots) if shot.cell <= cell]
    return earlier[-1] if earlier else 0
