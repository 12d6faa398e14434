"""Notebooks that are read: of every format and encoding, and however they are damaged within."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from grader.intake import read
from grader.intake.outputs import saved_outputs
from grader.model.submission import CellKind, SavedOutput, Submission

FILES = Path(__file__).with_name("files")
OLD = "This notebook is in the old format {}; it was read as format 4."


def sources(submission: Submission) -> list[tuple[str, str]]:
    return [(cell.kind.value, cell.source) for cell in submission.cells]


def made(tmp_path: Path, cells: list[Any]) -> Submission:
    path = tmp_path / "work.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}))
    return read(path)


def test_a_good_notebook() -> None:
    path = FILES / "good.ipynb"
    submission = read(path)
    assert submission.name == submission.slug == "good"
    assert submission.notebook == "good.ipynb"
    assert submission.path == str(path)
    assert submission.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert sources(submission) == [
        ("markdown", "# Translation"),
        ("code", "import keras\nmodel = keras.Sequential()\n"),
        ("code", "model.fit(x, y, epochs=10)"),
    ]
    assert [cell.index for cell in submission.cells] == [0, 1, 2]
    assert submission.notes == ()


def test_what_lies_beside_a_single_file_is_not_its_own() -> None:
    submission = read(FILES / "whole" / "work.ipynb")
    assert submission.documents == ()
    assert submission.files == ()


@pytest.mark.parametrize(
    ("name", "cells", "note"),
    [
        ("format-1.ipynb", [("markdown", "Translation"), ("code", "print('hello')")], OLD.format(1)),
        ("format-2.ipynb", [("markdown", "Translation"), ("code", "print 'hello'")], OLD.format(2)),
        (
            "format-3.ipynb",
            [("markdown", "## Translation"), ("code", "import keras\nprint('loss: 0.5')"), ("markdown", "Done.")],
            OLD.format(3),
        ),
        ("worksheets-in-format-4.ipynb", [("code", "x = 1")], OLD.format(3)),
    ],
)
def test_old_formats(name: str, cells: list[tuple[str, str]], note: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        submission = read(FILES / name)
    assert sources(submission) == cells
    assert submission.notes == (note,)
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING], "nbformat complained"


def test_outputs_of_format_3() -> None:
    code = read(FILES / "format-3.ipynb").code[0]
    assert code.saved_outputs == (
        SavedOutput(text="loss: 0.5\n"),
        SavedOutput(text="'bonjour'"),
        SavedOutput(text="<Figure>", has_image=True),
        SavedOutput(text="NameError: name 'x' is not defined", error="NameError"),
    )
    assert read(FILES / "format-2.ipynb").code[0].saved_outputs == (SavedOutput(text="hello\n"),)


def test_format_3_with_broken_cells() -> None:
    submission = read(FILES / "format-3-broken-cells.ipynb")
    assert sources(submission) == [("markdown", "# Title"), ("code", "1")]
    assert [cell.index for cell in submission.cells] == [2, 3], "numbers stay those of the file"
    assert "Left out, for want of a known type or a readable text: 3 cells (1, 2 and 5)." in submission.notes


@pytest.mark.parametrize(
    ("name", "notes"),
    [
        ("format-4.0-without-ids.ipynb", ()),
        ("format-4-as-float.ipynb", ()),
        ("kernel-of-another-name.ipynb", ()),
        ("kernel-ir-but-python.ipynb", ()),
        ("metadata-a-list.ipynb", ()),
        ("raw-line-ends-in-strings.ipynb", ()),
        ("python-2.ipynb", ("This notebook was written for Python 2; it is run with Python 3.",)),
        ("cells-in-format-3.ipynb", ("This notebook says that it is in format 3, but is written as format 4.",)),
        (
            "format-not-stated.ipynb",
            ("This notebook does not say which format it is in; it was read as format 4.",),
        ),
    ],
)
def test_oddities_that_do_no_harm(name: str, notes: tuple[str, ...]) -> None:
    submission = read(FILES / name)
    assert submission.cells
    assert submission.notes == notes


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("utf-16.ipynb", "UTF-16"),
        ("utf-16-without-bom.ipynb", "UTF-16"),
        ("latin-1.ipynb", "Windows-1252 (Latin-1); some letters may be wrong"),
    ],
)
def test_encodings(name: str, encoding: str) -> None:
    submission = read(FILES / name)
    assert sources(submission) == [("markdown", "Traduction : l'été à la forêt"), ("code", "x = 'été'")]
    assert submission.notes == (f"This notebook is not plain UTF-8; it was read as {encoding}.",)


def test_byte_order_mark() -> None:
    submission = read(FILES / "bom.ipynb")
    assert sources(submission) == sources(read(FILES / "good.ipynb"))
    assert submission.notes == ("This notebook is not plain UTF-8; it was read as UTF-8 with a byte-order mark.",)


def test_one_broken_byte_does_not_garble_every_accent() -> None:
    submission = read(FILES / "utf-8-with-a-broken-byte.ipynb")
    assert sources(submission)[0] == ("markdown", "Traduction : l'été à la f\ufffdrêt")
    assert "damaged UTF-8" in submission.notes[0]


def test_hostile_values() -> None:
    submission = read(FILES / "hostile-values.ipynb")
    assert sources(submission) == [
        ("code", "x = 1"),
        ("markdown", "half \ufffd a pair and \U0001f600"),
        ("code", "a = 1\nb = 2\n"),
        ("raw", ""),
    ]
    assert [cell.index for cell in submission.cells] == [0, 5, 6, 7]
    assert submission.cells[1].label == "cell 6"
    assert submission.notes == (
        "Left out, for want of a known type or a readable text: 5 cells (2, 3, 4, 5 and 9).",
        "Characters that no text can hold were taken out of 1 cell (6).",
    )


def test_saved_outputs() -> None:
    submission = read(FILES / "saved-outputs.ipynb")
    assert submission.code[0].saved_outputs == (
        SavedOutput(text="Epoch 1/2\n1/1 loss: 2.0\nEpoch 2/2\n"),
        SavedOutput(text="warning\n"),
        SavedOutput(text="'bonjour'"),
        SavedOutput(text="<Figure size 640x480 with 1 Axes>", has_image=True),
        SavedOutput(text="ValueError\nshapes", error="ValueError"),
        SavedOutput(text="error: ", error="error"),
    )
    assert submission.notes == ("Saved outputs that were left out, as too many or not readable: 3.",)


def test_saved_outputs_are_capped() -> None:
    stream = {"output_type": "stream", "name": "stdout", "text": "a" * 30_000 + "z" * 30_000}
    (output,), left_out = saved_outputs([stream])
    assert left_out == 0
    assert output.text.startswith("a")
    assert output.text.endswith("z")
    assert "[… 40,000 characters left out …]" in output.text
    assert len(output.text) < 20_100
    results = [{"output_type": "display_data", "data": {"text/plain": str(number)}} for number in range(250)]
    kept, left_out = saved_outputs(results)
    assert (len(kept), left_out) == (200, 50)
    assert [output.text for output in kept[99:101]] == ["99", "150"]
    assert kept[-1].text == "249"


def test_long_prose_is_shortened(tmp_path: Path) -> None:
    submission = made(tmp_path, [{"cell_type": "markdown", "source": "a" * 500_000}])
    assert len(submission.cells[0].source) < 400_100
    assert submission.notes == ("More text than can be read, so the middle was left out of 1 cell (1).",)


def test_text_without_code_is_a_submission(tmp_path: Path) -> None:
    submission = made(tmp_path, [{"cell_type": "markdown", "source": "An LSTM has gates."}])
    assert submission.code == ()
    assert submission.cells[0].kind is CellKind.MARKDOWN


def test_many_skipped_cells_are_counted(tmp_path: Path) -> None:
    submission = made(tmp_path, [{"cell_type": "code", "source": "1"}, *[{}] * 30])
    assert submission.notes[0].endswith("30 cells (2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 20 more).")


@pytest.mark.parametrize(
    "name", ["Assignment – 2.ipynb", "a'b\"c $(x).ipynb", "-rf.ipynb", "CAPITALS.IPYNB", "a\nb.ipynb"]
)
def test_file_names(tmp_path: Path, name: str) -> None:
    shutil.copy(FILES / "good.ipynb", tmp_path / name)
    submission = read(tmp_path / name)
    assert submission.name == name.replace("\n", " ").rpartition(".")[0]
    assert submission.slug.isascii()


@pytest.mark.skipif(os.name == "nt", reason="names are Unicode on Windows")
def test_file_name_that_is_not_utf_8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.ipynb")
    try:
        shutil.copy(FILES / "good.ipynb", path)
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    submission = read(path)
    assert submission.name == "caf\ufffd"
    for text in (submission.name, submission.path, submission.notebook):
        text.encode("utf-8")  # all of it goes into evidence.json
