"""The recorder in the tests' own process: all hooks set, and taken away again; what they wrote as the host reads it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import keras
import pytest
import recorder
import tensorflow as tf
from keras.src import backend
from keras.src.optimizers.base_optimizer import BaseOptimizer
from tensorflow.python.eager.polymorphic_function.polymorphic_function import Function

from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.model.budget import Budget
from grader.model.evidence import Evidence, Observed, Output, Reported, RunEnd
from grader.model.submission import Submission

HOOKED: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (keras.layers.Layer, ("__call__",)),
    (keras.losses.Loss, ("__call__",)),
    (keras.Model, ("fit", "compile", "predict", "predict_on_batch", "train_on_batch", "evaluate", "test_on_batch")),
    (BaseOptimizer, ("apply",)),
    (Function, ("__call__",)),
    (tf.GradientTape, ("__enter__", "__exit__", "gradient")),
    (tf.nn, ("sparse_softmax_cross_entropy_with_logits", "softmax_cross_entropy_with_logits")),
    (backend.nn, ("sparse_categorical_crossentropy", "categorical_crossentropy")),
    (keras.metrics.Mean, ("result",)),
)


class Recording:
    """Runs functions as if they were cells of a notebook."""

    def __init__(self, place: Path, budget: Budget | None = None) -> None:
        self.place, self.budget = place, budget
        self._events: dict[str, Any] = {}
        self._outputs: list[Output] = []
        self._cell = 0
        self.user_ns: dict[str, Any] = {}
        told: dict[str, Any] | None = None
        if budget is not None:
            told = {"minutes": budget.minutes, "reserve": budget.reserve, "fewest_epochs": budget.fewest_epochs}
            told["trainings"] = ()
        self.journal = recorder.install(self, place, list(range(20)), budget=told)

    @property
    def events(self) -> Recording:
        return self

    def register(self, name: str, action: Any) -> None:
        self._events[name] = action

    @contextmanager
    def cell(self) -> Iterator[None]:
        self._events["pre_run_cell"](None)
        yield
        self._events["post_run_cell"](None)
        self._cell += 1

    def shown(self, text: str) -> None:
        """What the cell before showed."""
        self._outputs.append(Output(cell=self._cell - 1, text=text))

    def evidence(self) -> tuple[Evidence, EvidenceFolder]:
        folder = EvidenceFolder(self.place / "evidence")
        folder.make()
        reported: Reported = decode.read_journal(self.place, tuple(self._outputs), folder)
        return (
            Evidence(
                submission=Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=()),
                observed=Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1, budget=self.budget),
                reported=reported,
            ),
            folder,
        )


@contextmanager
def recording(place: Path, budget: Budget | None = None) -> Iterator[Recording]:
    with pytest.MonkeyPatch.context() as patch:
        for owner, names in HOOKED:
            for name in names:
                # Set to itself, so that it is set back in the end.
                patch.setattr(owner, name, getattr(owner, name))
        made = Recording(place, budget)
        yield made
        made.journal.close()
