"""Epoch lines in a text: of Keras 1, 2 and 3, and those that notebooks print themselves.

    Epoch 3/10                                                              Keras, with or without a bar
    125/125 [=======] - 5s 40ms/step - loss: 1.2345 - val_loss: 1.1
    125/125 ━━━━━━━ 5s 40ms/step - accuracy: 0.6 - loss: 1.2345
     - 5s - loss: 1.2345 - acc: 0.6                                         verbose=2
    Epoch 3 Loss 1.2345 · epoch: 3, loss: 1.23 · [3/10] Train Loss: 1.23    a notebook's own, with "epoch" in it
    Epoch 3 Batch 100 Loss 1.2345                                           batches: the last one stands for its epoch

A line is one only if it names an epoch or follows one that does. A loss with `val` or `test` before it is another
metric. Every expression here is linear in its line.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from grader.model.saved import SavedEpoch, SavedTraining

MOST_EPOCHS = 5_000
"""Of one cell."""
MOST_TRAININGS = 100
LONGEST = 600
"""Characters of a line that are looked at."""
NEAR = 6
"""Lines after a naked epoch number in which its loss may stand."""

_NUMBER = r"[-+]?(?:\d+(?:\.\d*)?(?:[eE][-+]?\d+)?|nan|inf)"
_HEADER = re.compile(r"\s*Epoch (\d{1,6}) ?/ ?(\d{1,6})\s*$", re.IGNORECASE)
_COUNTED = re.compile(r"\s*(\d{1,9})/(\d{1,9}|Unknown)\b")
_METRIC = re.compile(rf"(?<![\w-])([A-Za-z_][\w/.]{{0,60}}): ({_NUMBER})(?![\w.])", re.IGNORECASE)
_EPOCH = re.compile(r"\bepochs?\b\W{0,4}(\d{1,6})(?:\s?(?:/|of)\s?(\d{1,6}))?", re.IGNORECASE)
_LOSS = re.compile(
    rf"\b(?:(val|valid|validation|test|eval|dev)|[a-z]{{1,12}})?[\s_.:-]{{0,3}}loss(?![a-z])\W{{0,6}}"
    rf"(?:(?:is|of|was|value)\b\W{{0,3}}|(?:tf\.)?tensor\()?({_NUMBER})(?![\w.])",
    re.IGNORECASE,
)
_BATCH = re.compile(r"\b(?:batch|step|iter(?:ation)?)\b", re.IGNORECASE)
# What callbacks say of an epoch that was told already.
_CALLBACK = re.compile(r"improved from|did not improve|early stopping|reducing learning|restoring model", re.IGNORECASE)


@dataclass(slots=True)
class _Epoch:
    number: int
    asked: int
    keras: bool
    line: int
    logs: dict[str, float | None] = field(default_factory=dict)
    steps: int = 0
    unfinished: bool = False
    batches: int = 0
    """Lines of batches; 0 once a line has told of the whole epoch."""


def read(cell: int, text: str) -> tuple[SavedTraining, ...]:
    """The trainings that a cell's output tells of, in order."""
    runs: list[list[_Epoch]] = []
    count = 0
    for number, raw in enumerate(text.split("\n")):
        line = raw[:LONGEST]
        if _CALLBACK.search(line):
            continue
        current = runs[-1][-1] if runs else None
        if begun := _begun(line, number, current):
            count += 1
            if count > MOST_EPOCHS:
                break
            if current is None or _is_another(begun, runs[-1]):
                runs.append([])
            runs[-1].append(begun)
            current = begun
        if current is not None:
            _take(current, line, number)
    found = [_training(cell, run) for run in _loops(runs)]
    return tuple(training for training in found if training.epochs)[:MOST_TRAININGS]


def _begun(line: str, place: int, current: _Epoch | None) -> _Epoch | None:
    """The epoch that a line begins; None where it tells of none, or of the one that is being read."""
    if match := _HEADER.match(line):
        return _Epoch(number=int(match[1]), asked=int(match[2]), keras=True, line=place)
    match = _EPOCH.search(line)
    if match is None or (not _LOSS.search(line) and match.end() < len(line.rstrip(" -=:*")) - 1):
        return None
    number, asked = int(match[1]), int(match[2] or 0)
    if current is not None and current.number == number and (not current.keras or not current.logs):
        return None
    return _Epoch(number=number, asked=asked, keras=False, line=place)


def _is_another(begun: _Epoch, run: list[_Epoch]) -> bool:
    """Whether a training begins here: its numbers start again."""
    return begun.number <= run[-1].number or begun.keras is not run[-1].keras


def _take(epoch: _Epoch, line: str, place: int) -> None:
    """Adds what the line says of its epoch; the last state of a bar is what counts."""
    counted = _COUNTED.match(line)
    if epoch.keras:
        logs = {name: _value(number) for name, number in _METRIC.findall(line)}
        if "loss" in logs and (counted or line.lstrip().startswith("-")):
            epoch.logs = logs
            epoch.unfinished = counted is not None and counted[1] != counted[2] and counted[2] != "Unknown"
            epoch.steps = int(counted[1]) if counted and not epoch.unfinished else 0
            return
        if counted or "loss" in epoch.logs:
            epoch.unfinished = epoch.unfinished or "loss" not in epoch.logs
            return
    if "loss" in epoch.logs and not epoch.batches and not _EPOCH.search(line):
        return
    losses = [(match[1], _value(match[2])) for match in _LOSS.finditer(line)]
    own = next((value for kind, value in losses if not kind), None)
    is_told = any(not kind for kind, _ in losses)
    if not is_told or (place - epoch.line > NEAR and not _EPOCH.search(line)):
        return
    is_batch = bool(_BATCH.search(line))
    if is_batch and "loss" in epoch.logs and not epoch.batches:
        return
    epoch.batches = epoch.batches + 1 if is_batch else 0
    epoch.logs = {"loss": own}
    if held_out := [value for kind, value in losses if kind]:
        epoch.logs["val_loss"] = held_out[0]


def _value(number: str) -> float | None:
    value = float(number)
    return value if math.isfinite(value) else None


def _loops(runs: list[list[_Epoch]]) -> list[list[_Epoch]]:
    """With the calls of `fit(epochs=1)` in a loop put together: each says that it is the first of one."""
    joined: list[list[_Epoch]] = []
    for run in runs:
        before = joined[-1][-1] if joined else None
        if before is not None and before.keras and run[0].keras and before.asked == run[0].asked == 1:
            run[0].number = before.number + 1
            joined[-1] += run
        else:
            joined.append(run)
    return joined


def _training(cell: int, run: list[_Epoch]) -> SavedTraining:
    whole = [epoch for epoch in run if "loss" in epoch.logs and not epoch.unfinished]
    # Where only batches are told, the last epoch is whole if it has as many of them as the first.
    if whole and whole[-1].batches and whole[-1].batches < whole[0].batches:
        whole[-1].unfinished = True
        whole = whole[:-1]
    is_loop = len(run) > 1 and run[0].keras and run[0].asked == 1
    return SavedTraining(
        cell=cell,
        epochs=tuple(SavedEpoch(number=epoch.number, logs=epoch.logs) for epoch in whole),
        asked=0 if is_loop else max(epoch.asked for epoch in run),
        steps=max((epoch.steps for epoch in whole), default=0),
        broken=run[-1] not in whole,
    )
