"""The teacher's file of pins: where it lies, what it may say, and the sentence for whatever else it says."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import pins
from grader.errors import UsageError
from grader.model.pins import NONE, settled

WHOLE = """
[training]
model = "seq2seq_1"
[architecture]
encoder = "lstm_3"
decoder = "lstm_5"
[tensors]
source = "x_train"
target = "y_train"
[vocabularies]
source = "eng_index"
[translations]
cells = [20, 21]
[curves]
loss_cell = 17
[answers]
"1.2" = { document = "answers.docx", begins = "Gradients" }
"1.3" = { cell = 4, begins = "It maps" }
"""


@pytest.mark.parametrize(
    ("submission", "file"),
    [
        ("class/alice.ipynb", "class/alice.roles.toml"),
        ("class/Éva – 2.IPYNB", "class/Éva – 2.roles.toml"),
        ("class/carol", "class/carol.roles.toml"),
        ("class/carol/", "class/carol.roles.toml"),
    ],
)
def test_the_file_lies_beside_the_submission(submission: str, file: str) -> None:
    assert pins.beside(Path(submission)) == Path(file)


def test_a_file_inside_what_was_handed_in_is_none_of_the_teachers(tmp_path: Path) -> None:
    folder = tmp_path / "carol"
    folder.mkdir()
    for name in ("roles.toml", "carol.roles.toml"):
        (folder / name).write_text('[training]\nmodel = "m"\n')
    assert pins.find(folder) == pins.NOTHING


def test_beside_comes_before_the_reports_copy(tmp_path: Path) -> None:
    submission, report = tmp_path / "alice.ipynb", tmp_path / "report"
    report.mkdir()
    assert pins.find(submission, report).pins == NONE
    (report / pins.COPY).write_text("[training]\ncell = 3\n")
    assert pins.find(submission, report).pins.training.cell == 3
    (tmp_path / "alice.roles.toml").write_text("[training]\ncell = 5\n")
    found = pins.find(submission, report)
    assert (found.pins.training.cell, found.path) == (5, tmp_path / "alice.roles.toml")


def test_all_that_can_be_settled_is_told_in_words(tmp_path: Path) -> None:
    file = tmp_path / "x.roles.toml"
    file.write_text(WHOLE)
    said = settled(pins.read(file).pins)
    assert said[0] == "training: model `seq2seq_1`"
    assert "translations: cells 20, 21" in said
    assert "answer 1.2: what begins “Gradients”" in said
    assert len(said) == 8
    assert settled(NONE) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("[training]\nmodle = 'x'", "[training] has no key `modle`, only model, cell"),
        ("[trainings]\nmodel = 'x'", "there is no table `trainings`, only training, architecture"),
        ("[training]\nmodel = 3", "at `training.model`, expected `str | null`, got `int`"),
        ("[training]\ncell = 0", "at `training.cell`, expected `int` >= 1"),
        ("[translations]\ncells = 3", "at `translations.cells`, expected `array | null`, got `int`"),
        ("[answers]\n'1.2' = { cell = 2 }", "missing required field `begins`"),
        (
            "[answers]\n'1.2' = { begins = 'x', title = 'y' }",
            "has no key `title`, only begins, document, cell",
        ),
        ("[answers]\n'1.2' = { begins = 'x' }", "needs either a document or a cell"),
        ("[answers]\n'1.2' = { begins = 'x', cell = 1, document = 'd' }", "needs either a document or a cell"),
        ("model = x", "it is not TOML"),
        ("training = 3", "at `training`, expected `object`, got `int`"),
        ("#" * 70_000, "it has 70,000 bytes"),
        ("x = " + "[" * 20_000, "it is"),
    ],
)
def test_whatever_is_wrong_has_its_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    file = tmp_path / "x.roles.toml"
    file.write_text(text)
    with pytest.raises(UsageError) as caught:
        pins.read(file)
    assert sentence in caught.value.message
    assert str(file) in caught.value.message
    assert "docs/pins.md" in caught.value.tip


def test_bytes_that_are_no_text_and_a_folder_of_that_name(tmp_path: Path) -> None:
    file = tmp_path / "x.roles.toml"
    file.write_bytes(b"\xff\xfe")
    with pytest.raises(UsageError, match="not text in UTF-8"):
        pins.read(file)
    (tmp_path / "y.roles.toml").mkdir()
    assert pins.find(tmp_path / "y") == pins.NOTHING
