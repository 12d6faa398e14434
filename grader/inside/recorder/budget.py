"""Time for training: told what a notebook may take, ends a training that would take more.

Callbacks, schedules and `epochs` stay as they are written; a `fit` is asked to stop as any callback may ask it
(`stop_training`), at the end of an epoch, and a training by hand is interrupted between two steps. No training is
stopped before it has had the epochs that the assignment asks for, unless the time for all of them is up: then it stops
after the batch that is under way, and what comes later in the notebook runs with the model as it stands. A loop over
`fit` goes on, with one batch for each call, which is the least that Keras takes.

Several trainings share what is left of the time: each may have an equal part of it for each place in the code, from
here on, where something is trained. Beyond its part a training is let go on only for its first epochs.
"""

from __future__ import annotations

from typing import Any

import keras
from recorder.journal import Journal

WARM_UP = 3  # steps that don't count for a forecast: the first takes 2.7 s to compile, where later ones take 12 ms
FEW_STEPS, A_WHILE = 5, 1.0  # steps and seconds after those from which a whole training is foretold:
MANY_STEPS = 100  # from five slow steps or from a second of fast ones, or from so many


class BudgetSpent(KeyboardInterrupt):
    """Raised into a training loop of the notebook's own; like any interruption it passes `except Exception`."""


class Budget:
    """The clock is the journal's: seconds since the kernel began."""

    def __init__(self, journal: Journal, told: dict[str, Any]) -> None:
        self._journal = journal
        self._minutes = float(told["minutes"])
        self.end = 60 * self._minutes - float(told["reserve"])
        """When all training has to be over."""
        self.fewest = int(told["fewest_epochs"])
        self._places = {int(cell): int(count) for cell, count in told["trainings"]}
        self._until: dict[tuple[int, int], float] = {}
        self._epochs: dict[int, int] = {}

    def until(self, model: int) -> float:
        """The moment until which a model may be trained in this cell: the same for all of a loop over `fit`."""
        cell, now = self._journal.cell, self._journal.now()
        if (cell, model) not in self._until:
            begun = sum(1 for place, _ in self._until if place == cell)
            here = max(1, self._places.get(cell, 0) - begun)
            later = sum(count for place, count in self._places.items() if place > cell)
            self._until[cell, model] = now + max(0.0, self.end - now) / (here + later)
        return self._until[cell, model]

    def trained(self, model: int) -> None:
        """A model has had a whole epoch more."""
        self._epochs[model] = self._epochs.get(model, 0) + 1

    def allows(self, model: int, seconds: float) -> bool:
        """Whether a model may go on training for so long."""
        enough = self._epochs.get(model, 0) >= self.fewest
        now = self._journal.now()
        return now + seconds <= self.until(model) if enough else now <= self.end

    @property
    def is_spent(self) -> bool:
        return self._journal.now() > self.end

    def cut(self, fit: int, epochs: int, within_epoch: bool, predicted: float | None = None) -> None:
        self._journal.write("cut", fit=fit, epochs=epochs, within_epoch=within_epoch, predicted=predicted)

    def interrupt(self, fit: int, epochs: int, within_epoch: bool) -> None:
        """Ends a loop of the notebook's own. Raises `BudgetSpent`."""
        self.cut(fit, epochs, within_epoch)
        raise BudgetSpent(
            f"the grader's budget of {self._minutes:g} min for this notebook ended the training here; "
            "later cells run with the model as it stands"
        )


class Cutting(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no type information
    """Foretells how long a `fit` will take, and asks it to stop where that is more than there is."""

    def __init__(self, journal: Journal, budget: Budget, fit: int, model: Any, epochs: int) -> None:
        super().__init__()
        self._journal, self._budget, self._fit, self._trained = journal, budget, fit, model
        self._asked, self._done, self._steps = epochs, 0, 0
        self._handle = journal.handle(model)
        self._began = self._warm = self._epoch_began = journal.now()
        self._predicted: float | None = None
        self._within_epoch = False

    def on_train_begin(self, logs: Any = None) -> None:
        self._journal.quietly(lambda: self._budget.until(self._handle))

    def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
        self._journal.quietly(lambda: self._step(batch + 1))

    def on_epoch_begin(self, epoch: int, logs: Any = None) -> None:
        self._epoch_began = self._journal.now()

    def on_epoch_end(self, epoch: int, logs: Any = None) -> None:
        self._journal.quietly(self._epoch)

    def _step(self, taken: int) -> None:
        """After a batch; `taken` are this epoch's."""
        self._steps += 1
        of_epoch = (self.params or {}).get("steps") or 0  # a list of callbacks that a notebook made itself tells none
        if self._steps == WARM_UP:
            self._warm = self._journal.now()
        elif self._predicted is None and of_epoch and self._steps >= WARM_UP + FEW_STEPS:
            steps, took = self._steps - WARM_UP, self._journal.now() - self._warm
            if took >= A_WHILE or steps >= MANY_STEPS:
                self._foretell((self._warm - self._began) + took / steps * (of_epoch * self._asked - WARM_UP))
        # The last batch of an epoch leaves that to the epoch's end, where nothing is broken off.
        if self._budget.is_spent and taken != of_epoch and not self._trained.stop_training:
            self._stop(within_epoch=True)

    def _epoch(self) -> None:
        if self._within_epoch:
            return
        self._done += 1
        self._budget.trained(self._handle)
        now = self._journal.now()
        left = self._asked - self._done
        # A callback of the notebook's own may have stopped it already.
        if left <= 0 or self._trained.stop_training:
            return
        took = now - self._epoch_began
        # What was compiled in the first epoch won't be again: of a short one nothing can be told.
        measured = self._steps - WARM_UP
        if self._done == 1 and measured >= FEW_STEPS:
            self._foretell(now - self._began + (now - self._warm) / measured * self._steps * left)
        elif self._done == 2:
            self._foretell(now - self._began + took * left)
        if not self._budget.allows(self._handle, took):
            self._stop(within_epoch=False)

    def _foretell(self, seconds: float) -> None:
        self._predicted = seconds
        self._journal.write("forecast", fit=self._fit, seconds=seconds)

    def _stop(self, within_epoch: bool) -> None:
        self._within_epoch = within_epoch
        self._trained.stop_training = True
        self._budget.cut(self._fit, self._done, within_epoch, self._predicted)
