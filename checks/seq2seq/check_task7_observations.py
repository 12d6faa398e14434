"""Task 7, observations: what is written about the curves, held against the curves that were recorded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.roles.answers import Answers, Hit
from grader.roles.training import Training

Trained = Callable[[], Training]

CLEAR_EPOCHS = 5
"""Epochs since the lowest validation loss from which on its rise is clear."""
CLEAR_RISE = 1.1
"""The last validation loss over the lowest, where the rise is clear."""
CLOSE = 1.1
"""Validation loss over training loss up to which nobody can speak of a gap."""
HARDLY_FELL = 0.8
"""The last training loss over the first, above which little was learned."""
JUMPS = 3
"""Epochs in which the training loss clearly rose, from which on nobody can speak of a smooth fall."""
A_JUMP = 0.1
"""Of the whole fall: a rise from which on it is clear, if it is no noise."""
NOISE = 0.02
"""Of the loss itself: a rise up to which a flat curve is still a flat one."""
A_RIPPLE = 0.02
"""Of a curve's whole range: what nobody sees."""
LEARNED = 0.97
"""Training accuracy from which on nobody can speak of underfitting."""


@rubric("7.3", points=1)
def check_speaks_of_overfitting(answers: Answers, found: Found) -> None:
    """Observe whether there is overfitting.

    Try: a sentence that says what overfitting looks like, or whether your curves show it.
    """
    _says(answers.concept("7.3", "meaning"), found)


@rubric("7.3", points=1)
def check_overfitting_in_this_run(answers: Answers, trained: Trained, found: Found) -> None:
    """Let the observation on overfitting refer to your own run, and agree with its curves.

    Try: compare training and validation loss, with their numbers or the epoch from which they part.
    """
    hit = answers.concept("7.3", "run")
    if not hit.credited:
        _says(hit, found)
    training = trained()
    loss, validation = _numbers(training, "loss"), _numbers(training, "val_loss")
    fault = ""
    if len(validation) > CLEAR_EPOCHS and loss:
        lowest = min(range(len(validation)), key=validation.__getitem__)
        rises = len(validation) - 1 - lowest >= CLEAR_EPOCHS and validation[-1] > CLEAR_RISE * validation[lowest]
        falls = lowest == len(validation) - 1 and validation[-1] <= CLOSE * loss[-1]
        if rises and _only(answers, "7.3", "denied"):
            fault = (
                f"the validation loss rose from {validation[lowest]:.3f} in epoch {lowest + 1} to {validation[-1]:.3f} "
                f"in epoch {len(validation)}, so there was overfitting"
            )
        elif falls and _only(answers, "7.3", "claimed"):
            fault = (
                f"the validation loss fell to the last epoch, to {validation[-1]:.3f} beside a training loss of "
                f"{loss[-1]:.3f}, so there was no overfitting"
            )
    found(f"{hit.sentence_for_student}{f' But in the recorded run {fault}.' if fault else ''}")
    assert not fault, f"contradicts the recorded curves: {fault}"


@rubric("7.4", points=1)
def check_speaks_of_underfitting(answers: Answers, found: Found) -> None:
    """Observe whether there is underfitting.

    Try: a sentence that says what underfitting looks like, or whether your curves show it.
    """
    _says(answers.concept("7.4", "meaning"), found)


@rubric("7.4", points=1)
def check_underfitting_in_this_run(answers: Answers, trained: Trained, found: Found) -> None:
    """Let the observation on underfitting refer to your own run, and agree with its curves.

    Try: say how low the training loss came, or how high the training accuracy, and what follows from it.
    """
    hit = answers.concept("7.4", "run")
    if not hit.credited:
        _says(hit, found)
    training = trained()
    loss, accuracy = _numbers(training, "loss"), _numbers(training, "accuracy")
    fault = ""
    if len(loss) > 1 and loss[-1] > HARDLY_FELL * loss[0] and _only(answers, "7.4", "denied"):
        fault = f"the training loss went only from {loss[0]:.3f} to {loss[-1]:.3f}, so the model underfits"
    elif accuracy and accuracy[-1] >= LEARNED and _only(answers, "7.4", "claimed"):
        fault = f"the training accuracy reached {accuracy[-1]:.3f}, so the model does not underfit"
    found(f"{hit.sentence_for_student}{f' But in the recorded run {fault}.' if fault else ''}")
    assert not fault, f"contradicts the recorded curves: {fault}"


@rubric("7.5", points=1)
def check_speaks_of_stability(answers: Answers, trained: Trained, found: Found) -> None:
    """Observe how smooth or jumpy training was.

    Try: a sentence on the shape of your loss curve from epoch to epoch.
    """
    hit = answers.concept("7.5", "shape")
    if not hit.credited:
        _says(hit, found)
    training = trained()
    fault = ""
    if _only(answers, "7.5", "smooth", among=("smooth", "jumpy")):
        fault = _jumps(_numbers(training, "loss"))
    elif _only(answers, "7.5", "jumpy", among=("smooth", "jumpy")):
        fault = _is_smooth(training)
    found(f"{hit.sentence_for_student}{f' But in the recorded run {fault}.' if fault else ''}")
    assert training.cells, "nothing was trained whose stability could be observed"
    assert not fault, f"contradicts the recorded curves: {fault}"


def _jumps(loss: Sequence[float]) -> str:
    """How a training loss jumps, where nobody could call it smooth."""
    fall = max(loss, default=0.0) - min(loss, default=0.0)
    rises = [at for at in range(1, len(loss)) if loss[at] - loss[at - 1] > max(A_JUMP * fall, NOISE * loss[at - 1])]
    if len(rises) < JUMPS:
        return ""
    worst = max(rises, key=lambda at: loss[at] - loss[at - 1])
    return (
        f"the training loss rose clearly in {len(rises)} of {len(loss)} epochs, from {loss[worst - 1]:.3f} to "
        f"{loss[worst]:.3f} in epoch {worst + 1}"
    )


def _is_smooth(training: Training) -> str:
    """That no recorded curve ever turns back, where nobody could call them jumpy."""
    named = [(name, _numbers(training, name)) for name in ("loss", "val_loss", "accuracy", "val_accuracy")]
    curves = [(name, curve) for name, curve in named if len(curve) > CLEAR_EPOCHS]
    if not curves or not all(_is_even(curve) for _, curve in curves):
        return ""
    loss = curves[0][1]
    return f"no curve turns back: the loss goes from {loss[0]:.3f} to {loss[-1]:.3f} without a rise in any epoch"


def _is_even(curve: Sequence[float]) -> bool:
    most = A_RIPPLE * (max(curve) - min(curve))
    rising = curve[-1] > curve[0]
    return all((before - after if rising else after - before) <= most for before, after in pairwise(curve))


def _says(hit: Hit, found: Found) -> None:
    found(hit.sentence_for_student)
    hit.demand()


def _only(answers: Answers, question: str, stance: str, among: tuple[str, str] = ("claimed", "denied")) -> bool:
    """Whether the answer takes this stance and not the other: of two models, one may overfit and the other not."""
    taken = {hit.concept.id for hit in answers.concepts(question, *among)}
    return taken == {stance}


def _numbers(training: Training, name: str) -> Sequence[float]:
    return [value for value in training.curve(name) if value is not None]
