"""Mutants of what was written: answers that lack a part or say it wrong, headings, comments, the README."""

from __future__ import annotations

import re
from dataclasses import replace

from checks.seq2seq.mutants.edits import ALICE
from grader.checking.mutants import section, text
from grader.model.submission import CellKind, Submission

NOTHING = "This was explained in the lecture, and I agree with what was said there."


@text("1.1/rnn_struggles", "1.1/lstm_adds")
def comparison_left_out(submission: Submission) -> Submission:
    return section(submission, "1. How do", NOTHING)


@text("1.1/rnn_struggles")
def comparison_of_the_lstm_only(submission: Submission) -> Submission:
    answer = "An LSTM has a cell state and three gates that decide what is written into it, kept and shown."
    return section(submission, "1. How do", answer)


@text("1.1/rnn_struggles", "1.1/lstm_adds")
def comparison_with_the_roles_swapped(submission: Submission) -> Submission:
    answer = (
        "A simple RNN has a cell state and gates, so it remembers over long sequences. An LSTM has only one "
        "hidden state and struggles with long-range dependencies."
    )
    return section(submission, "1. How do", answer)


@text("1.2/gradients_shrink", "1.2/lstm_keeps_gradients")
def vanishing_gradient_left_out(submission: Submission) -> Submission:
    return section(submission, "2. What is the vanishing", NOTHING)


@text("1.3/maps_sequences", "1.3/encoded_representation")
def purpose_left_out(submission: Submission) -> Submission:
    return section(submission, "3. What is the purpose", NOTHING)


@text("1.4/encoder_role", "1.4/decoder_role")
def roles_left_out(submission: Submission) -> Submission:
    return section(submission, "4. What are the roles", NOTHING)


@text("1.4/decoder_role")
def role_of_the_encoder_only(submission: Submission) -> Submission:
    answer = "The encoder reads the input sentence word by word and summarises it in its final state, the context."
    return section(submission, "4. What are the roles", answer)


@text("1.5/basic_model_limit", "1.5/attention_looks")
def attention_answer_left_out(submission: Submission) -> Submission:
    return section(submission, "5. How does attention", NOTHING)


@text("1.5/basic_model_limit", "1.5/attention_looks")
def attention_answer_copies_the_question(submission: Submission) -> Submission:
    return section(submission, "5. How does attention", "How does attention differ from the basic encoder-decoder?")


@text("8.1/one_challenge", "8.1/challenges_explained")
def challenges_left_out(submission: Submission) -> Submission:
    return section(submission, "Challenges of training", NOTHING)


@text("8.2/bad_translation_looks", "8.2/bad_translation_why")
def bad_translations_left_out(submission: Submission) -> Submission:
    return section(submission, "Bad translations", NOTHING)


@text("8.3/one_improvement", "8.3/several_improvements")
def improvements_left_out(submission: Submission) -> Submission:
    return section(submission, "Improvements", NOTHING)


@text("8.3/several_improvements")
def a_single_improvement(submission: Submission) -> Submission:
    return section(submission, "Improvements", "The model could be improved by training it on a larger corpus.")


@text("S.6/comments", on=ALICE)
@text("S.6/comments")
def code_without_comments(submission: Submission) -> Submission:
    def bare(source: str) -> str:
        return re.sub(r'"""(.*?)"""', '"""."""', re.sub(r"(?m)(^|  )\s*#.*$", "", source), flags=re.DOTALL)

    cells = (
        replace(cell, source=bare(cell.source)) if cell.kind is CellKind.CODE else cell for cell in submission.cells
    )
    return replace(submission, cells=tuple(cells))


def _without_headings(submission: Submission, keep: int) -> Submission:
    """Headings vanish, but for the first few."""
    left = keep

    def plain(match: re.Match[str]) -> str:
        nonlocal left
        left -= 1
        return match[0] if left >= 0 else ""

    cells = tuple(
        replace(cell, source=re.sub(r"(?m)^#+ .*$", plain, cell.source)) if cell.kind is CellKind.MARKDOWN else cell
        for cell in submission.cells
    )
    return replace(submission, cells=cells)


@text("S.5/some_sections", "S.5/all_sections")
def no_headings(submission: Submission) -> Submission:
    return _without_headings(submission, 0)


@text("S.5/all_sections")
def headings_of_the_first_tasks_only(submission: Submission) -> Submission:
    return _without_headings(submission, 10)


def _readme(submission: Submission, pattern: str) -> Submission:
    """The README without what a pattern matches."""
    documents = tuple(
        replace(document, text=re.sub(pattern, "", document.text, flags=re.DOTALL)) for document in submission.documents
    )
    return replace(submission, documents=documents)


@text("S.2/readme_model", "S.3/readme_run", "S.4/readme_samples")
def no_readme(submission: Submission) -> Submission:
    return replace(submission, documents=())


@text("S.4/readme_samples")
def readme_quotes_what_was_never_shown(submission: Submission) -> Submission:
    """Fluent translations that the notebook did not make."""
    documents = tuple(
        replace(document, text=re.sub(r"\b[lL](?:e|a|es)\b", "quelque", document.text))
        for document in submission.documents
    )
    return replace(submission, documents=documents)
