"""Task 4, training: judged by recorded epochs that moved weights, and held against what the weights really give."""

from __future__ import annotations

import re

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.evidence import Evidence
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.model.saved import SavedTraining
from grader.roles.support import Verdict
from grader.roles.training import Fall, Training, fall
from grader.roles.witness import Testimony, Witness

EPOCHS = 10
SOME_EPOCHS = 5
FEWEST_ROWS = 3  # as for pairs: the smallest honest data sets of real submissions are three toy pairs

# A training loss is an average over an epoch of noisy batches. "Clearly" means: a tenth of it gone, the last third of
# the run below the first, and a slope that its own standard error doesn't explain.
CLEAR_SHARE = 0.10
LITTLE_SHARE = 0.01


def _saved_epochs(least: int) -> Testimony:
    def testify(witness: Witness) -> str:
        training = _saved_training(witness)
        count = len(training.epochs)
        assert count >= least, f"{count} epochs saved"
        return f"{count} epochs in cell {training.cell + 1}, the last with loss {_last(training)}."

    return testify


def _saved_losses(least: int | None) -> Testimony:
    """The loss of so many epochs, or of every one that was begun."""

    def testify(witness: Witness) -> str:
        training = _saved_training(witness)
        count = len(training.epochs)
        assert count >= (least or 1), f"{count} epochs saved"
        assert least is not None or (training.whole and not training.broken), "some epochs are not there"
        return f"the losses of {count} epochs in cell {training.cell + 1}, the last {_last(training)}."

    return testify


def _saved_fall(share: float, clearly: bool) -> Testimony:
    def testify(witness: Witness) -> str:
        training = _saved_training(witness)
        course = fall(training.losses)
        assert training.whole and course is not None, "no finite curve of all epochs"
        assert course.share >= share and course.last_third < course.first_third, f"{course}"
        assert course.significant or not clearly, f"slope {course.slope:.4g} ± {course.slope_error:.4g}"
        return (
            f"the training loss in cell {training.cell + 1} went from {course.first:.4g} to {course.last:.4g} over "
            f"{len(training.epochs)} epochs."
        )

    return testify


def _saved_training(witness: Witness) -> SavedTraining:
    assert witness.training is not None, "no epochs saved"
    return witness.training


def _last(training: SavedTraining) -> str:
    loss = training.losses[-1]
    assert loss is not None, "the loss became NaN"
    return f"{loss:.4g}"


@rubric("4.6", points=2, saved=_saved_epochs(SOME_EPOCHS))
def check_some_epochs(training: Training, found: Found) -> None:
    """Train the model for at least five epochs.

    Try: model.fit(..., epochs=10).
    """
    found(_epochs(training))
    _require_real(training)
    _require_time(training, SOME_EPOCHS)
    assert training.whole_epochs >= SOME_EPOCHS, f"{training.whole_epochs} epochs"


@rubric("4.6", points=2, saved=_saved_epochs(EPOCHS))
def check_ten_epochs(training: Training, found: Found) -> None:
    """Train the model for at least ten epochs.

    Try: pass epochs=10 or more to fit; several calls on the same model add up.
    """
    found(_epochs(training))
    _require_real(training)
    _require_time(training, EPOCHS)
    assert training.whole_epochs >= EPOCHS, f"{training.whole_epochs} epochs"


def _require_time(training: Training, wanted: int) -> None:
    """Raises `Prevented` where so many epochs were asked for and the grader's budget left no time for them."""
    cut = training.cut
    if cut is not None and training.whole_epochs < wanted <= (cut.asked or wanted):
        raise Prevented(Cause.BUDGET, cut.sentence)


def _require_record(training: Training) -> None:
    """Raises `Prevented` where the record lacks what it must have: then nothing that is reported can be relied on."""
    if training.support.verdict is Verdict.WITHHELD:
        raise Prevented(Cause.GRADER, f"{training.support.sentence} A person must look.")


def _has_rows(training: Training) -> bool:
    """Whether there were sentences to learn from, where that is known: one row learnt by heart is no training."""
    return training.rows is None or training.rows >= FEWEST_ROWS


def _epochs(training: Training) -> str:
    if not _has_rows(training):
        return f"The model was trained on {training.rows} different row in {training.place}: there is nothing to learn."
    if training.support.contradicted:
        return (
            f"The {len(training.logged)} epochs of {training.place} are not what they say. {training.support.sentence}"
        )
    asked = sum(fit.epochs_asked for fit in training.fits)
    stopped = next((fit for fit in training.fits if not fit.finished), None)
    sentence = f"{training.epochs} epochs changed the weights in {training.place}"
    if training.cut is not None:
        return f"{training.whole_epochs} epochs changed the weights in {training.place}. {training.cut.sentence}"
    if len(training.logged) > training.epochs:
        return f"{sentence}, though {len(training.logged)} were reported: in the others nothing was learnt."
    if stopped is not None:
        return f"{sentence}; the training in cell {stopped.cell + 1} broke off."
    return f"{sentence} ({asked} were asked for)." if asked != training.epochs else f"{sentence}."


@rubric("4.7", points=1, saved=_saved_losses(2))
def check_some_losses_shown(training: Training, evidence: Evidence, found: Found) -> None:
    """Show the loss of some epochs.

    Try: leave fit's verbose as it is, or print the loss yourself.
    """
    shown, total, cell = _shown(training, evidence)
    found(_losses(training, shown, total, cell))
    _require_real(training)
    _excuse_unshown(training, shown >= max(2, total // 10), total)
    assert shown >= max(2, total // 10), f"{shown} of {total}, which chance may explain"


@rubric("4.7", points=1, saved=_saved_losses(None))
def check_all_losses_shown(training: Training, evidence: Evidence, found: Found) -> None:
    """Show the loss of every epoch.

    Try: verbose=1 or verbose=2 in fit shows a line for each epoch.
    """
    shown, total, cell = _shown(training, evidence)
    found(_losses(training, shown, total, cell))
    _require_real(training)
    _excuse_unshown(training, shown >= total, total)
    assert total >= 1 and shown >= total, f"{shown} of {total}"


def _excuse_unshown(training: Training, shown: bool, total: int) -> None:
    """Raises `Prevented` where losses may be unshown for a cut: of one epoch, or behind an interrupted loop."""
    if training.cut is not None and not shown and (training.cut.by_hand or total < 2):
        raise Prevented(Cause.BUDGET, training.cut.sentence)


def _require_real(training: Training) -> None:
    """Reported epochs count where weights moved, on rows to learn from, and where recomputation doesn't deny them."""
    _require_record(training)
    assert training.epochs > 0, "no epoch changed a weight"
    assert _has_rows(training), f"{training.rows} rows"
    assert not training.support.contradicted, training.support.sentence


def _losses(training: Training, shown: int, total: int, cell: int) -> str:
    if not total:
        return _broke_off(training)
    where = f" in cell {cell + 1}" if shown else ", though the training recorded them"
    first = next((f"{loss:.4g}" for loss in training.curve("loss") if loss is not None), "none")
    denied = f" But they are not true. {training.support.sentence}" if training.support.contradicted else ""
    return f"The losses of {shown} of {total} epochs are shown{where}; the first is {first}.{denied}"


def _broke_off(training: Training) -> str:
    return f"The training in {training.place} broke off before its first epoch was over."


def _shown(training: Training, evidence: Evidence) -> tuple[int, int, int]:
    """Epochs whose recorded loss one cell shows, in their order, all to the same number of digits; all; that cell.

    In order and in one cell, because among the numbers of a long notebook every short one is found somewhere.
    """
    losses = [loss for loss in training.curve("loss") if loss is not None]
    texts: dict[int, str] = {}
    for output in evidence.reported.outputs:
        texts[output.cell] = f"{texts.get(output.cell, '')}\n{output.text}\n{output.html}"
    best, place = 0, -1
    for cell, text in texts.items():
        numbers = [float(n) for n in re.findall(r"\d+\.\d+(?:e-?\d+)?", text)]
        count = max(_in_order(losses, numbers, digits) for digits in range(2, 9))
        if count > best:
            best, place = count, cell
    return best, len(losses), place


def _in_order(losses: list[float], shown: list[float], digits: int) -> int:
    """How many of the losses, to so many digits, are met one after the other.

    As numbers, not as text: Keras turns to exponents for small ones, and `round` drops trailing zeros.
    """
    place = count = 0
    for loss in losses:
        forms = (round(loss, digits), float(f"{loss:.{digits}e}"), loss)
        hits = (n for n in range(place, len(shown)) if any(abs(shown[n] - form) <= 1e-7 * abs(form) for form in forms))
        found = next(hits, None)
        if found is not None:
            place, count = found + 1, count + 1
    return count


@rubric("4.8", points=2, saved=_saved_fall(LITTLE_SHARE, clearly=False))
def check_loss_falls_a_little(training: Training, found: Found) -> None:
    """Bring the training loss down from the first epoch to the last.

    Try: a learning rate of about 0.001 with Adam; look whether the loss is NaN or stands still.
    """
    course = _course(training, LITTLE_SHARE, found)
    assert course.share >= LITTLE_SHARE and course.last_third < course.first_third, f"{course}"
    assert _fell_by(training, LITTLE_SHARE), f"recomputed share {training.support.fallen}"


@rubric("4.8", points=2, saved=_saved_fall(CLEAR_SHARE, clearly=True))
def check_loss_falls_clearly(training: Training, found: Found) -> None:
    """Bring the training loss down clearly and steadily.

    Try: more epochs or a larger model; a smaller learning rate where the curve jumps.
    """
    course = _course(training, CLEAR_SHARE, found)
    assert course.share >= CLEAR_SHARE, f"share {course.share:.3f}"
    assert _fell_by(training, CLEAR_SHARE), f"recomputed share {training.support.fallen}"
    assert course.significant, f"slope {course.slope:.4g} ± {course.slope_error:.4g}"


def _course(training: Training, share: float, found: Found) -> Fall:
    """How the loss went, over whole epochs.

    Raises `Prevented` where the grader's budget cut off what might have brought it down: after fewer epochs than the
    assignment asks for, or while it was falling by more than its noise. A curve that is flat after so many is flat.
    """
    values, cut = training.course("loss"), training.cut
    course = fall(values)
    found(_loss(training))
    if cut is not None:
        _require_real(training)
        if None not in values and (course is None or (cut.few and not _is_down(course, share))):
            raise Prevented(Cause.BUDGET, _loss(training))
        if course is not None and course.significant and course.share < share:
            raise Prevented(Cause.BUDGET, f"{_loss(training)} The loss was still falling.")
    assert course is not None, "no finite curve"
    _require_real(training)
    return course


def _is_down(course: Fall, share: float) -> bool:
    return course.share >= share and course.significant


def _fell_by(training: Training, share: float) -> bool:
    """Whether the loss that was computed from the weights before and after fell so far, where there are both."""
    return training.support.fallen is None or training.support.fallen >= share


def _loss(training: Training) -> str:
    values = training.course("loss")
    course = fall(values)
    cut = f" {training.cut.sentence}" if training.cut is not None else ""
    if not values:
        return f"{_broke_off(training)}{cut}"
    if course is None:
        finite = [value for value in values if value is not None]
        nothing = "The loss became NaN." if len(finite) < len(values) else "There is no curve of at least two epochs."
        return f"{nothing}{cut}"
    source = ", as the notebook printed it," if any(fit.losses == "printed" for fit in training.fits) else ""
    return (
        f"The training loss{source} went from {course.first:.4g} to {course.last:.4g} "
        f"({course.share:.0%} less) over {len(values)} epochs in {training.place}; it rose {course.rising} times. "
        f"{training.support.sentence}"
    ).rstrip() + cut
