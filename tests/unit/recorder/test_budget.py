"""A budget for training, by a clock that the tests turn: what is cut, where, and what is never touched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any

import keras
import numpy as np
import pytest
import tensorflow as tf
from keras import layers as L  # noqa: N812  # as half of Keras's users write it

from grader.model.budget import Budget
from grader.model.evidence import Evidence
from grader.roles import training
from grader.roles.budget import CutShort
from tests.unit.recorder.recording import Recording, recording

ROWS, LENGTH, WORDS, BATCH = 8, 3, 7, 4
X = np.random.default_rng(1).integers(1, WORDS, (ROWS, LENGTH)).astype("int32")
STEPS = ROWS // BATCH


class Run:
    """A notebook under a budget of a minute, of which training may take 50 seconds; each step of it takes some."""

    def __init__(self, recorded: Recording, seconds: float) -> None:
        self.recorded, self.seconds, self.time = recorded, seconds, 0.0
        recorded.journal.now = lambda: round(self.time, 3)  # type: ignore[method-assign]  # a clock of the test's own

    def plan(self, *trainings: tuple[int, int]) -> None:
        """Says in which cells how much is trained."""
        self.recorded.journal.budget._places = dict(trainings)

    def cell(self) -> AbstractContextManager[None]:
        return self.recorded.cell()

    def step(self, *_: Any, **__: Any) -> None:
        self.time += self.seconds

    def turn(self, seconds: float) -> None:
        self.time += seconds

    @property
    def callback(self) -> Any:
        return keras.callbacks.LambdaCallback(on_train_batch_end=self.step)

    def fit(self, model: Any, epochs: int, *more: Any, **given: Any) -> Any:
        callbacks = [self.callback, *more]
        return model.fit(X, X, epochs=epochs, batch_size=BATCH, verbose=0, callbacks=callbacks, **given)

    def events(self, kind: str) -> list[dict[str, Any]]:
        lines = (self.recorded.place / "journal.jsonl").read_text().splitlines()
        return [event for event in map(json.loads, lines) if event["kind"] == kind]

    def evidence(self) -> Evidence:
        return self.recorded.evidence()[0]

    def cut(self) -> CutShort | None:
        return training.find(self.evidence()).cut


Start = Callable[[float], Run]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a run in which a step takes so many seconds."""
    with contextmanager(_recorded)(tmp_path) as made:
        yield lambda seconds: Run(made, seconds)


def _recorded(place: Path) -> Iterator[Recording]:
    with recording(place, Budget(minutes=1, reserve=10, fewest_epochs=4)) as made:
        yield made


def network() -> Any:
    source = L.Input((LENGTH,))
    hidden = L.LSTM(4, return_sequences=True)(L.Embedding(WORDS, 4)(source))
    model = keras.Model(source, L.Dense(WORDS, "softmax")(hidden))
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model


def test_a_training_is_ended_at_the_last_epoch_that_fits(start: Start) -> None:
    run = start(3.5)  # an epoch takes 7 seconds, 50 are there
    with run.cell():
        history = run.fit(network(), epochs=100)
    assert len(history.history["loss"]) == 7
    assert [(event["epochs"], event["within_epoch"]) for event in run.events("cut")] == [(7, False)]
    cut = run.cut()
    assert cut is not None
    assert (cut.epochs, cut.asked, cut.few, cut.by_hand) == (7, 100, False, False)
    assert cut.sentence == (
        "The grader's budget of 60 seconds for this notebook ended the training in cell 1 after 7 of 100 epochs; "
        "the whole would have taken about 12 minutes."
    )


def test_the_whole_is_foretold_after_the_first_steps(start: Start) -> None:
    run = start(0.5)
    with run.cell():
        model = network()
        model.fit(X, X, epochs=4, batch_size=1, verbose=0, callbacks=[run.callback])
    assert [event["seconds"] for event in run.events("forecast")] == [16.0] * 3  # four epochs of eight steps
    assert run.events("cut") == []
    found = training.find(run.evidence())
    assert found.cut is None
    assert found.fits[0].predicted == 16.0


def test_what_is_compiled_in_the_first_epoch_is_not_foretold_of_all(start: Start) -> None:
    """Two steps an epoch, too few to tell: the first epoch takes 13 seconds, the others one."""
    run = start(0.5)
    with run.cell():
        slow = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: run.turn(12.0 if not epoch else 0.0))
        run.fit(network(), 6, slow)
    assert [event["seconds"] for event in run.events("forecast")] == [18.0]


def test_no_training_is_ended_before_the_epochs_that_are_asked_for(start: Start) -> None:
    """Beyond its share, but not beyond the time for all: another training waits."""
    run = start(5.0)  # an epoch takes 10 seconds, and this training's share is 25
    run.plan((0, 1), (1, 1))
    with run.cell():
        history = run.fit(network(), epochs=9)
    assert len(history.history["loss"]) == 4
    assert run.cut() is not None


def test_a_second_training_has_its_share(start: Start) -> None:
    run = start(2.0)  # an epoch takes four seconds
    run.plan((0, 1), (2, 1))
    with run.cell():
        first = run.fit(network(), epochs=100)
    with run.cell():
        pass
    with run.cell():
        second = run.fit(network(), epochs=100)
    assert (len(first.history["loss"]), len(second.history["loss"])) == (6, 6)


def test_when_the_time_is_up_the_batch_is_the_last(start: Start) -> None:
    run = start(20.0)  # an epoch takes 40 seconds: in its second one time is up
    with run.cell():
        model = network()
        history = run.fit(model, epochs=20)
    assert len(history.history["loss"]) == 2  # the last is what Keras itself makes of half an epoch
    with run.cell():
        history = run.fit(model, epochs=20)
    assert len(history.history["loss"]) == 1
    found = training.find(run.evidence())
    assert (found.epochs, found.whole_epochs) == (3, 1)
    assert (len(found.curve("loss")), len(found.course("loss"))) == (3, 1)
    assert found.cut is not None
    assert (found.cut.epochs, found.cut.asked, found.cut.few) == (1, 40, True)


def test_a_loop_over_fit_goes_on_with_a_batch_for_each_call(start: Start) -> None:
    run = start(5.0)  # an epoch takes 10 seconds
    losses = []
    with run.cell():
        model = network()
        for _ in range(15):
            losses += run.fit(model, epochs=1).history["loss"]
    assert len(losses) == 15
    found = training.find(run.evidence())
    assert found.whole_epochs == 5
    assert found.cut is not None
    assert (found.cut.asked, found.cut.few) == (15, False)
    assert len(found.curve("loss")) == 15


def test_what_fits_is_not_touched(start: Start) -> None:
    """And neither callbacks nor what stops a training of the notebook's own accord count as a cut."""
    run = start(0.1)
    with run.cell():
        seen: list[int] = []
        early = keras.callbacks.EarlyStopping(monitor="loss", mode="max", patience=2)
        counting = keras.callbacks.LambdaCallback(on_epoch_end=lambda epoch, logs: seen.append(epoch))
        model = network()
        history = run.fit(model, 100, early, counting, validation_split=0.5)
        assert len(history.history["val_loss"]) == len(seen) == 3
        whole = run.fit(model, epochs=9)
    assert len(whole.history["loss"]) == 9
    assert run.cut() is None


@pytest.mark.parametrize("way", ["tape", "eager", "train_on_batch"])
def test_a_loop_of_ones_own_is_interrupted_between_two_epochs(start: Start, way: str) -> None:
    run = start(3.5)
    losses: list[float] = []
    with run.cell(), pytest.raises(KeyboardInterrupt, match="budget of 1 min "):
        loop(run, way, losses, epochs=100)
    assert len(losses) == 7
    found = training.find(run.evidence())
    assert found.cut is not None
    assert (found.cut.epochs, found.cut.asked, found.cut.by_hand, found.cut.few) == (7, None, True, False)
    assert found.whole_epochs == 7


@pytest.mark.parametrize("way", ["tape", "train_on_batch"])
def test_a_loop_is_interrupted_between_two_steps_when_the_time_is_up(start: Start, way: str) -> None:
    run = start(40.0)
    losses: list[float] = []
    with run.cell(), suppress(KeyboardInterrupt):
        loop(run, way, losses, epochs=100)
    found = training.find(run.evidence())
    assert found.cut is not None
    assert (found.cut.epochs, found.cut.few) == (1, True)


def loop(run: Run, way: str, losses: list[float], epochs: int) -> None:
    model = network()
    optimizer = keras.optimizers.Adam()

    def eager(x: Any) -> Any:
        with tf.GradientTape() as tape:
            loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(x, model(x)))
        weights = model.trainable_variables
        optimizer.apply_gradients(zip(tape.gradient(loss, weights), weights, strict=True))
        return loss

    step = tf.function(eager) if way == "tape" else eager
    for _ in range(epochs):
        total = 0.0
        for place in range(0, ROWS, BATCH):
            rows = X[place : place + BATCH]
            total += float(step(tf.constant(rows)) if way != "train_on_batch" else model.train_on_batch(rows, rows)[0])
            run.step()
        losses.append(total)
