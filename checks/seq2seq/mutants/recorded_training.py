"""Mutants of the recorded evidence, as another notebook would have left it: data, model and training."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from checks.seq2seq.mutants.edits import ALICE, figures, fits, layer, models, outputs, reported
from grader.checking.mutants import record
from grader.model.drawings import Figure
from grader.model.evidence import CellEnd, Evidence, Output
from grader.model.traces import Epoch, Fit, Model

TASK_3 = (
    "3.2/one_side_tokenised",
    "3.2/both_sides_tokenised",
    "3.3/one_side_padded",
    "3.3/both_sides_padded",
    "3.4/equal_rows",
    "3.4/target_is_shifted",
)
UNSEEN = ("5.4/some_unseen", "5.4/all_unseen")


def _failed(evidence: Evidence, count: int) -> Evidence:
    """The last cells as if they had stopped with an error."""
    cells = list(evidence.observed.cells)
    cells[-count:] = [replace(cell, end=CellEnd.ERROR) for cell in cells[-count:]]
    return replace(evidence, observed=replace(evidence.observed, cells=tuple(cells)))


@record("S.1/runs_whole", on=ALICE)
@record("S.1/runs_whole")
def last_cell_fails(evidence: Evidence) -> Evidence:
    return _failed(evidence, 1)


@record("S.1/runs_whole", "S.1/runs_nearly", on=ALICE)
@record("S.1/runs_whole", "S.1/runs_nearly")
def three_cells_fail(evidence: Evidence) -> Evidence:
    return _failed(evidence, 3)


@record("3.1/pairs", *TASK_3, also=UNSEEN, on=ALICE)
@record("3.1/pairs", *TASK_3, also=UNSEEN)
def nothing_prepared(evidence: Evidence) -> Evidence:
    bare = fits(evidence, lambda fit: replace(fit, inputs=(), targets=()))
    return reported(bare, arrays=(), texts=())


@record("3.2/both_sides_tokenised", "3.3/both_sides_padded", "3.4/equal_rows", also=UNSEEN, on=ALICE)
@record("3.2/both_sides_tokenised", "3.3/both_sides_padded", "3.4/equal_rows", also=UNSEEN)
def one_language_only(evidence: Evidence) -> Evidence:
    """A language model of the French side: the source never entered."""
    return fits(evidence, lambda fit: replace(fit, inputs=fit.inputs[1:]))


@record("3.4/target_is_shifted", on=ALICE)
@record("3.4/target_is_shifted")
def target_equals_input(evidence: Evidence) -> Evidence:
    return fits(evidence, lambda fit: replace(fit, targets=fit.inputs[1:]))


@record("4.1/encoder_embedding")
def encoder_without_embedding(evidence: Evidence) -> Evidence:
    return layer(evidence, "encoder_embedding", "Dense")


@record("4.2/encoder_is_lstm")
def encoder_is_a_gru(evidence: Evidence) -> Evidence:
    return layer(evidence, "encoder_lstm", "GRU")


@record(
    "4.2/encoder_recurrent",
    "4.2/encoder_is_lstm",
    also=(
        "4.3/decoder_nearly",
        "4.3/decoder_whole",
        "6.1/attention_built",
        "6.1/attention_trained",
        "6.2/heatmap_drawn",
        "6.2/heatmap_of_trained_model",
    ),
)
def encoder_is_not_recurrent(evidence: Evidence) -> Evidence:
    return layer(evidence, "encoder_lstm", "Dense")


@record("4.3/decoder_whole")
def decoder_without_embedding(evidence: Evidence) -> Evidence:
    return layer(evidence, "decoder_embedding", "Dense")


@record("4.3/decoder_nearly", "4.3/decoder_whole")
def decoder_is_a_gru_without_embedding(evidence: Evidence) -> Evidence:
    return layer(layer(evidence, "decoder_embedding", "Dense"), "decoder_lstm", "GRU")


@record("4.4/output_layer")
def output_without_softmax(evidence: Evidence) -> Evidence:
    return layer(evidence, "output", "Dense", activation="linear")


@record("4.5/compiled", on=ALICE)
@record("4.5/compiled")
def trained_on_squared_errors(evidence: Evidence) -> Evidence:
    def change(model: Model) -> Model:
        return replace(model, compiled=replace(model.compiled, loss="mse") if model.compiled else None)

    return models(evidence, change)


def _standing_still(fit: Fit, after: int) -> Fit:
    """As if the weights had no longer moved after so many epochs, whatever losses were reported."""
    still = [replace(epoch, weights=fit.epochs[after - 1].weights) for epoch in fit.epochs[after:]]
    return replace(fit, epochs=(*fit.epochs[:after], *still))


@record("4.6/ten_epochs", on=ALICE)
@record("4.6/ten_epochs")
def nine_epochs_that_learn(evidence: Evidence) -> Evidence:
    return fits(evidence, lambda fit: _standing_still(fit, 9))


@record("4.6/ten_epochs", "4.6/some_epochs", on=ALICE)
@record("4.6/ten_epochs", "4.6/some_epochs")
def four_epochs_that_learn(evidence: Evidence) -> Evidence:
    return fits(evidence, lambda fit: _standing_still(fit, 4))


@record("4.7/all_losses_shown", on=ALICE)
@record("4.7/all_losses_shown")
def half_of_the_losses_shown(evidence: Evidence) -> Evidence:
    def change(output: Output) -> Output:
        return replace(output, text=output.text[: len(output.text) // 2]) if "Epoch 1/" in output.text else output

    return outputs(evidence, change)


@record("4.7/all_losses_shown", "4.7/some_losses_shown", on=ALICE)
@record("4.7/all_losses_shown", "4.7/some_losses_shown")
def no_loss_shown(evidence: Evidence) -> Evidence:
    return outputs(evidence, lambda output: replace(output, text=re.sub(r"\d+\.\d+", "", output.text)))


def _losses(evidence: Evidence, loss: Callable[[int], float]) -> Evidence:
    """Another course of the training loss, drawn as it went."""

    def change(fit: Fit) -> Fit:
        def epoch(number: int, old: Epoch) -> Epoch:
            return replace(old, logs={**old.logs, "loss": loss(number)})

        return replace(fit, epochs=tuple(epoch(number, old) for number, old in enumerate(fit.epochs)))

    def redraw(figure: Figure) -> Figure:
        def axes(old: Any) -> Any:
            lines = (
                replace(line, y=tuple(loss(n) for n in range(len(line.y)))) if "training loss" in line.label else line
                for line in old.lines
            )
            return replace(old, lines=tuple(lines))

        return replace(figure, axes=tuple(axes(old) for old in figure.axes))

    def reprint(output: Output) -> Output:
        numbers = " ".join(f"{loss(number):.4f}" for number in range(50))
        return replace(output, text=output.text + numbers) if "Epoch 1/" in output.text else output

    return outputs(figures(fits(evidence, change), redraw), reprint)


# What is observed of overfitting no longer fits a training loss that stays far above the validation loss.
@record("4.8/loss_falls_clearly", also=("7.3/overfitting_in_this_run",))
def loss_falls_by_a_twentieth(evidence: Evidence) -> Evidence:
    return _losses(evidence, lambda epoch: 4.0 - 0.01 * epoch)


@record("4.8/loss_falls_clearly", "4.8/loss_falls_a_little", also=("7.3/overfitting_in_this_run",))
def loss_is_flat_within_noise(evidence: Evidence) -> Evidence:
    return _losses(evidence, lambda epoch: 4.0 + 0.004 * (epoch % 3))
