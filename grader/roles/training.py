"""The training run that matters: which model was really trained, for how long, and how its loss went."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

from grader.model.evidence import Basis, Evidence
from grader.model.findings import Curve
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.pins import TrainingPin
from grader.model.traces import Compiled, Epoch, Fit, Model
from grader.roles import budget, framework, stops, support
from grader.roles.budget import CutShort
from grader.roles.support import Support

BY_HAND = r"train_on_batch|GradientTape|apply_gradients"
LOG = re.compile(r"\bloss\b.{0,20}\d", re.IGNORECASE)
DOING = r"\.fit\s*\(|train_on_batch|GradientTape|fit_generator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Training:
    model: Model
    fits: tuple[Fit, ...]
    """All calls of `fit` on that model, in order."""
    support: Support
    """Whether what was reported of it is borne out."""
    everything: tuple[Training, ...] = ()
    """The trainings of all models, this one among them; empty in those themselves."""
    cut: CutShort | None = None
    """How the grader's budget ended it, if it did."""

    @property
    def basis(self) -> tuple[Basis, ...]:
        return self.support.basis

    excuse: Prevented | None = None
    """Why what it lacks can't be charged: a limit of the machinery's broke it off."""

    @property
    def rows(self) -> int | None:
        """Different rows that it was trained on; None where that is not known."""
        rebuilt = self.support.rebuilt
        if rebuilt is not None and rebuilt.distinct_rows:
            return rebuilt.distinct_rows
        known = [fit.trained_rows or fit.inputs[0].shape[0] for fit in self.fits if fit.inputs]
        return max(known) if known else None

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
        """Epochs after which the weights were others than before: a reported epoch that moved nothing is none.

        One that the grader's budget broke off is among them: the model was trained in it, if not for long.
        """
        return sum(self._moved(fit, len(fit.epochs)) for fit in self.fits)

    @property
    def whole_epochs(self) -> int:
        """Of these, the ones that were not broken off."""
        return sum(self._moved(fit, budget.whole(fit)) for fit in self.fits)

    def _moved(self, fit: Fit, most: int) -> int:
        if self.support.stood_still:
            return 0
        before = (fit.weights_before, *(epoch.weights for epoch in fit.epochs))
        return sum(epoch.weights != old for epoch, old in zip(fit.epochs[:most], before, strict=False))

    def is_pinned(self, pin: TrainingPin) -> bool:
        """Whether the teacher's pin means it."""
        return pin.model in (None, self.model.name) and (pin.cell is None or pin.cell - 1 in self.cells)

    @property
    def puts_out_sequences(self) -> bool:
        return any(len(shape) == 3 for shape in self.model.output_shapes)

    @property
    def compiled(self) -> Compiled | None:
        return self.model.compiled

    def curve(self, name: str) -> tuple[float | None, ...]:
        """Values of a metric, one an epoch; empty where it was not logged.

        `accuracy` and `val_accuracy` stand for whatever accuracy the model was compiled with.
        """
        key = next((key for key in self._metrics() if _is_metric(key, name)), None)
        return tuple(epoch.logs.get(key) for epoch in self.logged) if key else ()

    def course(self, name: str) -> tuple[float | None, ...]:
        """The same without epochs that the grader's budget broke off: these are means over a few batches."""
        kept = [number < budget.whole(fit) for fit in self.fits for number in range(len(fit.epochs))]
        return tuple(value for value, whole in zip(self.curve(name), kept, strict=False) if whole)

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
    """The training of the model that was updated most among those that put out sequences, or that is pinned.

    Raises `Missing` or `Prevented` where nothing was trained, `Missing` where what is pinned was not.
    """
    runs = all_runs(evidence)
    if not runs and stops.ran(evidence, BY_HAND):
        raise Prevented(
            Cause.GRADER,
            "The notebook has a training loop of its own (train_on_batch or GradientTape), and no optimizer was seen "
            "to take a step in it; a person must look.",
        )
    if other := framework.instead_of_keras(evidence):
        raise Missing(f"The notebook builds its model with {other}; the assignment asks for Keras.")
    if not runs:
        nothing = "No training of a Keras model was seen while the notebook ran."
        raise stops.absent(evidence, f"{nothing}{_said(evidence)}", DOING)
    meant = [run for run in runs if run.is_pinned(evidence.pins.training)]
    if not meant:
        raise Missing(f"The model {evidence.pins.training.model!r}, which the teacher pinned, was never trained.")
    sequences = [run for run in meant if run.puts_out_sequences] or meant
    main = max(sequences, key=lambda run: (run.epochs, sum(fit.steps for fit in run.fits)))
    stop = stops.before(evidence, main.cells[0])
    if stop is not None and not main.logged:
        raise Prevented(stop.cause, f"The training in {main.place} broke off before an epoch was over. {stop.sentence}")
    return replace(main, everything=tuple(run for run in runs if run.epochs), excuse=_excuse(evidence, main))


def _excuse(evidence: Evidence, run: Training) -> Prevented | None:
    """For a training that a time limit, or another stop that is not the student's, broke off."""
    broken = {fit.cell for fit in run.fits if not fit.finished}
    stop = next((stop for stop in stops.stops(evidence) if stop.cell in broken and stops.is_machinery(stop)), None)
    if stop is None or run.support.contradicted:
        return None
    return Prevented(stop.cause, f"{stop.sentence} What more there would have been to see can't be told.")


def _said(evidence: Evidence) -> str:
    """What the notebook shows of a training all the same, with its cell."""
    for output in evidence.reported.outputs:
        line = next((line.strip() for line in output.text.splitlines() if not output.error and LOG.search(line)), "")
        if line:
            return f" Cell {output.cell + 1} shows “{line[:120]}”, which no training accounts for."
    return ""


def all_runs(evidence: Evidence) -> list[Training]:
    """Every model that entered `fit`, with all its fits, in order."""
    models = {model.handle: model for model in evidence.reported.models}
    fits: dict[int, list[Fit]] = {}
    for fit in evidence.reported.fits:
        if fit.model in models:
            fits.setdefault(fit.model, []).append(fit)
    return [_training(evidence, models[handle], tuple(group)) for handle, group in fits.items()]


def _training(evidence: Evidence, model: Model, fits: tuple[Fit, ...]) -> Training:
    # What a few batches of an epoch gave says little on the weights at its end.
    logs = [epoch.logs if number < budget.whole(fit) else {} for fit in fits for number, epoch in enumerate(fit.epochs)]
    losses = [log.get("loss") for log in logs]
    name = next((key for log in logs for key in log if _is_metric(key, "accuracy")), "")
    accuracies = [log.get(name) for log in logs]
    return Training(
        model=model,
        fits=fits,
        support=support.of(evidence, model, fits, losses, accuracies),
        cut=budget.of(evidence, fits),
    )


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
