"""Hooks on `compile` and `fit`: what entered training, each epoch, and whether the weights moved."""

from __future__ import annotations

import functools
import inspect
from typing import Any

import keras
from keras_measures import age
from recorder import batches, models, strings, tensors
from recorder.budget import Cutting
from recorder.journal import Journal
from recorder.probes import Samples
from recorder.sheet import Sheet
from recorder.weights import Keeper


def install(journal: Journal, keeper: Keeper, samples: Samples) -> None:
    keras.Model.compile = _compile(journal, keras.Model.compile)
    keras.Model.fit = _fit(journal, keeper, samples, keras.Model.fit)


def _compile(journal: Journal, original: Any) -> Any:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def compile(self: Any, *args: Any, **kwargs: Any) -> Any:
        result = original(self, *args, **kwargs)
        given = signature.bind(self, *args, **kwargs).arguments
        # Past Keras's attribute tracking, which would wrap lists and count what is in them as layers.
        object.__setattr__(self, "_recorded_compile", {key: given.get(key) for key in ("loss", "metrics")})
        if self.built:
            journal.quietly(lambda: models.write(journal, self))
        return result

    return compile


def _fit(journal: Journal, keeper: Keeper, samples: Samples, original: Any) -> Any:
    signature = inspect.signature(original)

    @functools.wraps(original)
    def fit(self: Any, *args: Any, **kwargs: Any) -> Any:
        if journal.busy:
            return original(self, *args, **kwargs)
        bound = signature.bind(self, *args, **kwargs)
        bound.apply_defaults()
        given = bound.arguments
        number = journal.handle(object())
        journal.quietly(lambda: _began(journal, number, self, given))
        journal.quietly(lambda: keeper.began(self))
        observed = batches.Observed(journal, self)
        given["x"] = observed.wrap(given["x"])
        given["callbacks"] = _with_callback(given["callbacks"], _Epochs(journal, keeper, number))
        if journal.budget is not None:
            asked = int(given["epochs"]) - int(given["initial_epoch"])
            cutting = Cutting(journal, journal.budget, number, self, asked)
            given["callbacks"] = _with_callback(given["callbacks"], cutting)
        journal.busy += 1
        # A model without a configuration shows how it is connected while it is trained.
        journal.sheet = sheet = None if models.configuration(self) else Sheet()
        finished = False
        try:
            result = original(*bound.args, **bound.kwargs)
            finished = True
            return result
        finally:
            journal.busy -= 1
            journal.sheet = None
            journal.fits_ended += 1
            if sheet is not None and sheet.step is not None:
                journal.quietly(lambda: _learnt(journal, self, sheet.step.learnt))
            journal.quietly(lambda: _ended(journal, number, self, given, finished, observed))
            journal.quietly(lambda: samples.keep(journal.handle(self), self, given["x"], given["y"]))

    return fit


def _learnt(journal: Journal, model: Any, learnt: dict[str, Any]) -> None:
    """What a model without configuration showed; of the loss only where `compile` was given none (a `train_step`)."""
    given = models.compiled(model)
    known = given is not None and given["loss"]
    journal.learnt[journal.handle(model)] = {**learnt, "compiled": None if known else learnt["compiled"]}


def _with_callback(callbacks: Any, ours: Any) -> Any:
    if isinstance(callbacks, keras.callbacks.CallbackList):
        callbacks.append(ours)
        return callbacks
    if callbacks is None:
        return [ours]
    return [*(callbacks if isinstance(callbacks, list | tuple) else [callbacks]), ours]


class _Epochs(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no type information
    def __init__(self, journal: Journal, keeper: Keeper, fit: int) -> None:
        super().__init__()
        self._journal, self._keeper, self._fit = journal, keeper, fit

    def on_epoch_end(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        self._journal.quietly(lambda: self._note(logs or {}))
        self._journal.quietly(lambda: self._keeper.epoch(self.model))

    def _note(self, logs: dict[str, Any]) -> None:
        values = {name: float(value) for name, value in logs.items()}
        self._journal.write("epoch", fit=self._fit, logs=values, weights=models.weights_digest(self.model))


def _began(journal: Journal, number: int, model: Any, given: dict[str, Any]) -> None:
    inputs, targets = _arrays(journal, given["x"], model), _arrays(journal, given["y"])
    journal.write(
        "fit_began",
        fit=number,
        model=models.write(journal, model),
        epochs=int(given["epochs"]) - int(given["initial_epoch"]),
        inputs=inputs,
        targets=targets,
        rows=_trained_rows(inputs, given),
        validated=bool(given["validation_split"]) or given["validation_data"] is not None,
        weights=models.weights_digest(model),
        steps=_steps(model),
    )


def _ended(
    journal: Journal, number: int, model: Any, given: dict[str, Any], finished: bool, observed: batches.Observed
) -> None:
    inputs, targets = observed.end()
    if hasattr(given["x"], "element_spec"):
        inputs, targets = batches.of_dataset(journal, model, given["x"])
    # The model may have been built only by its first batch.
    models.write(journal, model)
    journal.write(
        "fit_ended",
        fit=number,
        finished=finished,
        inputs=inputs,
        targets=targets,
        weights=models.weights_digest(model),
        steps=_steps(model),
    )


def _steps(model: Any) -> int:
    optimizer = getattr(model, "optimizer", None)
    return int(optimizer.iterations.numpy()) if optimizer is not None else 0


def _arrays(journal: Journal, values: Any, model: Any = None) -> list[dict[str, Any]]:
    if values is None or hasattr(values, "element_spec") or hasattr(values, "__next__"):
        return []
    if isinstance(values, age.Batches):
        return []
    leaves = age.flatten(values) if model is None else strings.ids(journal, model, values)
    kept = (tensors.store(journal, leaf) for leaf in leaves)
    return [ref for ref in kept if ref is not None]


def _trained_rows(inputs: list[dict[str, Any]], given: dict[str, Any]) -> int:
    """Keras takes the last rows for validation, before it shuffles."""
    rows = int(inputs[0]["shape"][0]) if inputs else 0
    split = float(given["validation_split"] or 0)
    return int(rows * (1 - split))
