"""Answers under question numbers of any style, in any order of sections, under headings or labels in comments."""

from __future__ import annotations

from collections.abc import Callable
from itertools import permutations

import pytest

from grader.model.assignment import Assignment
from grader.roles import answers, sections
from tests.unit.roles_text.conftest import Handed

TEXTS = {
    "1.1": "A plain RNN forgets the early words of a long sentence. An LSTM has gates that control what is kept.",
    "1.2": "Gradients shrink as they are multiplied on their way back through time. "
    "The cell state of an LSTM lets them pass unchanged.",
    "1.3": "An encoder-decoder maps an input sequence to an output sequence of another length. "
    "The source is encoded into a context vector, from which the output is generated.",
    "1.4": "The encoder reads the source and turns it into a context vector. "
    "The decoder generates the output one word at a time from it.",
    "1.5": "The basic model squeezes the whole source into one fixed vector. "
    "Attention looks at all encoder states with weights at each step.",
}
LETTERS, ROMANS = "abcde", ("i", "ii", "iii", "iv", "v")

TIED: dict[str, Callable[[int], str]] = {
    "Q1.": lambda n: f"Q{n}. ",
    "Q1:": lambda n: f"Q{n}: ",
    "Q.1": lambda n: f"Q.{n} ",
    "Question 1:": lambda n: f"Question {n}: ",
    "Question 1 in bold": lambda n: f"**Question {n}**\n\n",
    "Question 1 as a heading": lambda n: f"## Question {n}\n\n",
    "1.1": lambda n: f"1.{n} ",
    "1.1 as a heading": lambda n: f"### 1.{n}\n\n",
    "1.1 in bold": lambda n: f"**1.{n}** ",
    "Answer 1:": lambda n: f"Answer {n}: ",
    "A1.": lambda n: f"A{n}. ",
    "Ans 1 -": lambda n: f"Ans {n} - ",
    "Task 1.1": lambda n: f"Task 1.{n}: ",
    "Task 1.1 as a heading": lambda n: f"## Task 1.{n}\n\n",
}
"""Numbers that say that they count questions."""

LOOSE: dict[str, Callable[[int], str]] = {
    "1)": lambda n: f"{n}) ",
    "1.": lambda n: f"{n}. ",
    "1 -": lambda n: f"{n} - ",
    "(a)": lambda n: f"({LETTERS[n - 1]}) ",
    "a)": lambda n: f"{LETTERS[n - 1]}) ",
    "i.": lambda n: f"{ROMANS[n - 1]}. ",
    "(i)": lambda n: f"({ROMANS[n - 1]}) ",
    "1(a)": lambda n: f"1({LETTERS[n - 1]}) ",
    "Q1(a)": lambda n: f"Q1({LETTERS[n - 1]}) ",
}
"""Numbers that may as well count points of one answer: what stands under them is judged by what it says."""


def credited(handed: Handed, assignment: Assignment, *cells: str) -> dict[str, list[bool]]:
    found = answers.find(handed(*cells), assignment)
    return {
        key: [found.concept(key, concept.id).credited for concept in assignment.question(key).concepts] for key in TEXTS
    }


def numbered(style: Callable[[int], str]) -> str:
    return "\n\n".join(f"{style(n)}{text}" for n, text in enumerate(TEXTS.values(), 1))


@pytest.mark.parametrize("head", ["# Task 1: Theory\n\n", "# Theory\n\n", ""])
@pytest.mark.parametrize("style", [*TIED, *LOOSE])
def test_an_answer_is_found_under_a_number_of_any_style(
    style: str, head: str, handed: Handed, assignment: Assignment
) -> None:
    text = head + numbered((TIED | LOOSE)[style])
    assert credited(handed, assignment, text) == {key: [True, True] for key in TEXTS}


@pytest.mark.parametrize("style", TIED)
def test_a_number_that_counts_questions_ties_its_text_to_its_own(
    style: str, handed: Handed, assignment: Assignment
) -> None:
    found = answers.find(handed("# Task 1: Theory\n\n" + numbered(TIED[style])), assignment)
    for key, text in TEXTS.items():
        tied = " ".join(each.text for each in found.readings[key].tied)
        assert tied.endswith(text)
        assert len(tied) < len(text) + 20, "nothing of the others; a label may stand before it"


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_sections_may_stand_in_any_order(order: tuple[int, ...], handed: Handed, assignment: Assignment) -> None:
    parts = (
        "## 1.2 The vanishing gradient\n\n" + TEXTS["1.2"],
        "## 1.1 RNN and LSTM\n\n" + TEXTS["1.1"],
        "## 1.5 Attention against the basic model\n\n" + TEXTS["1.5"],
    )
    found = credited(handed, assignment, *(parts[place] for place in order))
    assert all(all(found[key]) for key in ("1.1", "1.2", "1.5"))


STAGES = {
    "data": "pairs = [line.split('\\t') for line in open('fra.txt')]",
    "model": "model = Model([a, b], Dense(9)(LSTM(8)(x)))",
    "training": "history = model.fit(x, y, epochs=10)",
    "inference": "def translate(text):\n    return model.predict(text).argmax(-1)",
    "plots": "plt.plot(history.history['loss'])",
}
LABELS = {
    "data": "Load the corpus",
    "model": "Encoder and decoder",
    "training": "Train",
    "inference": "Translate",
    "plots": "Loss curves",
}


@pytest.mark.parametrize(
    "label",
    ["## {}", "# {}", "**{}**", "%code # --- {} ---", "%code # ==== {} ====", "%code # {}", "%code #### {} ####"],
)
@pytest.mark.parametrize("turn", range(len(STAGES)))
def test_a_stage_is_told_by_a_heading_or_a_comment_wherever_it_stands(
    label: str, turn: int, handed: Handed, assignment: Assignment
) -> None:
    names = [*list(STAGES)[turn:], *list(STAGES)[:turn]]
    cells = ["# My notebook"]
    for name in names:
        title = label.format(LABELS[name])
        cells += [f"{title}\n{STAGES[name]}"] if title.startswith("%code") else [title, f"%code {STAGES[name]}"]
    found = sections.find(handed(*cells), assignment)
    assert {each.stage.id for each in found.named} == set(STAGES)
    assert found.unnamed == ()
