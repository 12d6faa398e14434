"""Written answers count wherever they stand."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Basis, Evidence
from grader.model.judging import Missing
from grader.roles import answers
from grader.roles.answers import Hit

Read = Callable[..., dict[str, Hit]]

Handed = Callable[..., Evidence]

SAID = "An LSTM adds three gates and a cell state, so that it can keep what it has read."
QUESTION = "What is the difference between RNN and LSTM?"


def _hit(evidence: Evidence, assignment: Assignment) -> Hit:
    return answers.find(evidence, assignment).concept("1.1", "lstm_adds")


def test_in_a_cell(handed: Handed, assignment: Assignment) -> None:
    hit = _hit(handed("# Work", f"## {QUESTION}\n{SAID}"), assignment)
    assert (hit.credited, hit.tied, hit.finding.place) == (True, True, "cell 2")


@pytest.mark.parametrize("name", ["answers.docx", "README.md", "théorie – 2.txt"])
def test_in_a_document(handed: Handed, assignment: Assignment, name: str) -> None:
    hit = _hit(handed("%code\nx = 1", documents={name: f"1. {QUESTION}\n\n{SAID}"}), assignment)
    assert (hit.credited, hit.finding.place) == (True, name)


def test_in_comments_and_strings(handed: Handed, assignment: Assignment) -> None:
    comment = "\n".join(f"# {line}" for line in (f"Q1. {QUESTION}", SAID))
    assert _hit(handed(f"%code\n{comment}\nx = 1"), assignment).finding.place == "a comment in cell 1"
    assert _hit(handed(f'%code\n"""{QUESTION}\n{SAID}"""'), assignment).credited


def test_a_docstring_describes_code_and_answers_nothing(handed: Handed, assignment: Assignment) -> None:
    evidence = handed(f'%code\ndef build():\n    """{SAID}"""\n    return 1', "Some text of mine.")
    assert not _hit(evidence, assignment).credited


def test_printed_by_a_cell(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("%code\nprint(text)", outputs=[(0, f"Epoch 1/10\n5/5 ━━━━ 0s\n{SAID}\n")])
    found = answers.find(evidence, assignment)
    assert found.concept("1.1", "lstm_adds").finding.place == "the output of cell 1"
    assert found.basis == (Basis.REPORTED, Basis.SUBMITTED)


def test_in_one_block_without_any_structure(handed: Handed, assignment: Assignment) -> None:
    hit = _hit(handed(f"This is my work on translation. A plain RNN forgets early words. {SAID}"), assignment)
    assert (hit.credited, hit.tied) == (True, False)


def test_a_wrong_answer_stands_though_something_right_is_said_elsewhere(handed: Handed, assignment: Assignment) -> None:
    evidence = handed(f"## {QUESTION}\nAn LSTM does not have gates or any other additional state.", f"# Model\n{SAID}")
    assert not _hit(evidence, assignment).credited


def test_an_answer_to_another_task_s_question_is_not_used(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("## Overfitting\nThe model can be improved by attention, I think, since it overfits.")
    assert not answers.find(evidence, assignment).concepts("8.3")


def test_no_text_at_all(handed: Handed, assignment: Assignment) -> None:
    with pytest.raises(Missing):
        answers.find(handed("%code\nx = 1"), assignment)
    with pytest.raises(Missing):
        answers.find(handed(), assignment)


def test_what_was_given_earns_nothing(handed: Handed, assignment: Assignment) -> None:
    cells = [text for question in assignment.questions for text in (question.text, *question.given)]
    found = answers.find(handed(*cells, "Written by me."), assignment)
    assert [hit for question in assignment.questions for hit in found.concepts(question.id)] == []


def test_why_nothing_was_found_is_told_by_what_was_found(handed: Handed, assignment: Assignment) -> None:
    evidence = handed("## How can the model be improved?\nAdding attention would not help at all.")
    assert "opposite" in answers.find(evidence, assignment).first_miss("8.3").sentence_for_student


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("8.3", "Attention has improved translation a lot, and beam search is a further idea of those years."),
        ("8.3", "With load_model you can load pre-trained models for further fine-tuning of the weights."),
        ("8.1", "Plain RNNs have the problem of the vanishing gradient, which makes long sentences hard for them."),
    ],
)
def test_theory_is_no_discussion_of_this_model(read: Read, question: str, text: str) -> None:
    assert not any(hit.credited for hit in read(question, text, tied=False).values())


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("8.3", "With attention the model could be improved, and so it could with more data."),
        ("8.1", "Training was difficult because the gradients vanish over such long sentences."),
    ],
)
def test_discussion_is_found_without_a_heading(read: Read, question: str, text: str) -> None:
    assert any(hit.credited for hit in read(question, text, tied=False).values())


def test_a_name_in_a_heading_is_no_answer(handed: Handed, assignment: Assignment) -> None:
    """Naming earns a half, in a sentence: a heading says what comes, not what it is for."""
    titled = answers.find(handed("# Sequence-to-sequence translation", "Some text of my own."), assignment)
    assert not titled.concept("1.3", "maps_sequences").credited
    told = answers.find(handed("This is about a sequence-to-sequence model for translating."), assignment)
    assert told.concept("1.3", "maps_sequences").credited


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("- A deeper encoder would help.\n- So would dropout in both halves.", 2),
        ("A deeper encoder would help. It is deeper with two layers more.", 1),
        ("- Train on more data.\n- Have lunch before you start.", 1),
        ("With attention, or with beam search.", 2),
    ],
)
def test_improvements_are_counted_by_kind_or_by_item(
    handed: Handed, assignment: Assignment, text: str, count: int
) -> None:
    assert answers.find(handed(f"## Improvements\n{text}"), assignment).count("8.3") == count
