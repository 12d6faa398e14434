"""Sentences, denial, key words without prose."""

from __future__ import annotations

import re

import pytest

from grader.roles import textlanguage as language


def test_sentences_end_at_stops_and_line_breaks_but_not_at_abbreviations() -> None:
    text = "It reads, e.g. words. It writes!\nThen it stops"
    assert language.sentences(text) == ["It reads, e.g. words.", "It writes!", "Then it stops"]


def test_an_endless_sentence_is_read_in_pieces() -> None:
    pieces = language.sentences("word " * 1000)
    assert max(map(len, pieces)) <= language.LONGEST
    assert sum(len(piece.split()) for piece in pieces) == 1000


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("the lstm does not use gates", True),
        ("it works without any gates", True),
        ("there are no gates in it", True),
        ("gates are not used", True),
        ("it isn't built from gates", True),
        ("it lacks gates", True),
        ("it is wrong that it has gates", True),
        ("it does not forget, but uses gates", False),
        ("not only gates", False),
        ("the rnn has none, while the lstm has gates", False),
        ("it has gates so it does not forget", False),
    ],
)
def test_a_denial_holds_for_its_own_clause(text: str, denied: bool) -> None:
    match = re.search("gates", text)
    assert match
    assert language.is_denied(text, *match.span()) is denied


def test_a_denial_inside_of_what_was_looked_for_is_meant() -> None:
    assert not language.is_denied("it cannot remember", 3, 18)


@pytest.mark.parametrize(
    ("text", "salad"),
    [
        ("RNN LSTM gates input gate forget gate output gate cell state hidden state memory", True),
        ("gates, cell state, of memory, hidden state, long term, forget gate, input gate, output gate", True),
        ("LSTM uses gates and keeps a cell state so that it remembers more", False),
        ("An RNN forgets; an LSTM has gates", False),
        ("gates, cell state", False),
    ],
)
def test_key_words_are_told_from_prose(text: str, salad: bool) -> None:
    assert language.is_salad(text) is salad


def test_a_copied_question_adds_nothing() -> None:
    given = frozenset(language.content_words("What is the vanishing gradient problem, and how does LSTM solve it?"))
    assert language.adds_nothing("This is how the LSTM solves the vanishing gradient problem.", given, 2)
    assert not language.adds_nothing("Gradients shrink exponentially over many steps.", given, 2)


@pytest.mark.parametrize(
    ("text", "general"),
    [
        ("Overfitting occurs when the model memorises the data.", True),
        ("If both stay high it underfits.", True),
        ("When training went on, the gap grew.", False),
        ("My model overfits when trained for long.", False),
    ],
)
def test_a_definition_is_told_from_an_observation(text: str, general: bool) -> None:
    assert language.is_general(text.lower()) is general


def test_given_text_is_known_again_in_part_and_with_small_changes() -> None:
    given = language.Given(["Draw or describe how data flows through an encoder-decoder."])
    assert given.repeats("Draw or describe how the data flows through an encoder-decoder")
    assert given.repeats("describe how data flows through an encoder-decoder")
    assert not given.repeats("The data flows from the encoder to the decoder.")


def test_naming_is_no_explaining() -> None:
    assert not language.explains("Vanishing gradients, exposure bias, rare words")
    assert language.explains("Gradients vanish in long sequences because they are multiplied at every step.")


def test_an_announcement_is_no_answer() -> None:
    assert language.is_question("Task 1: Explained the differences between RNN and LSTM.")
    assert not language.is_question("The decoder explains nothing.")


def test_a_quotation_is_cut_at_a_word() -> None:
    assert language.shortened("one two three four", 11) == "one two …"
    assert len(language.shortened("x" * 500, 100)) <= 102
