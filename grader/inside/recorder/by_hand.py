"""Hooks on training that the notebook writes by hand: tapes, optimizers, functions that it traces, `train_on_batch`.

Three ways lead to the same record, a `recorder.loop.Loop`. A step inside a `tf.function` is seen when it is traced,
once (layers, loss, optimizer), and from then on from outside, as a call in which an optimizer's count went up. A step
that runs eagerly is seen from the tape's beginning to `apply`. `train_on_batch` is a step that says all by itself.
"""

from __future__ import annotations

import functools
from typing import Any

import keras
import tensorflow as tf
from keras_measures import age
from recorder import rows, train_on_batch
from recorder.dataflow import Eager
from recorder.journal import Journal
from recorder.loop import Loop, Step, learn, look_before, scalars_of
from recorder.sheet import Flow, Sheet
from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function

MOST_FOLLOWED = 8
MOST_TRACED = 2_000  # layers in functions that are no steps of a training


def install(journal: Journal) -> None:
    hand = Hand(journal)
    journal.hand = hand
    for owner, name in age.UPDATES:
        setattr(owner, name, _apply(hand, getattr(owner, name)))
    Function.__call__ = _function(hand, Function.__call__)
    tape = tf.GradientTape
    tape.__enter__, tape.__exit__ = _tape_entered(hand, tape.__enter__), _tape_left(hand, tape.__exit__)
    tape.gradient = _gradient(hand, tape.gradient)
    keras.metrics.Mean.result = _result(hand, keras.metrics.Mean.result)
    train_on_batch.install(hand)


class Hand:
    """The training by hand that is under way, if one is."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.loop: Loop | None = None
        self.tapes = 0
        self.taped: Sheet | None = None
        """The sheet of the last eager step."""
        self._updated: Sheet | None = None
        """The sheet of the step whose update was begun."""
        self._batch: rows.Batch = ([], [])
        self._entered: tuple[int, ...] | None = None
        """Layers into which the data goes, in the eager loop that is under way."""
        self._followed = 0
        """Eager steps of which every operation was followed, since the last update."""
        self._steps: dict[Any, Step] = {}
        """What a traced function does, by its identity, and that with the shapes of its arguments."""
        self._kept: list[Any] = []
        """Those functions, so that their identities stay theirs."""

    # -- what is the same for all ways -------------------------------------------------------------------------------

    def enter(self, optimizers: dict[int, Any], batch: rows.Batch) -> None:
        """A step by these optimizers is about to be taken."""
        if self.loop is not None and not set(optimizers) & set(self.loop.step.optimizers):
            self.end()
        if self.loop is not None:
            self.loop.enter(batch)

    def took(self, step: Step, batch: rows.Batch, scalars: list[float], advanced: int = 1) -> None:
        if self.loop is None:
            self.loop = Loop(journal=self.journal, step=step)
        self.loop.took(batch, scalars, advanced)

    def end(self) -> None:
        """The cell is over, or another training begins."""
        self._commit()
        if self.loop is not None:
            loop, self.loop = self.loop, None
            loop.end()
        self._entered = None

    # -- eager steps -------------------------------------------------------------------------------------------------

    def tape_entered(self) -> None:
        self.tapes += 1
        if self.tapes > 1 or self.journal.sheet is not None:
            return
        # Every operation is followed in the first step only: it costs time, and the others are like it. A tape that no
        # optimizer follows is not followed for ever.
        known = self._entered or (() if self._followed >= MOST_FOLLOWED else None)
        sheet = Sheet(eager=Eager()) if known is None else Sheet(only=frozenset(known))
        self._followed += known is None
        if sheet.eager:
            sheet.eager.begin()
        self.journal.sheet = sheet

    def tape_left(self) -> None:
        self.tapes -= 1
        sheet = self.journal.sheet
        if self.tapes == 0 and sheet is not None:
            self.taped, self.journal.sheet = sheet, None
            if sheet.eager:
                sheet.eager.end()

    def eager_update(self, sheet: Sheet, optimizer: Any, variables: list[Any]) -> None:
        if sheet is self._updated:
            # A second optimizer in the same step, for the decoder's weights as often as not.
            sheet.optimizers[id(optimizer)] = optimizer
            sheet.variables.update({id(variable): variable for variable in variables})
            return
        self._commit()
        self._followed = 0
        sheet.optimizers = {id(optimizer): optimizer}
        sheet.variables = {id(variable): variable for variable in variables}
        flow = Flow(sheet, self.journal.traced) if sheet.eager else None
        if flow is not None:
            self._entered = tuple(flow.entered)
            sheet.step = learn(sheet, flow, sheet.optimizers, sheet.variables)
            look_before(self.journal, sheet.step)
        self._batch = rows.of_eager(sheet, flow, self._entered or ())
        self.enter(sheet.optimizers, self._batch)
        self._updated = sheet

    def _commit(self) -> None:
        """The last eager step is over: all of its optimizers have been seen."""
        sheet, self._updated = self._updated, None
        if sheet is None:
            return
        step = sheet.step or (self.loop.step if self.loop else None)
        if step is None:
            self._entered = None  # of other layers than the loop before: follow the next step
            return
        if sheet.step is not None:
            step.optimizers, step.updated = dict(sheet.optimizers), dict(sheet.variables)
            sheet.step, sheet.eager = None, None
        sheet.notes.clear()
        self.took(step, self._batch, [sheet.value] if sheet.value is not None else [])

    # -- traced steps ------------------------------------------------------------------------------------------------

    def traced_update(self, sheet: Sheet, optimizer: Any, variables: list[Any]) -> None:
        """An optimizer is being applied inside a function that is traced: what flowed into it stands on the sheet."""
        sheet.optimizers[id(optimizer)] = optimizer
        sheet.variables.update({id(variable): variable for variable in variables})
        flow = Flow(sheet, self.journal.traced)
        sheet.step = learn(sheet, flow, sheet.optimizers, sheet.variables)
        sheet.step.plan = self.journal.quietly(lambda: rows.Plan(sheet, flow))
        with tf.init_scope():
            look_before(self.journal, sheet.step)

    def function_entered(self, function: Any, arguments: list[Any]) -> tuple[Any, rows.Batch | None, dict[int, int]]:
        place = (id(function), tuple((tuple(value.shape), str(value.dtype)) for value in arguments))
        step = self._steps.get(place) or self._steps.get(id(function))
        if step is None:
            return place, None, {}
        counts = {number: int(optimizer.iterations.numpy()) for number, optimizer in step.optimizers.items()}
        if self.loop is None:
            look_before(self.journal, step)
        # Rows are taken as these very shapes were traced; for others that is seen when the call is over.
        batch = self._rows(step, arguments) if place in self._steps else ([], [])
        self.enter(step.optimizers, batch)
        return place, batch, counts

    def function_left(
        self,
        function: Any,
        entered: tuple[Any, rows.Batch | None, dict[int, int]],
        sheet: Sheet,
        arguments: list[Any],
        result: Any,
    ) -> bool:
        """Whether the call was a step of training."""
        place, batch, counts = entered
        if sheet.step is not None:
            self._steps[place] = self._steps[place[0]] = sheet.step
            self._kept.append(function)
        step = self._steps.get(place) or self._steps.get(place[0])
        if step is None:
            return False
        advanced = max(
            int(optimizer.iterations.numpy()) - counts.get(number, 0) for number, optimizer in step.optimizers.items()
        )
        if advanced <= 0:
            return False
        if batch is None or not (batch[0] or batch[1]):
            batch = self._rows(step, arguments)
            if not counts:
                self.enter(step.optimizers, batch)
        self.took(step, batch, scalars_of(result), advanced)
        return True

    def _rows(self, step: Step, arguments: list[Any]) -> rows.Batch:
        plan = step.plan
        if plan is None:
            return [], []
        self.journal.busy += 1
        try:
            return self.journal.quietly(lambda: plan.batch(arguments)) or ([], [])
        finally:
            self.journal.busy -= 1


def _apply(hand: Hand, original: Any) -> Any:
    @functools.wraps(original)
    def apply(self: Any, grads: Any, *args: Any, **kwargs: Any) -> Any:
        grads = list(grads)  # pairs of a `zip`, as often as not, that can be looked at once only
        eager = tf.executing_eagerly()
        sheet = hand.journal.sheet or (hand.taped if eager else None)
        if sheet is not None and not (eager and hand.journal.busy):
            variables = age.updated(self, grads, args, kwargs)
            update = hand.eager_update if eager else hand.traced_update
            hand.journal.quietly(lambda: update(sheet, self, variables))
        return original(self, grads, *args, **kwargs)

    return apply


def _function(hand: Hand, original: Any) -> Any:
    journal = hand.journal

    @functools.wraps(original)
    def __call__(self: Any, *args: Any, **kwargs: Any) -> Any:
        if journal.busy or not tf.executing_eagerly() or tf.config.functions_run_eagerly() or _is_library(self):
            return original(self, *args, **kwargs)
        if journal.sheet is not None:
            # Within an eager step: its operations are one to those who listen.
            journal.sheet.opaque = True
            return original(self, *args, **kwargs)
        arguments = [
            leaf for leaf in tf.nest.flatten((args, kwargs)) if hasattr(leaf, "shape") and hasattr(leaf, "dtype")
        ]
        entered = journal.quietly(lambda: hand.function_entered(self, arguments))
        sheet = journal.sheet = Sheet()
        try:
            result = original(self, *args, **kwargs)
        finally:
            journal.sheet = None
        trained = entered and journal.quietly(lambda: hand.function_left(self, entered, sheet, arguments, result))
        if not trained:
            journal.traced += sheet.notes[: MOST_TRACED - len(journal.traced)]
            journal.quietly(lambda: journal.calls.note_function(self, sheet, arguments, result))
        return result

    return __call__


def _is_library(function: Any) -> bool:
    module = str(getattr(function.python_function, "__module__", ""))
    return module.split(".")[0] in (*age.OWN, "tensorflow", "recorder")


def _tape_entered(hand: Hand, original: Any) -> Any:
    @functools.wraps(original)
    def __enter__(self: Any) -> Any:
        if tf.executing_eagerly() and not hand.journal.busy:
            hand.journal.quietly(hand.tape_entered)
        return original(self)

    return __enter__


def _tape_left(hand: Hand, original: Any) -> Any:
    @functools.wraps(original)
    def __exit__(self: Any, *args: Any) -> Any:
        if tf.executing_eagerly() and not hand.journal.busy:
            hand.journal.quietly(hand.tape_left)
        return original(self, *args)

    return __exit__


def _gradient(hand: Hand, original: Any) -> Any:
    @functools.wraps(original)
    def gradient(self: Any, target: Any, *args: Any, **kwargs: Any) -> Any:
        sheet = hand.taped if tf.executing_eagerly() and not hand.journal.busy else None
        if sheet is not None and hasattr(target, "numpy"):
            sheet.value = hand.journal.quietly(lambda: float(target.numpy().mean()))
        return original(self, target, *args, **kwargs)

    return gradient


def _result(hand: Hand, original: Any) -> Any:
    @functools.wraps(original)
    def result(self: Any) -> Any:
        value = original(self)
        loop = hand.loop
        if loop is not None and not hand.journal.busy and tf.executing_eagerly():
            hand.journal.quietly(lambda: loop.measure(self, float(value)))
        return value

    return result
