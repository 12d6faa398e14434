"""Which comments explain."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.judging import Missing
from grader.roles import comments, textcode

Handed = Callable[..., Evidence]


@pytest.mark.parametrize(
    "text",
    [
        "shift the target by one step",
        "Encoder: only the last states are kept",
        "Reverse the sentence, as Sutskever did",
        "因为解码器需要前一个词作为输入",
        "Encodes the sentence once,\nthen decodes it word by word.",
    ],
)
def test_explaining(text: str) -> None:
    assert comments.explains(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Task 3",
        "Task 3: Data preparation",
        "Step 2 - build the model",
        "1. Import libraries",
        "--- build the model here ---",
        "model",
        "the encoder",
        "model.fit(x, y, epochs=10)",
        "x = load(path, 10)",
        "for word in sentence:",
        "from keras import layers, models",
        "!pip install tensorflow keras",
        "print(history.history['loss'], end=' ')",
        "Your code here, please",
        "This Python 3 environment comes with many helpful analytics libraries installed",
        "@title Load the data set",
        "==========",
    ],
)
def test_not_explaining(text: str) -> None:
    assert not comments.explains(text)


def test_comments_and_docstrings_are_found_and_strings_are_not() -> None:
    code = 'url = "http://x#y"  # beside code\ndef f():\n    """Docstring."""\n    # inner'
    source = f'%pip install x\n"""About all."""\n{code}'
    assert [comment.text for comment in textcode.comments(source)] == [
        "About all.",
        "beside code",
        "Docstring.",
        "inner",
    ]


@pytest.mark.parametrize("source", ["x = (\n# one comment", "'''open\n# two", "def f(:\n  # three", "\x00\n# four"])
def test_code_that_python_cannot_read_has_comments_all_the_same(source: str) -> None:
    assert textcode.comments(source)


def test_they_are_counted_once_each_and_by_cell(handed: Handed, assignment: Assignment) -> None:
    body = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5"
    evidence = handed(f"%code\n# keep only the last states\n{body}", f"%code\n# keep only the last states\n{body}")
    found = comments.find(evidence, assignment)
    assert (len(found.explaining), found.cells, found.share, found.total) == (1, (0,), 0.5, 2)
    assert "cell 1" in found.sentence_for_student


def test_no_code(handed: Handed, assignment: Assignment) -> None:
    with pytest.raises(Missing):
        comments.find(handed("text", "%code\n# Your code here"), assignment)
