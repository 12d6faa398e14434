"""Task 4, encoder and decoder: judged by the graph of the model that was trained and by the recorded training."""

from __future__ import annotations

import re

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.evidence import Evidence
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.roles.architecture import Architecture
from grader.roles.training import Training, fall

EPOCHS = 10
OWN = "(of the notebook)"  # how the recorder marks a loss that Keras does not define
OTHER_LOSSES = re.compile(
    "mse|mae|mape|msle|mean(squared|absolute).*|(squared|categorical)?hinge|huber|poisson|k.*divergence|cosinesimilarity"
    "|logcosh"
)
SOME_EPOCHS = 5

# A training loss is an average over an epoch of noisy batches. "Clearly" means: a tenth of it gone, the last third of
# the run below the first, and a slope that its own standard error doesn't explain.
CLEAR_SHARE = 0.10
LITTLE_SHARE = 0.01


@rubric("4.1", points=3)
def check_encoder_embedding(model: Architecture, found: Found) -> None:
    """Let the encoder's tokens pass an Embedding layer.

    Try: Embedding(vocabulary size, dimension, mask_zero=True) between the encoder's Input and its LSTM.
    """
    encoder = model.encoder
    if encoder is None:
        found("The model has no recurrent encoder.")
    else:
        found(f"The encoder {encoder.name!r} reads {'embedded tokens' if encoder.embedded else 'its input as it is'}.")
    assert encoder is not None and encoder.embedded, "no Embedding before the encoder"


@rubric("4.2", points=2)
def check_encoder_recurrent(model: Architecture, found: Found) -> None:
    """Encode the source with a recurrent layer whose states or outputs go on to the decoder.

    Try: encoder_outputs, h, c = LSTM(units, return_state=True)(x), and give [h, c] to the decoder.
    """
    found(_encoder(model))
    assert model.encoder is not None and model.connected, "encoder missing or not connected"


@rubric("4.2", points=1)
def check_encoder_is_lstm(model: Architecture, found: Found) -> None:
    """Use an LSTM as the encoder.

    Try: keras.layers.LSTM in place of GRU or SimpleRNN.
    """
    found(_encoder(model))
    assert model.encoder is not None and model.connected and model.encoder.is_lstm, "no LSTM"


def _encoder(model: Architecture) -> str:
    if model.encoder is None:
        return "The model has no recurrent encoder."
    onward = "goes on to the decoder" if model.connected else "goes nowhere"
    return f"The encoder is the {model.encoder.cell} layer {model.encoder.name!r}; what it learns {onward}."


@rubric("4.3", points=2)
def check_decoder_nearly(model: Architecture, found: Found) -> None:
    """Build a decoder with at least two of: Embedding, LSTM, and a state that is initialised from the encoder's.

    Try: decoder_lstm(embedded_targets, initial_state=[h, c]).
    """
    found(_decoder(model))
    assert sum(_decoder_parts(model).values()) >= 2, str(_decoder_parts(model))


@rubric("4.3", points=2)
def check_decoder_whole(model: Architecture, found: Found) -> None:
    """Build a decoder with Embedding and LSTM, its state initialised from the encoder's.

    Try: check which of the three parts is missing and add it.
    """
    found(_decoder(model))
    assert all(_decoder_parts(model).values()), str(_decoder_parts(model))


def _decoder_parts(model: Architecture) -> dict[str, bool]:
    decoder = model.decoder
    return {
        "an Embedding": decoder is not None and decoder.embedded,
        "an LSTM": decoder is not None and decoder.is_lstm,
        "the encoder's state": decoder is not None and model.initialised,
    }


def _decoder(model: Architecture) -> str:
    if model.decoder is None:
        return "The model has no recurrent decoder behind the encoder."
    parts = _decoder_parts(model)
    have = ", ".join(part for part, there in parts.items() if there) or "none of the parts"
    lack = ", ".join(part for part, there in parts.items() if not there)
    return f"The decoder {model.decoder.name!r} has {have}" + (f"; it lacks {lack}." if lack else ".")


@rubric("4.4", points=3)
def check_output_layer(model: Architecture, found: Found) -> None:
    """End the model with a Dense layer with softmax over the target vocabulary.

    Try: Dense(target vocabulary size, activation="softmax"), or logits with a loss that has from_logits=True.
    """
    output, compiled = model.output, model.model.compiled
    logits = compiled is not None and compiled.from_logits
    if output is None:
        found("The model does not end with a Dense layer.")
    else:
        way = "softmax" if output.softmax else "logits for the loss" if logits else "no softmax"
        found(f"The output layer {output.name!r} has {output.units} units and {way}.")
    assert output is not None and (output.softmax or logits), "no softmax over the vocabulary"
    assert output.units > 2, f"{output.units} units"


@rubric("4.5", points=2)
def check_compiled(model: Architecture, evidence: Evidence, found: Found) -> None:
    """Compile the model with an optimiser and a cross-entropy loss that fits the targets.

    Try: loss="sparse_categorical_crossentropy" for integer targets, "categorical_crossentropy" for one-hot targets.
    """
    compiled = model.model.compiled
    if compiled is None:
        found("The model was not compiled.")
        raise AssertionError("not compiled")
    loss = compiled.loss.replace("_", "").casefold()
    one_hot = _targets_one_hot(model, evidence)
    targets = {None: "", True: " for one-hot targets", False: " for integer targets"}[one_hot]
    found(f"Compiled with {compiled.optimizer} and the loss {compiled.loss!r}{targets}.")
    if OWN in compiled.loss or ("crossentropy" not in loss and loss and not OTHER_LOSSES.fullmatch(loss)):
        # A function of the student's own may be a masked cross-entropy or anything else.
        raise Prevented(Cause.GRADER, f"The loss {compiled.loss!r} is the notebook's own; a person must read it.")
    assert "crossentropy" in loss, "no cross-entropy"
    assert one_hot is not True or "sparse" not in loss, "a sparse loss for one-hot targets"
    assert one_hot is not False or "sparse" in loss, "integer targets need a sparse loss"


def _targets_one_hot(model: Architecture, evidence: Evidence) -> bool | None:
    """Whether the targets that entered `fit` were one-hot rows; None where none were seen."""
    targets = [ref for fit in evidence.reported.fits if fit.model == model.model.handle for ref in fit.targets]
    return targets[0].one_hot > 0 if targets else None


@rubric("4.6", points=2)
def check_some_epochs(training: Training, found: Found) -> None:
    """Train the model for at least five epochs.

    Try: model.fit(..., epochs=10).
    """
    found(_epochs(training))
    assert training.epochs >= SOME_EPOCHS, f"{training.epochs} epochs"


@rubric("4.6", points=2)
def check_ten_epochs(training: Training, found: Found) -> None:
    """Train the model for at least ten epochs.

    Try: pass epochs=10 or more to fit; several calls on the same model add up.
    """
    found(_epochs(training))
    assert training.epochs >= EPOCHS, f"{training.epochs} epochs"


def _epochs(training: Training) -> str:
    asked = sum(fit.epochs_asked for fit in training.fits)
    stopped = next((fit for fit in training.fits if not fit.finished), None)
    sentence = f"{training.epochs} epochs changed the weights in {training.place}"
    if len(training.logged) > training.epochs:
        return f"{sentence}, though {len(training.logged)} were reported: in the others nothing was learnt."
    if stopped is not None:
        return f"{sentence}; the training in cell {stopped.cell + 1} broke off."
    return f"{sentence} ({asked} were asked for)." if asked != training.epochs else f"{sentence}."


@rubric("4.7", points=1)
def check_some_losses_shown(training: Training, evidence: Evidence, found: Found) -> None:
    """Show the loss of some epochs.

    Try: leave fit's verbose as it is, or print the loss yourself.
    """
    shown, total = _shown(training, evidence)
    found(_losses(training, shown, total))
    assert shown >= max(2, total // 10), f"{shown} of {total}, which chance may explain"


@rubric("4.7", points=1)
def check_all_losses_shown(training: Training, evidence: Evidence, found: Found) -> None:
    """Show the loss of every epoch.

    Try: verbose=1 or verbose=2 in fit shows a line for each epoch.
    """
    shown, total = _shown(training, evidence)
    found(_losses(training, shown, total))
    assert total >= 1 and shown >= total, f"{shown} of {total}"


def _losses(training: Training, shown: int, total: int) -> str:
    return f"The losses of {shown} of {total} epochs are shown." if total else _broke_off(training)


def _broke_off(training: Training) -> str:
    return f"The training in {training.place} broke off before its first epoch was over."


def _shown(training: Training, evidence: Evidence) -> tuple[int, int]:
    """Epochs whose recorded loss one cell shows, in their order, all to the same number of digits; and all epochs.

    In order and in one cell, because among the numbers of a long notebook every short one is found somewhere.
    """
    losses = [loss for loss in training.curve("loss") if loss is not None]
    texts: dict[int, str] = {}
    for output in evidence.reported.outputs:
        texts[output.cell] = f"{texts.get(output.cell, '')}\n{output.text}\n{output.html}"
    numbers = [[float(n) for n in re.findall(r"\d+\.\d+(?:e-?\d+)?", text)] for text in texts.values()]
    return max((_in_order(losses, shown, digits) for shown in numbers for digits in range(2, 9)), default=0), len(
        losses
    )


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


@rubric("4.8", points=2)
def check_loss_falls_a_little(training: Training, found: Found) -> None:
    """Bring the training loss down from the first epoch to the last.

    Try: a learning rate of about 0.001 with Adam; look whether the loss is NaN or stands still.
    """
    course = fall(training.curve("loss"))
    found(_loss(training))
    assert course is not None, "no finite curve"
    assert course.share >= LITTLE_SHARE and course.last_third < course.first_third, f"{course}"


@rubric("4.8", points=2)
def check_loss_falls_clearly(training: Training, found: Found) -> None:
    """Bring the training loss down clearly and steadily.

    Try: more epochs or a larger model; a smaller learning rate where the curve jumps.
    """
    course = fall(training.curve("loss"))
    found(_loss(training))
    assert course is not None, "no finite curve"
    assert course.share >= CLEAR_SHARE, f"share {course.share:.3f}"
    assert course.significant, f"slope {course.slope:.4g} ± {course.slope_error:.4g}"


def _loss(training: Training) -> str:
    values = training.curve("loss")
    course = fall(values)
    if not values:
        return _broke_off(training)
    if course is None:
        finite = [value for value in values if value is not None]
        return "The loss became NaN." if len(finite) < len(values) else "There is no curve of at least two epochs."
    source = ", as the notebook printed it," if any(fit.losses == "printed" for fit in training.fits) else ""
    return (
        f"The training loss{source} went from {course.first:.4g} to {course.last:.4g} "
        f"({course.share:.0%} less) over {len(values)} epochs in {training.place}; it rose {course.rising} times."
    )
