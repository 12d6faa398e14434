"""The teacher's data set: what can be read, which rows are chosen, and how anything else is refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.assignment import ROOT
from grader.errors import UsageError
from grader.execution.supplies.corpus import read
from grader.model.assignment import RowOrder

FIRST, SPREAD = RowOrder.FIRST, RowOrder.SPREAD
TOY = ROOT / "reference" / "seq2seq" / "toy.tsv"


def test_two_columns_three_columns_and_a_zip_are_the_same_pairs(tmp_path: Path) -> None:
    (tmp_path / "two.txt").write_text("Hi.\tSalut.\nGo.\tVa !\n", encoding="utf-8")
    three = "\ufeffHi.\tSalut.\tCC-BY 2.0 #1\r\nGo.\tVa !\tCC-BY 2.0 #2\r\n"
    (tmp_path / "three.txt").write_text(three, encoding="utf-8", newline="")
    with zipfile.ZipFile(tmp_path / "fra-eng.zip", "w") as archive:
        archive.writestr("_about.txt", "About.")
        archive.writestr("fra.txt", three)
    two, more, zipped = (read(tmp_path / name, None, FIRST) for name in ("two.txt", "three.txt", "fra-eng.zip"))
    assert two.columns == 2
    assert more.columns == 3
    assert [row[:2] for row in more.rows] == list(two.rows) == [("Hi.", "Salut."), ("Go.", "Va !")]
    assert zipped.rows == more.rows
    assert more.rows[0][2] == "CC-BY 2.0 #1"


def test_a_sign_that_only_looks_like_a_line_break_breaks_no_line(tmp_path: Path) -> None:
    (tmp_path / "fra.txt").write_text("Hi.\tSalut\u2028 \x85.\n", encoding="utf-8")
    assert read(tmp_path / "fra.txt", None, FIRST).rows == (("Hi.", "Salut\u2028 \x85."),)


def test_the_first_rows_are_the_first() -> None:
    everything = read(TOY, None, FIRST)
    some = read(TOY, 10, FIRST)
    assert some.rows == everything.rows[:10]
    assert (len(some.rows), some.of) == (10, 3060)
    assert read(TOY, 5_000, FIRST).rows == everything.rows


def test_spread_rows_have_the_lengths_of_all_and_the_order_of_the_file() -> None:
    everything = read(TOY, None, FIRST).rows
    some = read(TOY, 300, SPREAD).rows
    assert len(set(some)) == len(some) == 300
    places = {row: place for place, row in reversed(list(enumerate(everything)))}
    assert [places[row] for row in some] == sorted(places[row] for row in some)
    mean = [sum(len(row[0]) for row in rows) / len(rows) for rows in (everything, some)]
    assert abs(mean[0] - mean[1]) < 0.5, "characters of a mean sentence"
    assert read(TOY, 300, SPREAD).rows == some


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"no tabs here\nnor here\n", "The data set x.txt has no line with two columns separated by a tab."),
        (b"", "The data set x.txt has no line with two columns separated by a tab."),
        (b"Hi.\tSalut \xe9\n", "The data set x.txt is not text in UTF-8."),
    ],
)
def test_what_is_no_data_set_is_refused(tmp_path: Path, content: bytes, sentence: str) -> None:
    (tmp_path / "x.txt").write_bytes(content)
    with pytest.raises(UsageError) as refusal:
        read(tmp_path / "x.txt", None, FIRST)
    assert refusal.value.message == sentence
    assert "separated by a tab" in refusal.value.tip


def test_an_archive_without_a_text_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("picture.png", b"")
    with pytest.raises(UsageError, match=r"The archive x.zip holds no .txt or .tsv file"):
        read(tmp_path / "x.zip", None, FIRST)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"The data set fra.txt can't be read: .*No such file"):
        read(tmp_path / "fra.txt", None, FIRST)
