"""No text makes a role raise or take long."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.judging import Missing, Prevented
from grader.roles import answers, comments, diagram, readme, sections

Handed = Callable[..., Evidence]

LENGTH = 60_000
SECONDS = 6.0
"""For all five roles and three places; about a second on an idle machine."""
WORDS = (
    "the rnn lstm gates cell state encoder decoder attention context input output not overfitting -> is of . ? * # \n"
)

TEXTS = {
    "words": " ".join(random.Random(1).choice(WORDS.split(" ")) for _ in range(LENGTH // 5)),
    "one word": "a" * LENGTH,
    "brackets": "[" * LENGTH,
    "pictures": "![](" * (LENGTH // 4),
    "tags": "<img " * (LENGTH // 5),
    "quotes": '"' * LENGTH,
    "pipes": "|" * LENGTH,
    "rows": "| a | b |\n" * (LENGTH // 10),
    "questions": "What is the difference between RNN and LSTM?\n" * (LENGTH // 45),
    "headings": "# model data train\n" * (LENGTH // 19),
    "numbers": "1." * (LENGTH // 2),
    "labels": ("en " * 250 + "\n") * (LENGTH // 750),
    "arrows": "->" * (LENGTH // 2),
    "denials": "not " * (LENGTH // 4),
    "odd characters": "\u202e\ud800\u0130\u2028\0\u0300" * (LENGTH // 6),
}


@pytest.mark.parametrize("name", list(TEXTS))
def test_hostile(handed: Handed, assignment: Assignment, name: str) -> None:
    text = TEXTS[name]
    began = time.process_time()
    for evidence in (
        handed(text, "%code\nx = 1\ny = 2"),
        handed("%code\n" + text, documents={"README.md": text}),
        handed("%code\nx = 1", outputs=[(0, text)]),
    ):
        for role in (answers, diagram, sections, comments, readme):
            try:
                found = role.find(evidence, assignment)
            except Missing:
                continue
            if isinstance(found, answers.Answers):
                for question in assignment.questions:
                    found.concepts(question.id)
            elif isinstance(found, readme.Readme):
                found.samples("S.4")
            elif isinstance(found, diagram.Diagram):
                try:
                    found.flow("2.1", least=0)
                except Prevented:
                    continue
    assert time.process_time() - began < SECONDS
