"""Accounts of the training run and of the parts of the trained model."""

from __future__ import annotations

from grader.model.accounts import Account, Confidence
from grader.model.judging import Missing
from grader.roles import architecture, graph, training
from grader.roles.accounts.given import Given, in_cells, name, plural, some, sure
from grader.roles.architecture import Recurrent
from grader.roles.attending import ATTENTION
from grader.roles.training import Training

PINNED = "Pinned by the teacher."


def training_run(given: Given) -> Account:
    """Certain where one model alone was trained; likely as the longest of several; a guess where none puts out
    sequences, so that the longest was taken whatever it does."""
    run = given.training
    others = [other for other in training.all_runs(given.evidence) if other.model.handle != run.model.handle]
    rivals = [other for other in others if other.epochs and other.puts_out_sequences]
    loss = [value for value in run.curve("loss") if value is not None]
    fell = f", while the loss went from {loss[0]:.3g} to {loss[-1]:.3g}" if len(loss) > 1 else ""
    cut = f" {run.cut.sentence}" if run.cut is not None else ""
    did = f"Its weights changed in {plural(run.epochs, 'epoch')}{fell}.{cut}"
    confidence = Confidence.GUESS if not run.puts_out_sequences else sure(not rivals)
    if not run.puts_out_sequences:
        why = "No trained model puts out sequences; of all, it was trained longest."
    elif rivals:
        why = f"Of {len(rivals) + 1} models that put out sequences, it was trained longest."
    else:
        why = "No other model that puts out sequences was trained."
    pin = given.evidence.pins.training
    pinned = pin.model is not None or pin.cell is not None
    return Account(
        role="Training run",
        taken=f"model {name(run.model.name)}, {plural(len(run.logged), 'epoch')}",
        where=in_cells(run.cells),
        because=f"{PINNED} {did}" if pinned else f"{did} {why}",
        confidence=Confidence.CERTAIN if pinned else confidence,
        others=some([_other(other) for other in others]),
        pinned=pinned,
    )


def _other(run: Training) -> str:
    what = "" if run.puts_out_sequences else ", which puts out no sequences"
    # The number of epochs before the cell: "cell 17, 22 epochs" reads as two cells, to a person and to the links.
    return f"{name(run.model.name)}, {plural(run.epochs, 'epoch')} in {run.place}{what}"


def encoder(given: Given) -> Account:
    """Certain where its state is the decoder's initial state and no other layer could be meant; likely as the last of
    a stack, or where something else of it flows to the decoder; a guess where nothing does."""
    model, pin = given.model, given.evidence.pins.architecture.encoder
    found = model.encoder
    if found is None:
        raise Missing("The model has no recurrent layer that could be the encoder.")
    decoder = model.decoder.name if model.decoder else ""
    rivals = [other for other in model.recurrent if other not in (found.name, decoder)]
    if model.initialised:
        because = f"Its state is the initial state of {name(decoder)}."
    elif model.connected:
        because = f"What it puts out flows on to {name(decoder)}, without its state."
    else:
        because = "It is the first recurrent layer; what it puts out reaches no other one."
    confidence = sure(model.initialised and not rivals, Confidence.LIKELY if model.connected else Confidence.GUESS)
    return _layer("Encoder", given, found, because, confidence, rivals, pin is not None)


def decoder(given: Given) -> Account:
    """Certain where it takes its initial state from another recurrent layer, and is the only one; likely in a stack,
    or where it is only fed by another one."""
    model, pin = given.model, given.evidence.pins.architecture.decoder
    found = model.decoder
    if found is None:
        raise Missing("The model has no recurrent layer that another one flows into.")
    encoder = model.encoder.name if model.encoder else ""
    rivals = [other for other in model.recurrent if other not in (found.name, encoder)]
    how = "takes its initial state from" if model.initialised else "is fed by"
    because = f"It {how} {name(encoder)}, and the model's output comes from it."
    return _layer("Decoder", given, found, because, sure(model.initialised and not rivals), rivals, pin is not None)


def _layer(
    role: str,
    given: Given,
    found: Recurrent,
    because: str,
    confidence: Confidence,
    rivals: list[str],
    pinned: bool,
) -> Account:
    embedded = "embedded tokens" if found.embedded else "its input as it is"
    return Account(
        role=role,
        taken=f"{found.cell} {name(found.name)}, reads {embedded}",
        where=in_cells([given.model.model.cell]),
        because=f"{PINNED} {because}" if pinned else f"{because} {_of_model(given)}",
        confidence=Confidence.CERTAIN if pinned else confidence,
        others=some([name(other) for other in rivals]),
        pinned=pinned,
    )


def _of_model(given: Given) -> str:
    """Which model was looked into: the trained one, or for want of one some that was built."""
    model = given.model.model
    trained = any(run.model.handle == model.handle for run in training.all_runs(given.evidence))
    return f"In the {'trained' if trained else 'built, never trained'} model {name(model.name)}."


def attention(given: Given) -> Account:
    """Certain for one of Keras's own attention layers; likely for a softmax that both sides' values reach."""
    found = architecture.attention(given.evidence)
    parsed = graph.parse(found.model)
    node = parsed.nodes.get(found.layer) if parsed else None
    kind = node.kind if node else "layer"
    return Account(
        role="Attention",
        taken=f"{kind} {name(found.layer)} in model {name(found.model.name)}",
        where=in_cells([found.model.cell]),
        because="The decoder's values and the encoder's sequence both reach it, and the output comes from it. "
        f"Its model was trained for {plural(found.epochs, 'epoch')}.",
        confidence=sure(kind in ATTENTION),
        others=some([f"{name(each.model.name)}, {plural(each.epochs, 'epoch')}" for each in found.others]),
    )


def output_layer(given: Given) -> Account:
    """Certain where its units are the width of what the model puts out; likely otherwise."""
    model = given.model
    found = model.output
    if found is None:
        raise Missing("The model does not end with a Dense layer.")
    width = next((shape[-1] for shape in model.model.output_shapes if shape), None)
    return Account(
        role="Output layer",
        taken=f"{found.kind} {name(found.name)}, {plural(found.units, 'unit')}, "
        f"{'softmax' if found.softmax else 'no softmax'}",
        where=in_cells([model.model.cell]),
        because=f"It is the dense layer nearest the model's output. {_of_model(given)}",
        confidence=sure(width == found.units),
    )
