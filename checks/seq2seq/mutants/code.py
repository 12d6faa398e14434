"""Mutants of the reference's code, run again."""

from __future__ import annotations

from grader.checking.mutants import code, edited
from grader.model.submission import Submission


@code(
    "3.4/target_is_shifted",
    also=(
        "5.3/some_translations",
        "5.3/five_translations",
        "5.4/some_unseen",
        "5.4/all_unseen",
        "7.3/overfitting_in_this_run",
        "S.1/runs_whole",
    ),
)
def target_is_not_shifted(submission: Submission) -> Submission:
    """The decoder learns to repeat its input; what it then decodes is the start token for ever, and no text."""
    return edited(submission, ("decoder_input, whole[:, 1:])", "decoder_input, whole[:, :-1])"))


@code("4.6/some_epochs", "4.6/ten_epochs")
def four_epochs(submission: Submission) -> Submission:
    return edited(submission, ("epochs=20", "epochs=4"), ("epochs=13", "epochs=4"))


@code("5.2/trained_weights")
def inference_from_fresh_layers(submission: Submission) -> Submission:
    """The commonest trap of real hand-ins: loss falls, and inference runs through layers that were never trained."""
    return edited(
        submission,
        (
            "build_inference_models(model)",
            "build_inference_models(build_model(len(source_vocabulary), len(target_vocabulary)))",
        ),
    )


@code("5.4/all_unseen", also=("7.3/overfitting_in_this_run",))
def trained_on_the_test_sentences(submission: Submission) -> Submission:
    """The two sentences below the heatmap are new all the same; and what is said of overfitting fits no longer."""
    loop = "for english, french in train_pairs[:5]:"
    return edited(submission, (loop, f"train_pairs = list(pairs)\n{loop}"))


@code("7.2/accuracy_curve")
def no_accuracy_plot(submission: Submission) -> Submission:
    both = 'for axes, metric in ((loss_axes, "loss"), (accuracy_axes, "accuracy")):\n            axes.plot'
    return edited(submission, (both, 'for axes, metric in ((loss_axes, "loss"),):\n            axes.plot'))
