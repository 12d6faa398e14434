"""The training run that matters: which model was really trained, for how long, and how its loss went."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from grader.model.evidence import Basis, Evidence
from grader.model.findings import Curve
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.model.traces import Compiled, Epoch, Fit, Model
from grader.roles import stops

BY_HAND = r"train_on_batch|GradientTape|apply_gradients"
DOING = r"\.fit\s*\(|train_on_batch|GradientTape|fit_generator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    model: Model
    fits: tuple[Fit, ...]
    """All calls of `fit` on that model, in order."""
    everything: tuple[Training, ...] = ()
    """The trainings of all models, this one among them; empty in those themselves."""
    basis: tuple[Basis, ...] = (Basis.REPORTED,)

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(fit.cell for fit in self.fits))

    @property
    def place(self) -> str:
        """Where it happened, for a sentence."""
        return " and ".join(f"cell {cell + 1}" for cell in self.cells[:3])

    @property
    def logged(self) -> tuple[Epoch, ...]:
        return tuple(epoch for fit in self.fits for epoch in fit.epochs)

    @property
    def epochs(self) -> int:
        """Epochs after which the weights were others than before: a reported epoch that moved nothing is none."""
        count = 0
        for fit in self.fits:
            before = fit.weights_before
            for epoch in fit.epochs:
                count += epoch.weights != before
                before = epoch.weights
        return count

    @property
    def compiled(self) -> Compiled | None:
        return self.model.compiled

    def curve(self, name: str) -> tuple[float | None, ...]:
        """Values of a metric, one an epoch; empty where it was not logged.

        `accuracy` and `val_accuracy` stand for whatever accuracy the model was compiled with.
        """
        key = next((key for key in self._metrics() if _is_metric(key, name)), None)
        return tuple(epoch.logs.get(key) for epoch in self.logged) if key else ()

    def curves(self) -> tuple[Curve, ...]:
        return tuple(Curve(name=name, values=self.curve(name)) for name in self._metrics())

    def _metrics(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key for epoch in self.logged for key in epoch.logs))


def _is_metric(key: str, name: str) -> bool:
    if key == name:
        return True
    if name == "accuracy":
        return "acc" in key and not key.startswith("val_")
    return name == "val_accuracy" and "acc" in key and key.startswith("val_")


def find(evidence: Evidence) -> Training:
    """The training of the model that was updated most among those that put out sequences.

    Raises `Missing` or `Prevented` where nothing was trained.
    """
    runs = all_runs(evidence)
    if not runs and stops.ran(evidence, BY_HAND):
        raise Prevented(
            Cause.GRADER,
            "The notebook has a training loop of its own (train_on_batch or GradientTape), and no optimizer was seen "
            "to take a step in it; a person must look.",
        )
    if not runs:
        raise stops.absent(evidence, "No training of a Keras model was seen while the notebook ran.", DOING)
    sequences = [run for run in runs if _puts_out_sequences(run.model)] or runs
    main = max(sequences, key=lambda run: (run.epochs, sum(fit.steps for fit in run.fits)))
    return replace(main, everything=tuple(run for run in runs if run.epochs))


def all_runs(evidence: Evidence) -> list[Training]:
    """Every model that entered `fit`, with all its fits, in order."""
    models = {model.handle: model for model in evidence.reported.models}
    fits: dict[int, list[Fit]] = {}
    for fit in evidence.reported.fits:
        if fit.model in models:
            fits.setdefault(fit.model, []).append(fit)
    return [Training(model=models[handle], fits=tuple(group)) for handle, group in fits.items()]


def _puts_out_sequences(model: Model) -> bool:
    return any(len(shape) == 3 for shape in model.output_shapes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """How a noisy curve fell: first and last value, thirds, and its slope with the slope's error."""

    first: float
    last: float
    first_third: float
    last_third: float
    slope: float
    slope_error: float
    rising: int
    """Steps at which it rose."""

    @property
    def share(self) -> float:
        """Of the first value, what was lost by the last."""
        return (self.first - self.last) / abs(self.first) if self.first else 0.0

    @property
    def significant(self) -> bool:
        """Down by more than its noise: the slope is below zero by twice its standard error."""
        return self.slope < 0 and self.slope + 2 * self.slope_error < 0


def fall(values: tuple[float | None, ...]) -> Fall | None:
    """How a curve fell; None where it has fewer than two points or one that is not finite."""
    numbers = [value for value in values if value is not None and math.isfinite(value)]
    if len(numbers) < 2 or len(numbers) < len(values):
        return None
    third = max(1, len(numbers) // 3)
    slope, error = _slope(numbers)
    return Fall(
        first=numbers[0],
        last=numbers[-1],
        first_third=sum(numbers[:third]) / third,
        last_third=sum(numbers[-third:]) / third,
        slope=slope,
        slope_error=error,
        rising=sum(later > earlier for earlier, later in zip(numbers, numbers[1:], strict=False)),
    )


def _slope(numbers: list[float]) -> tuple[float, float]:
    """Least squares over the epochs, with the standard error of the slope."""
    n = len(numbers)
    middle = (n - 1) / 2
    spread = sum((x - middle) ** 2 for x in range(n))
    mean = sum(numbers) / n
    slope = sum((x - middle) * (y - mean) for x, y in enumerate(numbers)) / spread
    if n < 3:
        return slope, 0.0
    residual = sum((y - mean - slope * (x - middle)) ** 2 for x, y in enumerate(numbers))
    return slope, math.sqrt(residual / (n - 2) / spread)
