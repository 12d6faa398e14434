"""What an address, a path or a name stands for among the supplied files."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.offline.conftest import TEXT, Course


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        ("http://www.manythings.org/anki/fra-eng.zip", "fra-eng.zip"),
        ("https://www.example.org/Fra-Eng.ZIP?raw=true", "fra-eng.zip"),
        ("https://example.org/fra-eng.zip/download", "fra-eng.zip"),
        ("https://example.org/get?file=fra.txt", "fra.txt"),
        ("https://example.org/a%20b/fra.txt", "fra.txt"),
        ("C:\\data\\fra.txt", "fra.txt"),
        ("fra.txt", "fra.txt"),
        ("https://example.org/deu-eng.zip", ""),
        ("https://fra.txt/", ""),
        ("../../../etc/passwd", ""),
        ("", ""),
    ],
)
def test_a_file_is_found_by_the_last_part_that_names_one(course: Course, asked: str, name: str) -> None:
    assert course.index.name(asked) == name
    assert (course.index.find(asked) is None) == (not name)


def test_a_hub_gives_a_folder(course: Course, tmp_path: Path) -> None:
    folder = course.index.everything(tmp_path / "hub", "someone/english-french")
    assert [path.name for path in folder.iterdir()] == ["fra.txt"]
    assert course.asked() == [{"way": "hub", "asked": "someone/english-french", "answered": "fra.txt"}]


def test_a_record_that_cannot_be_written_stops_nothing(course: Course) -> None:
    course.log.mkdir()
    course.index.note("http", "http://a.b/", None)


def test_what_is_noted_is_one_short_line(course: Course) -> None:
    course.index.note("http", "http://a.b/\n" + "x" * 10_000 + "\udcff", None)
    (line,) = course.asked()
    assert len(line["asked"]) == 500
    assert course.index.default().read_bytes() == TEXT
