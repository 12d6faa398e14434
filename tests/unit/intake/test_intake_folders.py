"""Folders: which notebook is graded, and what travels with it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from grader.intake import folder as folder_module
from grader.intake import read
from grader.model.submission import DocumentKind

FILES = Path(__file__).with_name("files")


def test_a_whole_folder() -> None:
    submission = read(FILES / "whole")
    assert submission.name == submission.slug == "whole"
    assert submission.notebook == "work.ipynb"
    assert submission.path == str(FILES / "whole")
    assert [(document.name, document.kind) for document in submission.documents] == [
        ("README.md", DocumentKind.README),
        ("notes.txt", DocumentKind.OTHER),
    ]
    assert submission.documents[1].text == "Été: the LSTM's gates.\n"
    assert [(file.name, file.size) for file in submission.files] == [
        ("README.md", 35),
        ("notes.txt", 23),
        ("data/pairs.csv", 14),
    ]
    assert all(Path(file.path).is_absolute() and Path(file.path).is_file() for file in submission.files)


def test_the_folder_where_one_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(FILES / "whole")
    assert read(Path()).name == "whole"
    monkeypatch.chdir(FILES / "whole" / "data")
    assert read(Path("..")).name == "whole"


def test_the_right_one_of_three_notebooks() -> None:
    submission = read(FILES / "three-notebooks")
    assert submission.notebook == "Assignment – 2.ipynb"
    assert submission.files == (), "other notebooks do not travel"
    assert submission.notes == (
        (
            "The folder holds several notebooks. 'Assignment – 2.ipynb' was graded, because its code has most to do with "
            "the assignment; left aside: 'Untitled.ipynb' and 'digits.ipynb'."
        ),
        (
            "Another notebook could not be read. 'three-notebooks/saved-badly.ipynb' is cut off: its JSON stops in the "
            "middle, at line 7, column 14."
        ),
        "Left aside, being empty (0 bytes): 'upload-failed.ipynb'.",
    )


@pytest.mark.parametrize(
    ("name", "notebook"),
    [
        ("template-and-solution", "mine.ipynb"),
        ("filled-template-and-scratch", "assignment_template.ipynb"),
        ("template-only", "template.ipynb"),
        ("ties", "larger.ipynb"),
        ("ties-by-name", "a.ipynb"),
    ],
)
def test_which_notebook_is_graded(name: str, notebook: str) -> None:
    assert read(FILES / name).notebook == notebook


def test_notebook_in_a_folder_below() -> None:
    submission = read(FILES / "nested")
    assert submission.notebook == "notebooks/work.ipynb"
    assert [file.name for file in submission.files] == ["pairs.csv", "data/more.csv"], "relative to the notebook"
    assert [document.name for document in submission.documents] == ["README.md"]
    assert submission.notes == (
        "Not given to the notebook, which lies in the folder 'notebooks': 'README.md' and 'data/outside.csv'.",
    )


@pytest.fixture
def hand_in(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    folder.mkdir()
    shutil.copy(FILES / "good.ipynb", folder / "work.ipynb")
    return folder


def test_hidden_places_and_tools_are_passed_over(hand_in: Path) -> None:
    for name in (".ipynb_checkpoints", ".git", "__MACOSX", "__pycache__", "node_modules", "my env"):
        (hand_in / name).mkdir()
        shutil.copy(FILES / "three-notebooks" / "Assignment – 2.ipynb", hand_in / name / "work.ipynb")
        (hand_in / name / "README.md").write_text("not his own\n")
    (hand_in / "my env" / "pyvenv.cfg").write_text("home = /usr\n")
    (hand_in / ".env").write_text("TOKEN=1\n")
    (hand_in / "~$answers.docx").write_text("lock\n")
    submission = read(hand_in)
    assert submission.notebook == "work.ipynb"
    assert submission.files == ()
    assert submission.documents == ()
    assert submission.notes == ("Passed over, since Jupyter keeps its automatic copies there: '.ipynb_checkpoints'.",)


def test_empty_documents_are_named(hand_in: Path) -> None:
    for name in ("README.md", "answers.docx"):
        (hand_in / name).touch()
    submission = read(hand_in)
    assert submission.documents == ()
    assert submission.notes == ("Documents that are empty (0 bytes): 'README.md' and 'answers.docx'.",)


def test_a_notebook_that_was_handed_in_twice_is_graded_once(hand_in: Path) -> None:
    shutil.copy(hand_in / "work.ipynb", hand_in / "work (1).ipynb")
    submission = read(hand_in)
    assert submission.notebook == "work.ipynb"
    assert submission.notes == (
        "'work.ipynb' was handed in more than once; the same, byte for byte: 'work (1).ipynb'.",
    )


def test_pointers_of_git_lfs_do_not_stand_in_for_their_files(hand_in: Path) -> None:
    pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a2146\nsize 12345\n"
    (hand_in / "fra.txt").write_text(pointer)
    (hand_in / "answers.docx").write_text(pointer)
    (hand_in / "other.ipynb").write_text(pointer)
    submission = read(hand_in)
    assert (submission.files, submission.documents) == ((), ())
    assert submission.notes == (
        "Another notebook could not be read. 'alice/other.ipynb' is a Git LFS pointer: the notebook itself was not uploaded.",
        "Left behind, since Git LFS keeps them elsewhere and only pointers were handed in: 'answers.docx' and 'fra.txt'.",
    )


def test_automatic_copy_loses_against_its_original(hand_in: Path) -> None:
    text = (hand_in / "work.ipynb").read_text()
    (hand_in / "work-checkpoint.ipynb").write_text(text.replace("epochs=10", "epochs=1000"))
    assert read(hand_in).notebook == "work.ipynb"


def test_links_and_pipes_stay_behind(hand_in: Path) -> None:
    (hand_in / "passwords.txt").symlink_to("/etc/passwd")
    (hand_in / "root").symlink_to("/")
    (hand_in / "loop").symlink_to(hand_in)
    os.mkfifo(hand_in / "pipe.md")
    (hand_in / "data.csv").write_text("a,b\n")
    submission = read(hand_in)
    assert [file.name for file in submission.files] == ["data.csv"]
    assert submission.documents == ()
    assert submission.notes == (
        (
            "Passed over, since only regular files are read: 'loop (a symbolic link)', 'passwords.txt (a symbolic link)', "
            "'pipe.md (a named pipe (FIFO))' and 'root (a symbolic link)'."
        ),
    )


def test_too_many_files(hand_in: Path) -> None:
    for number in range(205):
        (hand_in / f"{number:03}.csv").write_text("a\n")
    submission = read(hand_in)
    assert len(submission.files) == 200
    assert submission.notes == (
        (
            "Not given to the notebook (at most 200 files and 200.0 MB in all): "
            "'200.csv', '201.csv', '202.csv', '203.csv' and '204.csv'."
        ),
    )


def test_too_large_files(hand_in: Path) -> None:
    for name, size in (("a.bin", 150_000_000), ("b.bin", 1 << 36), ("c.bin", 40_000_000)):
        with (hand_in / name).open("wb") as file:
            file.truncate(size)  # sparse: it takes no room
    submission = read(hand_in)
    assert [file.name for file in submission.files] == ["a.bin", "c.bin"]
    assert submission.notes[0].endswith("'b.bin'.")


def test_a_folder_without_end(hand_in: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder_module, "MOST_SEEN", 50)
    for number in range(60):
        (hand_in / f"x{number:03}.csv").write_text("a\n")
    place = hand_in
    for _ in range(30):
        place = place / "d"
        place.mkdir()
    listing = folder_module.walk(hand_in)
    assert len(listing.files) <= 50
    assert listing.notes == ("The folder holds more than 50 files; the rest was not looked at.",)


def test_folders_nested_too_deeply_are_not_entered(hand_in: Path) -> None:
    place = hand_in
    for _ in range(30):
        place = place / "d"
        place.mkdir()
        (place / "x.csv").write_text("a\n")
    assert len(read(hand_in).files) == folder_module.MOST_DEPTH


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_names_that_cannot_travel(hand_in: Path) -> None:
    (hand_in / "a\nb.csv").write_text("a\n")
    (hand_in / "a\\b.csv").write_text("a\n")
    (hand_in / "été\u202fPM.csv").write_text("a\n")
    (hand_in / "read\x1bme.md").write_text("Text.\n")
    submission = read(hand_in)
    assert [file.name for file in submission.files] == ["été\u202fPM.csv"]
    assert [document.name for document in submission.documents] == ["read\ufffdme.md"]
    assert submission.notes == (
        (
            "Not given to the notebook, since names may not hold such characters: "
            "'a b.csv', 'a\\b.csv' and 'read\ufffdme.md'."
        ),
    )


def test_notebook_whose_name_is_not_utf_8_is_graded(tmp_path: Path) -> None:
    folder = tmp_path / "alice"
    folder.mkdir()
    try:
        shutil.copy(FILES / "good.ipynb", folder / os.fsdecode(b"caf\xe9.ipynb"))
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert read(folder).notebook == "caf\ufffd.ipynb"
