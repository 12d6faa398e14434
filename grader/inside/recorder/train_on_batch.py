"""The hook on `train_on_batch`: a step of training that says all by itself."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import keras
from recorder import rows, strings
from recorder.loop import Step, look_before, scalars_of
from recorder.sheet import Sheet

if TYPE_CHECKING:
    from recorder.by_hand import Hand


def install(hand: Hand) -> None:
    keras.Model.train_on_batch = _train_on_batch(hand, keras.Model.train_on_batch)


def _train_on_batch(hand: Hand, original: Any) -> Any:
    journal = hand.journal

    @functools.wraps(original)
    def train_on_batch(self: Any, x: Any, y: Any = None, *args: Any, **kwargs: Any) -> Any:
        if journal.busy:
            return original(self, x, y, *args, **kwargs)
        batch: rows.Batch = journal.quietly(lambda: rows.of_arrays(strings.ids(journal, self, x), y)) or ([], [])
        step = journal.quietly(lambda: _compiled_step(hand, self, batch))
        sheet = journal.sheet = Sheet()
        journal.busy += 1
        try:
            result = original(self, x, y, *args, **kwargs)
        finally:
            journal.busy -= 1
            journal.sheet = None
        journal.quietly(lambda: _batch_trained(hand, self, step, sheet, batch, result))
        return result

    return train_on_batch


def _compiled_step(hand: Hand, model: Any, batch: rows.Batch) -> Step:
    optimizers = {id(model.optimizer): model.optimizer}
    step = Step(optimizers=optimizers, updated={}, owners=[model], learnt={})
    hand.enter(optimizers, batch)
    if hand.loop is None and model.built:
        look_before(hand.journal, step)
    return step


def _batch_trained(hand: Hand, model: Any, step: Step, sheet: Sheet, batch: rows.Batch, result: Any) -> None:
    step.updated = {id(variable): variable for variable in model.trainable_variables}
    if sheet.step is not None:
        step.learnt = {name: value for name, value in sheet.step.learnt.items() if name != "compiled"}
        step.before = step.before or sheet.step.before
    hand.took(step, batch, scalars_of(result if isinstance(result, dict | list) else [result]))
