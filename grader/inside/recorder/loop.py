"""A training that the notebook wrote by hand, as it goes on: its steps, its epochs, its losses."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

import keras
import numpy as np
from keras_measures import age
from recorder import models
from recorder.journal import Journal
from recorder.printed import MOST_LINES, Printed
from recorder.rows import Batch, Book, Plan
from recorder.sheet import Flow, Sheet

MOST_DIGESTED = 4_000_000  # weights that are digested one by one; of more, a part of each array stands for the whole
MOST_EPOCHS = 5_000
MOST_SCALARS = 4


@dataclass
class Step:
    """What one step of a training showed about all of them."""

    optimizers: dict[int, Any]
    updated: dict[int, Any]
    owners: list[Any]
    learnt: dict[str, Any]
    plan: Plan | None = None
    before: str = ""
    """Digest of the weights before it."""


def learn(sheet: Sheet, flow: Flow, optimizers: dict[int, Any], updated: dict[int, Any]) -> Step:
    compiled = {
        "optimizer": ", ".join(dict.fromkeys(type(optimizer).__name__ for optimizer in optimizers.values())),
        "loss": sheet.loss,
        "from_logits": sheet.from_logits,
        "metrics": [],
    }
    learnt = {
        "graph": flow.written(),
        "output_shapes": _output_shapes(sheet),
        "compiled": compiled if sheet.loss else None,
    }
    owners = [owner for owner in sheet.owners.values() if owner.variables]
    return Step(optimizers=dict(optimizers), updated=dict(updated), owners=owners, learnt=learnt)


def _output_shapes(sheet: Sheet) -> list[list[int | None]]:
    """What is compared with the target is the output; one that is compared step by step is a sequence."""
    if not sheet.compared:
        return []
    shape = list(sheet.compared[0][1].shape)
    axes = 3 if len(shape) == 2 and len(sheet.compared) > 1 else len(shape)
    return [[*[None] * (axes - 1), shape[-1]]] if shape else []


def model_of(journal: Journal, step: Step) -> int:
    """Notes what was trained, and returns its handle: one model, or several parts that one step trained together."""
    parts = [owner for owner in step.owners if any(id(variable) in step.updated for variable in owner.variables)]
    whole = [part for part in parts if isinstance(part, keras.Model) and _covers(part, step.updated)]
    handle = journal.handle(whole[0]) if whole else _united(journal, step.updated)
    journal.learnt.setdefault(handle, {}).update({name: value for name, value in step.learnt.items() if value})
    if whole:
        models.write(journal, whole[0])
    else:
        models.write_united(journal, handle, parts)
    return handle


def _covers(model: Any, updated: dict[int, Any]) -> bool:
    return set(updated) <= {id(variable) for variable in model.variables}


def look_before(journal: Journal, step: Step) -> None:
    """Before a step: the digest of its weights, and the weights themselves, kept for whoever computes again."""
    step.before = digest(trained(step))
    _keep(journal, step, trained=False)


def _keep(journal: Journal, step: Step, trained: bool) -> None:
    models_ = [owner for owner in step.owners if isinstance(owner, keras.Model) and owner.built]
    whole = next((model for model in models_ if _covers(model, step.updated)), None)
    if whole is not None and journal.keeper is not None:
        (journal.keeper.epoch if trained else journal.keeper.began)(whole)


_unions: dict[frozenset[int], object] = {}


def _united(journal: Journal, updated: dict[int, Any]) -> int:
    return journal.handle(_unions.setdefault(frozenset(updated), object()))


def digest(variables: list[Any]) -> str:
    """Of weights; of large ones by a part of each array, for an optimizer moves nearly all of them at each step."""
    total = hashlib.blake2b(digest_size=16)
    size = sum(int(np.prod(variable.shape)) for variable in variables)
    stride = 1 + size // MOST_DIGESTED
    for variable in variables:
        total.update(np.ascontiguousarray(variable.numpy().ravel()[::stride]).tobytes())
    return total.hexdigest()


def trained(step: Step) -> list[Any]:
    """The weights that tell whether anything was learnt: all trainable ones that the step ran through."""
    found = {id(variable): variable for owner in step.owners for variable in owner.trainable_variables}
    return list({**found, **step.updated}.values())


@dataclass
class Loop:
    """One stretch of training, from its first step until the cell ends or another training begins."""

    journal: Journal
    step: Step
    printed: Printed = field(default_factory=Printed)
    book: Book = field(default_factory=Book)
    number: int = -1
    model: int = -1
    steps: int = 0
    last_at: float = 0.0
    told: str = "rows"
    """How its epochs are told: by `rows` that come again, by `calls` that run over all of them, or by `lines`."""
    _scalars: list[list[float]] = field(default_factory=list)
    _measured: dict[str, float] = field(default_factory=dict)
    _epochs: list[int] = field(default_factory=list)
    _lines: list[str] = field(default_factory=list)
    _epoch_at: float = 0.0
    _broken_off: bool = False

    def begin(self) -> None:
        self.number = self.journal.handle(object())
        self.model = model_of(self.journal, self.step)
        self._epoch_at = self.journal.now()
        if self.journal.budget is not None:
            self.journal.budget.until(self.model)
        self.journal.write(
            "fit_began",
            fit=self.number,
            model=self.model,
            epochs=0,
            weights=self.step.before,
            by_hand=True,
        )
        self.journal.fits_ended += 1

    def enter(self, batch: Batch) -> None:
        """A step is about to be taken: the epoch is over where its rows were seen in it already."""
        lines = self.printed.take()
        # What was printed after a step that ends no epoch is one of many, or comes late.
        self._lines = [*self._lines, *lines][-MOST_LINES:] if self.told == "lines" else lines[-MOST_LINES:]
        counted = self.printed.counts_on(lines)
        if not self._scalars:
            return
        known = bool(batch[0] or batch[1])
        before = len(self._epochs)
        if self.told == "calls" or (self.book.repeats(batch) if known else self.told == "lines" and counted):
            self.close_epoch()
        if self.journal.budget is not None:
            self._hold_to(self.journal.budget, closed=len(self._epochs) > before)

    def _hold_to(self, budget: Any, closed: bool) -> None:
        """Between two steps, with an epoch just `closed` or under way. Raises `BudgetSpent` where it is to end."""
        now = self.journal.now()
        took, self._epoch_at = now - self._epoch_at, (now if closed else self._epoch_at)
        if closed:
            budget.trained(self.model)
        if budget.is_spent or (closed and not budget.allows(self.model, took)):
            self._broken_off = not closed
            budget.interrupt(self.number, len(self._epochs), not closed)

    def took(self, batch: Batch, scalars: list[float], advanced: int = 1) -> None:
        if self.number < 0:
            self.begin()
        if not (batch[0] or batch[1]) and not self.steps:
            self.told = "calls" if advanced > 1 else "lines"
        self.book.add(batch)
        self._scalars.append(scalars[:MOST_SCALARS])
        self.steps += advanced
        self.last_at = self.journal.now()

    def close_epoch(self) -> None:
        """Notes an epoch: means and last values of what the steps returned, and whether the weights moved."""
        steps, self._scalars = self._scalars, []
        self.book.begin()
        if len(self._epochs) >= MOST_EPOCHS:
            return
        self._epochs.append(len(steps))
        means = [float(np.mean(values)) for values in zip(*steps, strict=False)]
        self.journal.write(
            "epoch",
            fit=self.number,
            logs=_named(means),
            weights=digest(trained(self.step)),
            steps=len(steps),
            last=_named(steps[-1] if steps else []),
            measured=self._measured,
            printed=self._lines[:MOST_LINES],
        )
        self._lines, self._measured = [], {}
        self.journal.quietly(lambda: _keep(self.journal, self.step, trained=True))

    def measure(self, metric: Any, value: float) -> None:
        """A metric of the notebook's was asked for its value; the last one before an epoch is over is the epoch's."""
        held_out = any(word in str(metric.name).casefold() for word in ("val", "test", "dev"))
        kind = "accuracy" if "Accuracy" in type(metric).__name__ or "acc" in str(metric.name) else "loss"
        self._measured[f"{'val_' if held_out else ''}{kind}"] = value

    def end(self) -> None:
        """Closes the training; a last epoch that broke off before its half is none, unless the budget broke it off."""
        self._lines = [*self._lines, *self.printed.take()[:MOST_LINES]]
        self.printed.end()
        if self.number < 0:
            return
        usual = sorted(self._epochs)[len(self._epochs) // 2] if self._epochs else 0
        if self._scalars and (self._broken_off or len(self._scalars) * 2 >= usual):
            self.close_epoch()
        model_of(self.journal, self.step)
        inputs, targets = self.book.stored(self.journal)
        self.journal.write(
            "fit_ended",
            fit=self.number,
            finished=True,
            inputs=inputs,
            targets=targets,
            weights=digest(trained(self.step)),
            steps=self.steps,
            last_at=self.last_at,
            told=self.told,
        )


def _named(values: list[float]) -> dict[str, float]:
    """The first number that a step returns is its loss; a second one within 0 and 1 is taken for an accuracy."""
    named = {"loss": values[0]} if values else {}
    if len(values) > 1 and 0 <= values[1] <= 1:
        named["accuracy"] = values[1]
    return named


def scalars_of(result: Any) -> list[float]:
    """The single numbers in what a step returned, a loss by its name first."""
    items = result if isinstance(result, dict) else dict(enumerate(age.flatten(result)))
    ordered = sorted(items.items(), key=lambda entry: "loss" not in str(entry[0]))
    found = [
        np.asarray(value) for _, value in ordered if getattr(value, "shape", ()) in ((), (1,)) and value is not None
    ]
    return [float(value.ravel()[0]) for value in found if value.dtype.kind == "f"]
