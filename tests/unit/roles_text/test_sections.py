"""Stages that the work has, and the labels that name them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.model.judging import Missing
from grader.roles import sections

Handed = Callable[..., Evidence]

DATA = "tokenizer = Tokenizer()\nrows = pad_sequences(ids)"
MODEL = "x = LSTM(64)(x)\nmodel = Model(i, x)"
TRAIN = "history = model.fit(x, y)"


def _find(handed: Handed, assignment: Assignment, *cells: str, **more: Any) -> tuple[list[str], list[str]]:
    found = sections.find(handed(*cells, **more), assignment)
    return [each.stage.id for each in found.named], [stage.id for stage in found.unnamed]


def test_headings(handed: Handed, assignment: Assignment) -> None:
    cells = (
        "# Translating",
        "## Preparing the data",
        f"%code\n{DATA}",
        "**The network**",
        f"%code\n{MODEL}",
        f"%code\n{TRAIN}",
    )
    assert _find(handed, assignment, *cells) == (["data", "model"], ["training"])


def test_comments_that_open_a_cell(handed: Handed, assignment: Assignment) -> None:
    cells = (f"%code\n# Data preparation\n{DATA}", f"%code\n# --- Model ---\n{MODEL}\n# === Training ===\n{TRAIN}")
    assert _find(handed, assignment, *cells) == (["data", "model", "training"], [])


def test_a_comment_beside_a_line_is_no_label(handed: Handed, assignment: Assignment) -> None:
    cells = (f"%code\n{DATA}  # the data\n# now the model\n{MODEL}",)
    assert _find(handed, assignment, *cells) == ([], ["data", "model"])


def test_one_heading_names_one_stage_unless_it_joins_two(handed: Handed, assignment: Assignment) -> None:
    cells = (f"%code\n{MODEL}", f"%code\n{TRAIN}")
    assert _find(handed, assignment, "# T", "## Model training", *cells)[1] in (["model"], ["training"])
    assert _find(handed, assignment, "# T", "## Model and training", *cells)[1] == []


def test_labels_are_shared_out_so_that_most_stages_have_one(handed: Handed, assignment: Assignment) -> None:
    cells = ("# T", "## Model training", "## The network", f"%code\n{MODEL}", f"%code\n{TRAIN}")
    assert _find(handed, assignment, *cells)[1] == []


def test_the_title_names_no_stage(handed: Handed, assignment: Assignment) -> None:
    cells = ("# Training a model", "## Notes", f"%code\n{MODEL}", f"%code\n{TRAIN}")
    assert _find(handed, assignment, *cells)[0] == []


def test_documents_count_by_heading_and_name(handed: Handed, assignment: Assignment) -> None:
    named, _ = _find(
        handed,
        assignment,
        f"%code\n{MODEL}",
        f"%code\n{TRAIN}",
        documents={"theory_answers.docx": "An LSTM has a cell state and a forget gate.\n\n# Title\n## Training"},
    )
    assert named == ["concepts"], "a document labels what is written in it, not the notebook's cells"


def test_headings_without_work_are_a_template(handed: Handed, assignment: Assignment) -> None:
    with pytest.raises(Missing):
        sections.find(
            handed("# Data", "%code\n# Your code here", "# Model", "%code\npass", "# Overfitting"), assignment
        )


def test_what_is_missing_is_named(handed: Handed, assignment: Assignment) -> None:
    found = sections.find(handed("# T", "## Data", f"%code\n{DATA}", f"%code\n{MODEL}"), assignment)
    assert found.sentence_for_student == (
        "1 of the 2 stages of the work stand under a label of their own: “Data” in cell 2. Without one: model."
    )


@pytest.mark.parametrize(
    "comment",
    [
        "# Here we load a package or two for the training that will come",
        "# the first training row\n# is taken here",
        "# Input data files are available",
    ],
)
def test_remarks_and_boilerplate_are_no_labels(handed: Handed, assignment: Assignment, comment: str) -> None:
    cells = (f"%code\n{comment}\n{DATA}", f"%code\n{comment}\n{TRAIN}")
    assert _find(handed, assignment, *cells) == ([], ["data", "training"])


def test_a_label_after_its_stage_names_it_and_is_out_of_place(handed: Handed, assignment: Assignment) -> None:
    cells = ("# T", f"%code\n{MODEL}", f"%code\n{TRAIN}", "## The network", "## Training")
    found = sections.find(handed(*cells), assignment)
    assert (len(found.named), found.in_place) == (2, 0)
    assert "The label stands elsewhere: model, training." in found.sentence_for_student
    above = sections.find(handed(*cells[:1], *cells[3:], *cells[1:3]), assignment)
    assert above.in_place == 2


def test_the_readme_labels_no_cell(handed: Handed, assignment: Assignment) -> None:
    readme = "# It\n## Dataset\n## Network\n## Training\n"
    cells = (f"%code\n{DATA}", f"%code\n{MODEL}", f"%code\n{TRAIN}")
    assert _find(handed, assignment, *cells, documents={"README.md": readme})[0] == []
