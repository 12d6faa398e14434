"""Which question a text answers, in the styles that students number by."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.roles import textsources, textties

Handed = Callable[..., Evidence]


def _ties(handed: Handed, assignment: Assignment, text: str) -> dict[str, tuple[str, ...]]:
    tied = textties.tie(textsources.passages(handed(text)), assignment.questions)
    return {each.text: each.questions for each in tied if each.text and not each.is_label}


@pytest.mark.parametrize(
    "text",
    [
        "# What is the difference between RNN and LSTM?\nSaid here.",
        "### 1.1 RNN vs. LSTM\nSaid here.",
        "**1. RNN vs LSTM**\n\nSaid here.",
        "What is the difference between RNN and LSTM?\nSaid here.",
        "1. What is the difference between RNN and LSTM?\n\nAns. Said here.",
        "Q1: What is the difference between RNN and LSTM? Said here.",
        "Q1. Said here.",
        "Question 1: Said here.",
        "Task 1.1\n\nSaid here.",
        "## Task 1\n(intro)\n\n1.1 Said here.",
        "- **RNN vs LSTM**\n\nSaid here.",
        "| Question | Answer |\n|---|---|\n| What is the difference between RNN and LSTM? | Said here. |",
    ],
)
def test_the_first_question_in_many_styles(handed: Handed, assignment: Assignment, text: str) -> None:
    found = _ties(handed, assignment, text)
    tied = [questions for said, questions in found.items() if "Said here." in said]
    assert tied == [("1.1",)]


def test_a_label_ends_where_the_next_begins(handed: Handed, assignment: Assignment) -> None:
    text = "## Overfitting\nOne.\n\n## Underfitting\nTwo.\n\n## Something else\nThree."
    found = _ties(handed, assignment, text)
    assert list(found.values()) == [("7.3",), ("7.4",), ()]


def test_a_deeper_heading_stays_within_the_question(handed: Handed, assignment: Assignment) -> None:
    found = _ties(handed, assignment, "## RNN vs LSTM\n### Memory\nOne.\n## Setup\nTwo.")
    assert list(found.values()) == [("1.1",), ()]


def test_a_list_of_questions_is_answered_together(handed: Handed, assignment: Assignment) -> None:
    text = "1. What is the difference between RNN and LSTM?\n2. What is the vanishing gradient problem?\n\nSaid here."
    assert _ties(handed, assignment, text)["Said here."] == ("1.1", "1.2")


def test_labels_in_line_hold_for_their_item(handed: Handed, assignment: Assignment) -> None:
    text = "## Observations\n- **Overfitting:** a gap opens.\n- Underfitting: none here.\n- Fine otherwise."
    assert list(_ties(handed, assignment, text).values()) == [("7.3",), ("7.4",), ()]


def test_a_heading_of_another_task_is_not_the_question(handed: Handed, assignment: Assignment) -> None:
    text = "# English to French with an encoder and a decoder\nOne.\n## Task 4. The encoder and the decoder\nTwo."
    assert list(_ties(handed, assignment, text).values()) == [(), ()]


def test_an_unknown_number_ends_the_answer_before_it(handed: Handed, assignment: Assignment) -> None:
    found = _ties(handed, assignment, "Q5. Said here.\n\nQ6. input -> encoder")
    assert list(found.values()) == [("1.5",), ()]


def test_the_template_s_own_sentences_are_dropped(handed: Handed, assignment: Assignment) -> None:
    text = "Plot loss and accuracy against epochs, for training and validation. My own sentence."
    assert list(_ties(handed, assignment, text)) == ["My own sentence."]


def test_a_short_label_is_the_topic_of_what_follows(handed: Handed, assignment: Assignment) -> None:
    tied = textties.tie(textsources.passages(handed("## Overfitting\nNone.\n\nMore.")), assignment.questions)
    assert [(each.text, each.topic) for each in tied if not each.is_label] == [("None.", "Overfitting"), ("More.", "")]


@pytest.mark.parametrize(
    "label",
    [
        "Smoother curves and improved scores",
        "translator-with-basic-attention.ipynb",
        "Heads of attention over the source",
    ],
)
def test_what_only_looks_like_a_label(handed: Handed, assignment: Assignment, label: str) -> None:
    """A word of praise, the name of a file, a part of the model."""
    assert _ties(handed, assignment, f"{label}\n\nSaid here.")["Said here."] == ()


@pytest.mark.parametrize("label", ["Planned improvements", "How to improve it", "Attention over a basic model"])
def test_labels_that_ask(handed: Handed, assignment: Assignment, label: str) -> None:
    assert _ties(handed, assignment, f"{label}\n\nSaid here.")["Said here."] in (("8.3",), ("1.5",))
