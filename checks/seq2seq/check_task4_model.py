"""Task 4, encoder and decoder: judged by the graph of the model that was trained, and by asking the rebuilt model."""

from __future__ import annotations

import re

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.evidence import Evidence
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.model.recomputed import Padding
from grader.roles.architecture import Architecture

OWN = "(of the notebook)"  # how the recorder marks a loss that Keras does not define
OTHER_LOSSES = re.compile(
    "mse|mae|mape|msle|mean(squared|absolute).*|(squared|categorical)?hinge|huber|poisson|k.*divergence|cosinesimilarity"
    "|logcosh"
)


@rubric("4.1", points=3)
def check_encoder_embedding(model: Architecture, found: Found) -> None:
    """Let the encoder's tokens pass an Embedding layer.

    Try: Embedding(vocabulary size, dimension, mask_zero=True) between the encoder's Input and its LSTM.
    """
    encoder = model.encoder
    if encoder is None:
        found(f"The model of {model.place} has no recurrent encoder.")
    else:
        reads = "embedded tokens" if encoder.embedded else "its input as it is"
        found(f"The encoder {encoder.name!r} of {model.place} reads {reads}.")
    assert encoder is not None and encoder.embedded, "no Embedding before the encoder"


@rubric("4.2", points=2)
def check_encoder_recurrent(model: Architecture, found: Found) -> None:
    """Encode the source with a recurrent layer whose states or outputs go on to the decoder.

    Try: encoder_outputs, h, c = LSTM(units, return_state=True)(x), and give [h, c] to the decoder.
    """
    found(_encoder(model))
    assert model.encoder is not None and model.connected, "encoder missing or not connected"
    assert not model.ignores_source, "the rebuilt model's output does not depend on the source"


@rubric("4.2", points=1)
def check_encoder_is_lstm(model: Architecture, found: Found) -> None:
    """Use an LSTM as the encoder.

    Try: keras.layers.LSTM in place of GRU or SimpleRNN.
    """
    found(_encoder(model))
    assert model.encoder is not None and model.connected and model.encoder.is_lstm, "no LSTM"


def _encoder(model: Architecture) -> str:
    if model.encoder is None:
        return f"The model of {model.place} has no recurrent encoder."
    onward = "goes on to the decoder" if model.connected else "goes nowhere"
    layer = f"{model.encoder.cell} layer {model.encoder.name!r} of {model.place}"
    return f"The encoder is the {layer}; what it learns {onward}.{_asked(model)}"


def _asked(model: Architecture) -> str:
    """What the rebuilt model answered, as a sentence that follows another."""
    rebuilt = model.rebuilt
    if rebuilt is None or rebuilt.moved is None:
        return ""
    padding = {
        Padding.MASKED: " More padding behind the source changes nothing.",
        Padding.HARMLESS: " More padding behind the source changes hardly any.",
        Padding.MATTERS: " More padding behind the source changes predictions too: it is not masked.",
        Padding.UNKNOWN: "",
    }[rebuilt.padding]
    return f" Given another row's source, the trained model changes {rebuilt.moved:.0%} of its predictions.{padding}"


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
        return f"The model of {model.place} has no recurrent decoder behind the encoder."
    parts = _decoder_parts(model)
    have = ", ".join(part for part, there in parts.items() if there) or "none of the parts"
    lack = ", ".join(part for part, there in parts.items() if not there)
    return f"The decoder {model.decoder.name!r} of {model.place} has {have}" + (f"; it lacks {lack}." if lack else ".")


@rubric("4.4", points=3)
def check_output_layer(model: Architecture, found: Found) -> None:
    """End the model with a Dense layer with softmax over the target vocabulary.

    Try: Dense(target vocabulary size, activation="softmax"), or logits with a loss that has from_logits=True.
    """
    output, compiled = model.output, model.model.compiled
    logits = compiled is not None and compiled.from_logits
    if output is None:
        found(f"The model of {model.place} does not end with a Dense layer.")
    else:
        way = "softmax" if output.softmax else "logits for the loss" if logits else "no softmax"
        found(f"The output layer {output.name!r} of {model.place} has {output.units} units and {way}.")
    if output is not None and not output.softmax and compiled is not None and OWN in compiled.loss:
        raise Prevented(
            Cause.GRADER,
            f"The output layer {output.name!r} has no softmax, and the loss {compiled.loss!r} is the notebook's own; "
            "a person must see whether it takes logits.",
        )
    assert output is not None and (output.softmax or logits), "no softmax over the vocabulary"
    assert output.units > 2, f"{output.units} units"


@rubric("4.5", points=2)
def check_compiled(model: Architecture, evidence: Evidence, found: Found) -> None:
    """Compile the model with an optimiser and a cross-entropy loss that fits the targets.

    Try: loss="sparse_categorical_crossentropy" for integer targets, "categorical_crossentropy" for one-hot targets.
    """
    compiled = model.model.compiled
    if compiled is None:
        found(f"The model of {model.place} was not compiled.")
        raise AssertionError("not compiled")
    loss = compiled.loss.replace("_", "").casefold()
    one_hot = _targets_one_hot(model, evidence)
    targets = {None: "", True: " for one-hot targets", False: " for integer targets"}[one_hot]
    found(f"The model of {model.place} is compiled with {compiled.optimizer} and the loss {compiled.loss!r}{targets}.")
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
