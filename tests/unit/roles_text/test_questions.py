"""Reading answers.toml: what is wrong in it is said in a sentence, and each accepted wording is accepted."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.roles import questions
from grader.roles.answers import Hit

Read = Callable[..., dict[str, Hit]]

GOOD = """
[[question]]
id = "1.1"
text = "Why?"
[question.entities]
it = 'it'
[question.concept.says]
title = "says why"
about = "it"
ways = [['because']]
[question.misconception.never]
says = "It does."
words = ['never']
"""


def _load(tmp_path: Path, text: str) -> tuple[object, ...]:
    path = tmp_path / "answers.toml"
    path.write_text(text, encoding="utf-8")
    return questions.load(path)


def test_a_misconception_that_names_no_concept_takes_away_all(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    path.write_text(GOOD, encoding="utf-8")
    (question,) = questions.load(path)
    assert question.misconceptions[0].voids == ("says",)
    assert question.entities[0].id == "it"


def test_words_are_declared_once_and_used_by_name(tmp_path: Path) -> None:
    words = """
    [words]
    reason = ["because", "owing to", "sinc-"]
    cause = ["{reason}", "thus"]
    subject = ["tea"]
    spelling = ["because"]
    """
    path = tmp_path / "answers.toml"
    path.write_text(words + GOOD.replace("'because'", "'{cause} {0,3}it'"), encoding="utf-8")
    (question,) = questions.load(path)
    ((expression,),) = question.concepts[0].ways
    for said in ("because it", "owing to   it", "sincerely it", "thus it"):
        assert re.fullmatch(expression, said)
    assert not re.search(expression, "nothus it")
    assert re.search(question.subject, "a tea")
    assert question.spelling == ("because",)


def test_an_assignment_without_written_answers_has_no_questions(tmp_path: Path) -> None:
    assert questions.load(tmp_path / "answers.toml") == ()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("[[question]]", "[[question]", "line"),
        ('id = "1.1"', "", "id"),
        ('text = "Why?"', 'text = "Why?"\nanswer = 1', "answer"),
        ("'because'", "'(because'", "which is none"),
        ("'never'", "'[never'", "which is none"),
        ("[['because']]", "[[]]", "at least one way"),
        ('about = "it"', 'about = "them"', "no entity"),
        ("words = ['never']", "words = ['never']\nvoids = [\"else\"]", "no concept"),
        (GOOD, GOOD + GOOD, "twice"),
        ("'because'", "'{reasons}'", "not declared"),
    ],
)
def test_what_is_wrong_in_the_file_is_said(tmp_path: Path, old: str, new: str, said: str) -> None:
    with pytest.raises(MachineryError, match=r"answers\.toml are wrong") as raised:
        _load(tmp_path, GOOD.replace(old, new))
    assert said in raised.value.message


def test_every_question_belongs_to_an_item(assignment: Assignment) -> None:
    items = {item.id for item in assignment.items}
    assert [question.id for question in assignment.questions if question.id not in items] == []


def test_every_accepted_wording_is_accepted(assignment: Assignment, read: Read) -> None:
    refused = [
        f"{question.id}/{concept.id}: {phrase}"
        for question in assignment.questions
        if not question.id.startswith("S.")
        for concept in question.concepts
        for phrase in concept.phrases
        if not read(question.id, phrase)[concept.id].credited
    ]
    assert refused == []
