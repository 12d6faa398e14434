"""Answers the host's questions about each trained model; a model that can't be asked gets a reason instead."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from keras_measures.scores import Measured, measure, moved
from verifier import decoding, feeding
from verifier.feeding import Asked, Column
from verifier.rebuilding import rebuild, set_weights
from verifier.vetting import Refused

LONGER = 3  # places of padding that are added behind the source
SAME = 1e-5  # change of a probability that floating point explains
HARMLESS = 0.02  # share of predictions that may change


def answer(job: dict[str, Any]) -> dict[str, Any]:
    """One entry for each model of the job, in its order."""
    return {"models": [_ask(entry) for entry in job["models"]]}


def _ask(entry: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"model": entry["model"]}
    try:
        _fill(found, entry)
    except Refused as refused:
        found["refused"] = str(refused)
    except Exception as fault:
        # Keras fails in many ways on a configuration that is legal and makes no sense.
        found["refused"] = f"asking it failed ({type(fault).__name__}: {str(fault)[:200]})"
    return found


def _fill(found: dict[str, Any], entry: dict[str, Any]) -> None:
    rebuilt = rebuild(entry["config"])
    model = Asked(rebuilt)
    # Together, so that inputs and target are of the same rows: how many are looked at depends on the widest of them.
    *inputs, target = feeding.columns([*entry["inputs"], *entry["targets"][:1]], entry["rows"])
    set_weights(rebuilt, Path(entry["snapshots"][-1]["path"]), entry["snapshots"][-1]["blocks"])
    order = _order(model, inputs, target)
    arrays = [inputs[side].at(inputs[side].ids) for side in order]
    found["rows"] = len(target.ids)
    found["distinct_rows"] = feeding.distinct([*entry["inputs"], *entry["targets"]], entry["rows"])
    found["words"] = int(rebuilt.outputs[0].shape[-1])
    found["points"] = [_point(rebuilt, model, snapshot, arrays, target) for snapshot in entry["snapshots"]]
    found |= _perturbed(model, inputs, order, arrays, entry)
    found["replays"] = _replays(rebuilt, model, inputs, order, entry)


def _order(model: Asked, inputs: list[Column], target: Column) -> list[int]:
    """Which recorded array is each of the model's inputs.

    A list keeps its order. A dictionary's arrays were recorded by their sorted keys, which need not be the order of the
    model's inputs: of two, the order that fits the targets better is the right one.
    """
    orders = [list(range(len(inputs)))]
    if len(inputs) == 2:
        orders.append([1, 0])
    losses = {}
    for place, order in enumerate(orders):
        try:
            result = _measured(model, [inputs[side].at(inputs[side].ids) for side in order], target)
        except Refused:
            raise
        except Exception:
            continue  # arrays in the wrong order often don't fit at all
        if result is not None:
            losses[place] = result.loss
    if not losses:
        raise Refused("the arrays that it was trained on don't fit it")
    return orders[min(losses, key=lambda place: losses[place])]


def _measured(model: Asked, arrays: list[Any], target: Column) -> Measured | None:
    scores, mask = model.predict_with_mask(arrays)
    return measure(scores, target.ids, mask)


def _point(rebuilt: Any, model: Asked, snapshot: dict[str, Any], arrays: list[Any], target: Column) -> dict[str, Any]:
    set_weights(rebuilt, Path(snapshot["path"]), snapshot["blocks"])
    result = _measured(model, arrays, target)
    names = ("loss", "masked_loss", "accuracy", "masked_accuracy", "filled", "kept_loss", "kept_accuracy")
    return {"epochs": snapshot["epochs"], **{name: getattr(result, name, None) for name in names}}


def _perturbed(
    model: Asked, inputs: list[Column], order: list[int], arrays: list[Any], entry: dict[str, Any]
) -> dict[str, Any]:
    """What changes when each row is given another's source, and when the sources get more padding."""
    source = entry["source"]
    if source is None:
        return {}
    place = order.index(source)
    before = model.predict(arrays)
    swapped = list(arrays)
    swapped[place] = np.roll(arrays[place], 1, axis=0)
    found: dict[str, Any] = {}
    if not np.array_equal(swapped[place], arrays[place]):  # of one row, or rows that are all alike, nothing can be told
        after = model.predict(swapped)
        found |= {"moved": moved(before, after), "reach": float(np.abs(before - after).max())}
    if model.inputs[place].shape[1] is None:
        longer = list(arrays)
        ids = np.pad(inputs[source].ids, ((0, 0), (0, LONGER)), constant_values=entry["source_pad"])
        longer[place] = inputs[source].at(ids)
        try:
            padded = model.predict(longer)
        except Exception:
            return found
        if padded.shape == before.shape:
            found["padding"] = _padding(before, padded)
    return found


def _padding(before: Any, padded: Any) -> str:
    if float(np.abs(before - padded).max()) <= SAME:
        return "masked"
    return "harmless" if moved(before, padded) <= HARMLESS else "matters"


def _replays(
    rebuilt: Any, model: Asked, inputs: list[Column], order: list[int], entry: dict[str, Any]
) -> list[dict[str, Any]]:
    """Each recorded decoding once more, with the weights of its time."""
    replays: list[dict[str, Any]] = []
    if len(inputs) != (1 if entry["decoder"] is None else 2):
        return replays
    for job in entry["decodings"]:
        snapshot = entry["snapshots"][job["snapshot"]]
        set_weights(rebuilt, Path(snapshot["path"]), snapshot["blocks"])
        source = inputs[entry["source"]]
        if entry["decoder"] is None:
            emitted = decoding.at_once(model, source, job, entry["source_pad"])
        else:
            sides = [0 if side == entry["source"] else 1 for side in order]
            emitted = decoding.greedy(model, source, inputs[entry["decoder"]], sides, {**entry, **job})
        replays += [
            {"cell": job["cell"], "source": row, "emitted": ids}
            for row, ids in zip(job["sources"], emitted, strict=True)
        ]
    return replays
