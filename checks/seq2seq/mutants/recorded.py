"""Mutants of the recorded evidence: what another notebook would have left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.checking.mutants import record
from grader.model.evidence import Call, CellEnd, Epoch, Evidence, Figure, Fit, Model, Output

TASK_3 = (
    "3.2/one_side_tokenised",
    "3.2/both_sides_tokenised",
    "3.3/one_side_padded",
    "3.3/both_sides_padded",
    "3.4/equal_rows",
    "3.4/target_is_shifted",
)
TRANSLATIONS = ("5.3/some_translations", "5.3/five_translations", "5.4/some_unseen", "5.4/all_unseen")
INFERENCE = ("5.1/translates", "5.1/feeds_back", "5.2/trained_weights", *TRANSLATIONS)


def _reported(evidence: Evidence, **parts: Any) -> Evidence:
    return replace(evidence, reported=replace(evidence.reported, **parts))


def _fits(evidence: Evidence, change: Callable[[Fit], Fit]) -> Evidence:
    return _reported(evidence, fits=tuple(change(fit) for fit in evidence.reported.fits))


def _models(evidence: Evidence, change: Callable[[Model], Model]) -> Evidence:
    return _reported(evidence, models=tuple(change(model) for model in evidence.reported.models))


def _calls(evidence: Evidence, change: Callable[[Call], Call]) -> Evidence:
    return _reported(evidence, calls=tuple(change(call) for call in evidence.reported.calls))


def _outputs(evidence: Evidence, change: Callable[[Output], Output]) -> Evidence:
    return _reported(evidence, outputs=tuple(change(output) for output in evidence.reported.outputs))


def _figures(evidence: Evidence, change: Callable[[Figure], Figure]) -> Evidence:
    return _reported(evidence, figures=tuple(change(figure) for figure in evidence.reported.figures))


def _failed(evidence: Evidence, count: int) -> Evidence:
    """The last cells as if they had stopped with an error."""
    cells = list(evidence.observed.cells)
    cells[-count:] = [replace(cell, end=CellEnd.ERROR) for cell in cells[-count:]]
    return replace(evidence, observed=replace(evidence.observed, cells=tuple(cells)))


def _layer(evidence: Evidence, name: str, kind: str, **settings: Any) -> Evidence:
    """Every model with the layer of that name made another kind, or with other settings."""

    def change(model: Model) -> Model:
        config = json.loads(model.config)
        for layer in config["layers"]:
            if layer["name"] == name:
                layer["class_name"] = kind
                layer["config"].update(settings)
        layers = tuple(replace(layer, kind=kind, keras=kind) if layer.name == name else layer for layer in model.layers)
        return replace(model, config=json.dumps(config), layers=layers)

    return _models(evidence, change)


@record("S.1/runs_whole")
def last_cell_fails(evidence: Evidence) -> Evidence:
    return _failed(evidence, 1)


@record("S.1/runs_whole", "S.1/runs_nearly")
def three_cells_fail(evidence: Evidence) -> Evidence:
    return _failed(evidence, 3)


@record("3.1/pairs", *TASK_3, "5.4/some_unseen", "5.4/all_unseen")
def nothing_prepared(evidence: Evidence) -> Evidence:
    bare = _fits(evidence, lambda fit: replace(fit, inputs=(), targets=()))
    return _reported(bare, arrays=(), texts=())


@record("3.2/both_sides_tokenised", "3.3/both_sides_padded", "3.4/equal_rows", "5.4/some_unseen", "5.4/all_unseen")
def one_language_only(evidence: Evidence) -> Evidence:
    """A language model of the French side: the source never entered."""
    return _fits(evidence, lambda fit: replace(fit, inputs=fit.inputs[1:]))


@record("3.4/target_is_shifted")
def target_equals_input(evidence: Evidence) -> Evidence:
    return _fits(evidence, lambda fit: replace(fit, targets=fit.inputs[1:]))


@record("4.1/encoder_embedding")
def encoder_without_embedding(evidence: Evidence) -> Evidence:
    return _layer(evidence, "encoder_embedding", "Dense")


@record("4.2/encoder_is_lstm")
def encoder_is_a_gru(evidence: Evidence) -> Evidence:
    return _layer(evidence, "encoder_lstm", "GRU")


@record(
    "4.2/encoder_recurrent",
    "4.2/encoder_is_lstm",
    "4.3/decoder_nearly",
    "4.3/decoder_whole",
    "6.1/attention_built",
    "6.1/attention_trained",
    "6.2/heatmap_of_trained_model",
)
def encoder_is_not_recurrent(evidence: Evidence) -> Evidence:
    return _layer(evidence, "encoder_lstm", "Dense")


@record("4.3/decoder_whole")
def decoder_without_embedding(evidence: Evidence) -> Evidence:
    return _layer(evidence, "decoder_embedding", "Dense")


@record("4.3/decoder_nearly", "4.3/decoder_whole")
def decoder_is_a_gru_without_embedding(evidence: Evidence) -> Evidence:
    return _layer(_layer(evidence, "decoder_embedding", "Dense"), "decoder_lstm", "GRU")


@record("4.4/output_layer")
def output_without_softmax(evidence: Evidence) -> Evidence:
    return _layer(evidence, "output", "Dense", activation="linear")


@record("4.5/compiled")
def trained_on_squared_errors(evidence: Evidence) -> Evidence:
    def change(model: Model) -> Model:
        return replace(model, compiled=replace(model.compiled, loss="mse") if model.compiled else None)

    return _models(evidence, change)


def _standing_still(fit: Fit, after: int) -> Fit:
    """As if the weights had no longer moved after so many epochs, whatever losses were reported."""
    still = [replace(epoch, weights=fit.epochs[after - 1].weights) for epoch in fit.epochs[after:]]
    return replace(fit, epochs=(*fit.epochs[:after], *still))


@record("4.6/ten_epochs")
def nine_epochs_that_learn(evidence: Evidence) -> Evidence:
    return _fits(evidence, lambda fit: _standing_still(fit, 9))


@record("4.6/ten_epochs", "4.6/some_epochs")
def four_epochs_that_learn(evidence: Evidence) -> Evidence:
    return _fits(evidence, lambda fit: _standing_still(fit, 4))


@record("4.7/all_losses_shown")
def half_of_the_losses_shown(evidence: Evidence) -> Evidence:
    def change(output: Output) -> Output:
        return replace(output, text=output.text[: len(output.text) // 2]) if "Epoch 1/" in output.text else output

    return _outputs(evidence, change)


@record("4.7/all_losses_shown", "4.7/some_losses_shown")
def no_loss_shown(evidence: Evidence) -> Evidence:
    return _outputs(evidence, lambda output: replace(output, text=re.sub(r"\d+\.\d+", "", output.text)))


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

    return _outputs(_figures(_fits(evidence, change), redraw), reprint)


# What is observed of overfitting no longer fits a training loss that stays far above the validation loss.
@record("4.8/loss_falls_clearly", "7.3/overfitting_in_this_run")
def loss_falls_by_a_twentieth(evidence: Evidence) -> Evidence:
    return _losses(evidence, lambda epoch: 4.0 - 0.01 * epoch)


@record("4.8/loss_falls_clearly", "4.8/loss_falls_a_little", "7.3/overfitting_in_this_run")
def loss_is_flat_within_noise(evidence: Evidence) -> Evidence:
    return _losses(evidence, lambda epoch: 4.0 + 0.004 * (epoch % 3))


@record(*INFERENCE, "6.2/heatmap_of_trained_model")
def never_translates(evidence: Evidence) -> Evidence:
    return _reported(evidence, calls=())


@record("5.1/feeds_back")
def feeds_something_else(evidence: Evidence) -> Evidence:
    """Each step is given the states of the one before, and always the same token."""

    def change(call: Call) -> Call:
        return replace(
            call, inputs=tuple(replace(g, ids=(0,) * len(g.ids)) if g.shape[1:] == (1,) else g for g in call.inputs)
        )

    return _calls(evidence, change)


@record("5.2/trained_weights")
def inference_runs_through_a_stranger(evidence: Evidence) -> Evidence:
    return _calls(evidence, lambda call: replace(call, variables=(*call.variables, 1_000_000)))


@record(*TRANSLATIONS, "4.7/some_losses_shown", "4.7/all_losses_shown")
def shows_nothing(evidence: Evidence) -> Evidence:
    return _reported(evidence, outputs=())


@record("5.3/five_translations", "5.4/all_unseen", "6.2/heatmap_of_trained_model")
def translates_three_sentences(evidence: Evidence) -> Evidence:
    """The calls of the first three decodings only: a decoding begins where something with several tokens is encoded."""
    kept: list[Call] = []
    begun = 0
    for call in evidence.reported.calls:
        begun += bool(call.inputs) and len(call.inputs[0].ids) > 1
        if begun > 3:
            break
        kept.append(call)
    return _reported(evidence, calls=tuple(kept))


@record("6.1/attention_trained", "6.2/heatmap_of_trained_model", "5.2/trained_weights")
def attention_is_not_trained(evidence: Evidence) -> Evidence:
    return _reported(evidence, fits=evidence.reported.fits[:1])


@record("6.1/attention_trained", "6.1/attention_built", "6.2/heatmap_of_trained_model", "5.2/trained_weights")
def no_attention(evidence: Evidence) -> Evidence:
    plain = tuple(model for model in evidence.reported.models if "attention" not in model.config.casefold())
    return _reported(evidence, models=plain)


@record("6.2/heatmap_drawn", "6.2/heatmap_of_trained_model")
def no_heatmap(evidence: Evidence) -> Evidence:
    def change(figure: Figure) -> Figure:
        return replace(figure, axes=tuple(replace(axes, heatmaps=()) for axes in figure.axes))

    return _figures(evidence, change)


@record("6.2/heatmap_of_trained_model")
def heatmap_of_invented_weights(evidence: Evidence) -> Evidence:
    def invented(rows: int, columns: int) -> tuple[float, ...]:
        return tuple(2 * (column + 1) / columns / (columns + 1) for _ in range(rows) for column in range(columns))

    def change(figure: Figure) -> Figure:
        def axes(old: Any) -> Any:
            maps = (replace(m, values=invented(m.rows, m.columns)) if m.values else m for m in old.heatmaps)
            return replace(old, heatmaps=tuple(maps))

        return replace(figure, axes=tuple(axes(old) for old in figure.axes))

    return _figures(evidence, change)


def _without_lines(evidence: Evidence, word: str) -> Evidence:
    def change(figure: Figure) -> Figure:
        return replace(
            figure,
            axes=tuple(
                replace(axes, lines=tuple(line for line in axes.lines if word not in line.label))
                for axes in figure.axes
            ),
        )

    return _figures(evidence, change)


@record("7.1/loss_curve")
def no_loss_curve(evidence: Evidence) -> Evidence:
    return _without_lines(evidence, "loss")


@record("7.2/accuracy_curve")
def no_accuracy_curve(evidence: Evidence) -> Evidence:
    return _without_lines(evidence, "accuracy")


def _prose(evidence: Evidence, beginning: str, text: str) -> Evidence:
    """The Markdown cell that begins so, with another text."""
    cells = tuple(
        replace(cell, source=text) if cell.source.startswith(beginning) else cell for cell in evidence.submission.cells
    )
    return replace(evidence, submission=replace(evidence.submission, cells=cells))


OBSERVATIONS = (
    "7.3/speaks_of_overfitting",
    "7.3/overfitting_in_this_run",
    "7.4/speaks_of_underfitting",
    "7.4/underfitting_in_this_run",
    "7.5/speaks_of_stability",
)


def _without_printed_observations(evidence: Evidence) -> Evidence:
    return _outputs(evidence, lambda output: replace(output, text="") if "verfitting" in output.text else output)


@record(*OBSERVATIONS)
def nothing_observed(evidence: Evidence) -> Evidence:
    return _prose(_without_printed_observations(evidence), "The lines above quote", "The curves are above.")


@record("7.3/overfitting_in_this_run", "7.4/underfitting_in_this_run")
def definitions_instead_of_observations(evidence: Evidence) -> Evidence:
    definitions = (
        "**Overfitting** means that a model learns its training data by heart and does not generalise.\n\n"
        "**Underfitting** means that a model is too simple to learn the training data.\n\n"
        "**Stability.** The loss curve is smooth, without jumps."
    )
    return _prose(_without_printed_observations(evidence), "The lines above quote", definitions)


def _without_diagram(evidence: Evidence, text: str) -> Evidence:
    without = tuple(figure for figure in evidence.reported.figures if any(axes.lines for axes in figure.axes))
    return _prose(_reported(evidence, figures=without), "The same in words", text)


@record(
    "2.1/some_flow",
    "2.1/whole_flow",
    "2.2/two_labels",
    "2.2/four_labels",
    "6.2/heatmap_drawn",
    "6.2/heatmap_of_trained_model",
    "S.2/readme_model",
    "S.3/readme_run",
    "S.4/readme_samples",
)
def no_data_flow(evidence: Evidence) -> Evidence:
    """Neither drawn nor told; nor is there a README that tells of the layers in order."""
    bare = replace(evidence, submission=replace(evidence.submission, documents=()))
    return _without_diagram(bare, "The data flows from the left to the right.")


@record(
    "2.1/whole_flow",
    "2.2/four_labels",
    "6.2/heatmap_drawn",
    "6.2/heatmap_of_trained_model",
)
def half_of_the_data_flow(evidence: Evidence) -> Evidence:
    return _without_diagram(evidence, "input sequence -> encoder -> context vector")
