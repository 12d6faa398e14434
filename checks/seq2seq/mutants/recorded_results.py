"""Mutants of the recorded evidence, as another notebook would have left it: inference, attention, plots, remarks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from checks.seq2seq.mutants.edits import ALICE, calls, figures, outputs, reported
from grader.checking.mutants import record
from grader.model.drawings import Figure
from grader.model.evidence import Evidence
from grader.model.traces import Call

TRANSLATIONS = ("5.3/some_translations", "5.3/five_translations", "5.4/some_unseen", "5.4/all_unseen")
INFERENCE = ("5.1/translates", "5.1/feeds_back", "5.2/trained_weights")


@record(*INFERENCE, also=(*TRANSLATIONS, "6.2/heatmap_of_trained_model"), on=ALICE)
@record(*INFERENCE, also=(*TRANSLATIONS, "6.2/heatmap_of_trained_model"))
def never_translates(evidence: Evidence) -> Evidence:
    return reported(evidence, calls=())


@record("5.1/feeds_back", on=ALICE)
@record("5.1/feeds_back")
def feeds_something_else(evidence: Evidence) -> Evidence:
    """Each step is given the states of the one before, and always the same token."""

    def change(call: Call) -> Call:
        return replace(
            call, inputs=tuple(replace(g, ids=(0,) * len(g.ids)) if g.shape[1:] == (1,) else g for g in call.inputs)
        )

    return calls(evidence, change)


@record("5.2/trained_weights", on=ALICE)
@record("5.2/trained_weights")
def inference_runs_through_a_stranger(evidence: Evidence) -> Evidence:
    return calls(evidence, lambda call: replace(call, variables=(*call.variables, 1_000_000)))


@record(
    "5.3/some_translations",
    "5.3/five_translations",
    also=("5.4/some_unseen", "5.4/all_unseen", "4.7/some_losses_shown", "4.7/all_losses_shown"),
)
def shows_nothing(evidence: Evidence) -> Evidence:
    return reported(evidence, outputs=())


@record("5.4/some_unseen", "5.4/all_unseen", also=("5.3/five_translations",), on=ALICE)
@record("5.4/some_unseen", "5.4/all_unseen", also=("5.3/five_translations",))
def decodes_from_no_known_sentence(evidence: Evidence) -> Evidence:
    """What was encoded is not known: nobody can say whether it was trained on."""

    def change(call: Call) -> Call:
        return replace(call, inputs=tuple(replace(g, ids=()) if len(g.ids) > 1 else g for g in call.inputs))

    return calls(evidence, change)


@record("5.3/five_translations", "5.4/all_unseen", also=("6.2/heatmap_of_trained_model",), on=ALICE)
@record("5.3/five_translations", "5.4/all_unseen", also=("6.2/heatmap_of_trained_model",))
def translates_three_sentences(evidence: Evidence) -> Evidence:
    """The calls of the first three decodings only: a decoding begins where something with several tokens is encoded."""
    kept: list[Call] = []
    begun = 0
    for call in evidence.reported.calls:
        begun += bool(call.inputs) and len(call.inputs[0].ids) > 1
        if begun > 3:
            break
        kept.append(call)
    return reported(evidence, calls=tuple(kept))


@record("6.1/attention_trained", also=("6.2/heatmap_of_trained_model", "5.2/trained_weights"), on=ALICE)
@record("6.1/attention_trained", also=("6.2/heatmap_of_trained_model", "5.2/trained_weights"))
def attention_is_not_trained(evidence: Evidence) -> Evidence:
    return reported(evidence, fits=evidence.reported.fits[:1])


@record(
    "6.1/attention_built",
    also=("6.1/attention_trained", "6.2/heatmap_drawn", "6.2/heatmap_of_trained_model", "5.2/trained_weights"),
)
def no_attention(evidence: Evidence) -> Evidence:
    plain = tuple(model for model in evidence.reported.models if "attention" not in model.config.casefold())
    return reported(evidence, models=plain)


@record("6.2/heatmap_drawn", "6.2/heatmap_of_trained_model", on=ALICE)
@record("6.2/heatmap_drawn", "6.2/heatmap_of_trained_model")
def no_heatmap(evidence: Evidence) -> Evidence:
    def change(figure: Figure) -> Figure:
        return replace(figure, axes=tuple(replace(axes, heatmaps=()) for axes in figure.axes))

    return figures(evidence, change)


@record("6.2/heatmap_of_trained_model", on=ALICE)
@record("6.2/heatmap_of_trained_model")
def heatmap_of_invented_weights(evidence: Evidence) -> Evidence:
    def invented(rows: int, columns: int) -> tuple[float, ...]:
        return tuple(2 * (column + 1) / columns / (columns + 1) for _ in range(rows) for column in range(columns))

    def change(figure: Figure) -> Figure:
        def axes(old: Any) -> Any:
            maps = (replace(m, values=invented(m.rows, m.columns)) if m.values else m for m in old.heatmaps)
            return replace(old, heatmaps=tuple(maps))

        return replace(figure, axes=tuple(axes(old) for old in figure.axes))

    return figures(evidence, change)


def _without_lines(evidence: Evidence, word: str) -> Evidence:
    def change(figure: Figure) -> Figure:
        return replace(
            figure,
            axes=tuple(
                replace(axes, lines=tuple(line for line in axes.lines if word not in line.label))
                for axes in figure.axes
            ),
        )

    return figures(evidence, change)


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
    return outputs(evidence, lambda output: replace(output, text="") if "verfitting" in output.text else output)


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


WITH_THE_README = (
    "6.2/heatmap_drawn",
    "6.2/heatmap_of_trained_model",
    "S.2/readme_model",
    "S.3/readme_run",
    "S.4/readme_samples",
)


def _without_readme(evidence: Evidence) -> Evidence:
    """It tells of the layers in order, which is a flow too."""
    return replace(evidence, submission=replace(evidence.submission, documents=()))


def _without_diagram(evidence: Evidence, text: str) -> Evidence:
    without = tuple(figure for figure in evidence.reported.figures if any(axes.lines for axes in figure.axes))
    return _prose(reported(evidence, figures=without), "The same in words", text)


@record(
    "2.1/some_flow",
    "2.1/whole_flow",
    "2.2/two_labels",
    "2.2/four_labels",
    also=WITH_THE_README,
)
def no_data_flow(evidence: Evidence) -> Evidence:
    """Neither drawn nor told."""
    return _without_diagram(_without_readme(evidence), "The data flows from the left to the right.")


@record("2.1/whole_flow", "2.2/four_labels", also=WITH_THE_README)
def half_of_the_data_flow(evidence: Evidence) -> Evidence:
    return _without_diagram(_without_readme(evidence), "input sequence -> encoder -> context vector")
