"""The losses of a hand-written training: which of the numbers that its steps gave is the loss of an epoch.

A notebook makes that what it likes: the mean over the steps, the last step's, their sum, or one of these divided by the
length of a sentence. What it printed when the epoch ended tells which; but a printed number counts only where the steps
bear it out, and where no step told any number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from grader.boundary.wire import EpochEnded
from grader.model.traces import Epoch

NUMBER = re.compile(r"-?\d+\.\d+(?:e[+-]?\d+)?|-?\d+e[+-]?\d+", re.IGNORECASE)
LOSS = re.compile(r"loss[^\d\-+]{0,16}(-?\d+\.\d+(?:e[+-]?\d+)?)", re.IGNORECASE)
STEADY = 0.05
"""By how much the ratio of what was printed to what the steps gave may vary over the epochs."""

STEPS, METRIC, PRINTED = "steps", "metric", "printed"

Logs = dict[str, float | None]


def settled(events: Sequence[EpochEnded]) -> tuple[tuple[Epoch, ...], str]:
    """The epochs with the losses, and accuracies, that the notebook itself took for theirs; and where they are from."""
    logs, origin = _logs(events)
    epochs = (
        Epoch(logs=log, at=event.at, weights=event.weights, steps=event.steps)
        for log, event in zip(logs, events, strict=True)
    )
    return tuple(epochs), origin


def _logs(events: Sequence[EpochEnded]) -> tuple[list[Logs], str]:
    means = [{**_without_loss(event.measured), **event.logs} for event in events]
    if not means:
        return means, STEPS
    measured = [event.measured.get("loss") for event in events]
    if all(loss is not None for loss in measured) and _bear_out(means, measured):
        return [{**mean, "loss": loss} for mean, loss in zip(means, measured, strict=True)], METRIC
    candidates = [means, [event.last for event in events], [_times(event.logs, event.steps) for event in events]]
    for series in candidates:
        if _are_shown([log.get("loss") for log in series], events):
            return [{**mean, **log} for mean, log in zip(means, series, strict=True)], STEPS
    printed = [_printed_loss(event.printed) for event in events]
    if any(loss is None for loss in printed) or not any(_bear_out(series, printed) for series in candidates[:2]):
        return means, STEPS
    told = any("loss" in log for log in means)
    return [{**mean, "loss": loss} for mean, loss in zip(means, printed, strict=True)], STEPS if told else PRINTED


def _without_loss(logs: Logs) -> Logs:
    return {name: value for name, value in logs.items() if name != "loss"}


def _bear_out(logs: list[Logs], claimed: list[float | None]) -> bool:
    """Whether the steps' losses are the claimed ones but for a factor, or the steps told none."""
    losses = [log.get("loss") for log in logs]
    return not any(loss is not None for loss in losses) or _are_proportional(losses, claimed)


def _times(logs: Logs, steps: int) -> Logs:
    return {name: None if value is None else value * steps for name, value in logs.items() if name == "loss"}


def _are_shown(losses: list[float | None], events: Sequence[EpochEnded]) -> bool:
    """Whether nearly each epoch's loss is among the numbers printed at its end, to as many digits as were printed."""
    if not losses or any(loss is None for loss in losses):
        return False
    hits = sum(
        any(_is_rounded(loss, text) for text in NUMBER.findall("\n".join(event.printed)))
        for loss, event in zip(losses, events, strict=True)
        if loss is not None
    )
    return hits >= 0.9 * len(losses)


def _is_rounded(value: float, text: str) -> bool:
    mantissa = text.casefold().split("e")
    exponent = int(mantissa[1]) if len(mantissa) > 1 else 0
    digits = len(mantissa[0].partition(".")[2])
    return bool(abs(value - float(text)) <= 0.51 * 10.0 ** (exponent - digits) + 1e-6 * abs(value))


def _printed_loss(lines: Sequence[str]) -> float | None:
    found = [match for line in lines for match in LOSS.findall(line)]
    return float(found[-1]) if found else None


def _are_proportional(losses: list[float | None], printed: list[float | None]) -> bool:
    pairs = [(loss, shown) for loss, shown in zip(losses, printed, strict=True) if loss and shown is not None]
    ratios = [shown / loss for loss, shown in pairs]
    if len(ratios) < len(losses) or not ratios or min(ratios) <= 0:
        return False
    return max(ratios) <= min(ratios) * (1 + STEADY)
