"""The stand-ins for wget, curl, unzip, gdown and kaggle, with the flags that notebooks use."""

from __future__ import annotations

from pathlib import Path

import pytest
from offline import commands

from tests.unit.offline.conftest import TEXT, Course

ZIP = "https://www.manythings.org/anki/fra-eng.zip"


@pytest.mark.parametrize(
    ("line", "made"),
    [
        (f"wget {ZIP}", "fra-eng.zip"),
        (f"wget -q -nc --no-check-certificate {ZIP} -O named.zip", "named.zip"),
        (f"wget -qO named.zip {ZIP}", "named.zip"),
        (f"wget --output-document=named.zip {ZIP}", "named.zip"),
        (f"wget -P data/sub {ZIP}", "data/sub/fra-eng.zip"),
        ("wget https://drive.google.com/uc?id=1AbC -O fra.txt", "fra.txt"),
        (f"curl -O {ZIP}", "fra-eng.zip"),
        (f"curl -L -o named.zip {ZIP}", "named.zip"),
        (f"curl -sSLo named.zip -H 'Accept:x' {ZIP}", "named.zip"),
        (f"curl --output-dir data -O {ZIP}", "data/fra-eng.zip"),
        ("gdown --id 1AbC -O fra.txt", "fra.txt"),
        ("gdown 1AbC --output fra-eng.zip", "fra-eng.zip"),
        ("kaggle datasets download someone/english-french", "english-french.zip"),
        ("kaggle datasets download -d someone/english-french -p data --unzip", "data/fra.txt"),
        ("kaggle datasets download -d someone/english-french -f fra.txt", "fra.txt"),
    ],
)  # fmt: skip
def test_a_file_is_got(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, made: str) -> None:
    monkeypatch.chdir(tmp_path)
    name, *words = line.replace("'", "").split()
    assert commands.COMMANDS[name](commands.Asked(name, words), course.index) == 0
    assert (tmp_path / made).stat().st_size > 0
    assert [entry["way"] for entry in course.asked()] == [name]
    assert course.asked()[0]["answered"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("wget https://example.org/deu-eng.zip", 8),
        ("curl -O https://example.org/deu-eng.zip", 22),
        ("gdown 1AbC", 1),
        ("kaggle datasets download someone/flowers", 1),
    ],
)
def test_what_is_not_there_is_refused_and_noted(
    course: Course,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    line: str,
    code: int,
) -> None:
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.iterdir())
    name, *words = line.split()
    assert commands.COMMANDS[name](commands.Asked(name, words), course.index) == code
    assert "Not among this course's files" in capsys.readouterr().err
    assert set(tmp_path.iterdir()) - before == {course.log}
    assert course.asked()[0]["answered"] == ""


def test_what_is_there_is_not_got_again_where_that_was_asked(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fra.txt").write_text("mine")
    assert commands.wget(commands.Asked("wget", ["-nc", "http://a.b/fra.txt"]), course.index) == 0
    assert (tmp_path / "fra.txt").read_text() == "mine"
    assert commands.wget(commands.Asked("wget", ["http://a.b/fra.txt"]), course.index) == 0
    assert (tmp_path / "fra.txt").read_bytes() == TEXT


def test_curl_shows_what_it_is_not_told_to_keep(course: Course, capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    assert commands.curl(commands.Asked("curl", ["-s", "http://a.b/fra.txt"]), course.index) == 0
    assert capsysbinary.readouterr().out == TEXT


def test_unzip_never_asks_and_never_leaves_its_folder(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import zipfile

    monkeypatch.chdir(tmp_path)
    with zipfile.ZipFile("slip.zip", "w") as archive:
        archive.writestr("../../escaped.txt", "x")
    assert commands.unzip(commands.Asked("unzip", ["-q", "slip.zip", "-d", "a/b"]), course.index) == 0
    assert (tmp_path / "a" / "b" / "escaped.txt").is_file()
    assert not (tmp_path / "escaped.txt").exists()
    for _ in range(2):
        assert commands.unzip(commands.Asked("unzip", ["-oq", "fra-eng.zip", "-d", "out"]), course.index) == 0
    assert (tmp_path / "out" / "fra-eng" / "fra.txt").read_bytes() == TEXT
    assert commands.unzip(commands.Asked("unzip", ["fra-eng.zip", "fra.txt"]), course.index) == 0
    assert not (tmp_path / "fra-eng").exists()


@pytest.mark.parametrize("words", [[], ["nowhere.zip"], ["text.zip"]])
def test_unzip_says_what_it_can_not_open(
    course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "text.zip").write_text("no archive")
    assert commands.unzip(commands.Asked("unzip", words), course.index) == 9
