"""Mutants of alice alone: her answers, and a README that is a section of her notebook."""

from __future__ import annotations

from dataclasses import replace

from checks.seq2seq.mutants.edits import ALICE, figures, layer
from grader.checking.mutants import edited, record, section, text
from grader.model.drawings import Figure
from grader.model.evidence import Evidence
from grader.model.submission import Submission

NOTHING = "I have read about it and found it interesting."


@text("1.3/maps_sequences", "1.3/encoded_representation", on=ALICE)
def purpose_is_left_out(submission: Submission) -> Submission:
    return section(submission, "1.3", NOTHING)


@text("1.2/lstm_keeps_gradients", on=ALICE)
def gradients_shrink_and_that_is_all(submission: Submission) -> Submission:
    answer = "The gradient is multiplied at each step on its way back, so it shrinks and the first words learn nothing."
    return section(submission, "1.2", answer)


@text("8.1/challenges_explained", on=ALICE)
def challenges_are_only_named(submission: Submission) -> Submission:
    return section(submission, "8.1", "Exposure bias, long sentences, rare words.")


@text("8.2/bad_translation_why", on=ALICE)
def bad_translations_without_a_reason(submission: Submission) -> Submission:
    answer = "A bad translation is fluent but says something else: the key has become a boat, a word is repeated."
    return section(submission, "8.2", answer)


@text("S.2/readme_model", "S.3/readme_run", "S.4/readme_samples", on=ALICE)
def no_readme_in_the_notebook(submission: Submission) -> Submission:
    cells = tuple(cell for cell in submission.cells if not cell.source.startswith("## README"))
    return replace(submission, cells=cells)


@text("S.3/readme_run", on=ALICE)
def readme_without_instructions(submission: Submission) -> Submission:
    return edited(
        submission,
        ("1. Install Python 3.10 or later, then `pip install tensorflow numpy matplotlib`.", ""),
        ("2. Put the file `fra.txt` (one pair a line: English, a tab, French) into the same folder", "In the folder"),
        (" as this notebook.", " of this notebook lies the data."),
        ("3. Open the notebook and choose *Run All*. On my laptop without a GPU it takes about one minute.", ""),
    )


@record("4.2/encoder_is_lstm", on=ALICE)
def alices_encoder_is_a_gru(evidence: Evidence) -> Evidence:
    return layer(evidence, "encoder_lstm", "GRU")


@record("4.4/output_layer", on=ALICE)
def her_output_has_no_softmax(evidence: Evidence) -> Evidence:
    return layer(evidence, "word_probs", "Dense", activation="linear")


def _without_lines_on(evidence: Evidence, y_label: str) -> Evidence:
    def change(figure: Figure) -> Figure:
        axes = (replace(each, lines=()) if each.y_label.startswith(y_label) else each for each in figure.axes)
        return replace(figure, axes=tuple(axes))

    return figures(evidence, change)


@record("7.1/loss_curve", on=ALICE)
def her_loss_is_not_drawn(evidence: Evidence) -> Evidence:
    return _without_lines_on(evidence, "loss")


@record("7.2/accuracy_curve", on=ALICE)
def her_accuracy_is_not_drawn(evidence: Evidence) -> Evidence:
    return _without_lines_on(evidence, "accuracy")
