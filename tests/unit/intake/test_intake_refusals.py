"""Every way in which a hand-in is refused, each by a real file, and each with a sentence of its own."""

from __future__ import annotations

import os
import re
import socket
from pathlib import Path

import pytest

from grader.errors import GraderError, SubmissionError, UsageError
from grader.intake import read

FILES = Path(__file__).with_name("files")

REFUSED = {
    "empty.ipynb": "is empty: it has 0 bytes.",
    "blank.ipynb": "holds blanks and empty lines only.",
    "not-json-truncated.ipynb": "is cut off: its JSON stops in the middle, at line 26, column 2.",
    "not-json-truncated-after-comma.ipynb": "is cut off: its JSON stops in the middle, at line 6, column 4.",
    "not-json-truncated-in-a-word.ipynb": "is cut off: its JSON stops in the middle, at line 11, column 23.",
    "not-json-missing-comma.ipynb": "is not valid JSON: expecting ',' delimiter at line 9, column 3.",
    "plain-text.ipynb": "is not valid JSON: expecting value at line 1, column 1.",
    "trailing-garbage.ipynb": "goes on after the notebook's end: there is more text at line 40, column 1.",
    "html-page.ipynb": "is a web page (HTML or XML), titled 'Sign in · Course site', not the notebook.",
    "merge-conflict.ipynb": "holds merge-conflict markers of git, the first (<<<<<<<) in line 23.",
    "python-script-renamed.ipynb": "is a Python script with its name changed to .ipynb.",
    "git-lfs-pointer.ipynb": "is a Git LFS pointer: the notebook itself was not uploaded.",
    "gzip.ipynb": "is a gzip archive under the name of a notebook.",
    "zip.ipynb": "is a zip archive under the name of a notebook.",
    "pdf.ipynb": "is a PDF document under the name of a notebook.",
    "random-bytes.ipynb": "should be a notebook, but holds binary data (it begins with 38 b4 e6 52 e4 4d a7 f2).",
    "zero-bytes-only.ipynb": "should be a notebook, but holds zero bytes only.",
    "too-deep.ipynb": "is nested too deeply to be a notebook: lists within lists by the hundred.",
    "list-at-top.ipynb": "is JSON, but no notebook: a notebook is an object, and this is a list.",
    "null-at-top.ipynb": "is JSON, but no notebook: a notebook is an object, and this is null.",
    "no-cells.ipynb": "is JSON without a notebook's list of cells: "
    "it holds 'metadata', 'nbformat', 'nbformat_minor' instead.",
    "package.json.ipynb": "is JSON without a notebook's list of cells: "
    "it holds 'name', 'version', 'dependencies' instead.",
    "cells-a-number.ipynb": "is JSON without a notebook's list of cells: its 'cells' are a number.",
    "format-0.ipynb": "is in notebook format 0; formats 1 to 4 are known.",
    "format-5.ipynb": "is in notebook format 5; formats 1 to 4 are known.",
    "format-99.ipynb": "is in notebook format 99; formats 1 to 4 are known.",
    "format-a-string.ipynb": "states its format as the text '4', not as a whole number.",
    "format-null.ipynb": "states its format as null, not as a whole number.",
    "r-kernel.ipynb": "is a notebook for R, not for Python.",
    "julia-kernel.ipynb": "is a notebook for Julia, not for Python.",
    "zero-cells.ipynb": "is a notebook without any code or text: it has no cells.",
    "one-blank-cell.ipynb": "is a notebook without any code or text: its only cell is blank.",
    "blank-cells.ipynb": "is a notebook without any code or text: its 2 cells are blank.",
    "no-readable-cell.ipynb": "is a notebook without any code or text: "
    "none of its 3 cells has a known type and a readable text.",
    "blank-and-unreadable-cells.ipynb": "is a notebook without any code or text: "
    "of its 2 cells some are blank, and 1 cannot be read.",
    "too-many-cells.ipynb": "has 501 cells; at most 500 are read.",
}

WRONG_KIND = {
    "a-pdf.pdf": "a document",
    "a-csv.csv": "a .csv file",
    "no-suffix": "a file without an ending",
}

FOLDERS = {
    "without-notebook": "The folder 'without-notebook' should hold a notebook (.ipynb), "
    "but holds only 'README.md' and 'answers.txt'.",
    "archive-only": "The folder 'archive-only' should hold a notebook (.ipynb), but holds only 'work.zip'.",
    "empty-notebook-only": "The only notebook in the folder 'empty-notebook-only' is empty (0 bytes): 'work.ipynb'.",
    "two-empty-notebooks": "The folder 'two-empty-notebooks' holds 2 notebooks, and all of them are empty (0 bytes).",
    "broken-notebook-only": "'broken-notebook-only/work.ipynb' is cut off: "
    "its JSON stops in the middle, at line 7, column 14.",
}


def refusal(path: Path) -> GraderError:
    with pytest.raises(GraderError) as caught:
        read(path)
    error = caught.value
    assert error.tip.endswith((".", "?")), "every refusal says what to try"
    assert error.tip not in error.message
    return error


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_a_file(name: str) -> None:
    error = refusal(FILES / name)
    assert str(error) == f"'{name}' {REFUSED[name]}"
    assert type(error) is SubmissionError
    assert error.exit_code == 3


@pytest.mark.parametrize("name", FOLDERS)
def test_refuses_a_folder(name: str) -> None:
    error = refusal(FILES / name)
    assert str(error) == FOLDERS[name]
    assert error.exit_code == 3


@pytest.mark.parametrize("name", WRONG_KIND)
def test_refuses_a_file_of_another_kind(name: str) -> None:
    error = refusal(FILES / name)
    assert str(error) == f"'{name}' is neither a notebook (.ipynb) nor a folder, but {WRONG_KIND[name]}."
    assert type(error) is UsageError
    assert error.exit_code == 2


def test_no_two_refusals_share_a_sentence() -> None:
    sentences = [*REFUSED.values(), *WRONG_KIND.values(), *FOLDERS.values()]
    # Without the position, the three ways of being cut off are one.
    assert len(set(sentences)) == len(sentences)
    kinds = {re.sub(r"line \d+, column \d+", "", sentence) for sentence in sentences}
    assert len(kinds) == len(sentences) - 2


def test_no_file_lies_here_without_being_tested() -> None:
    tests = "".join(file.read_text("utf-8") for file in FILES.parent.glob("test_*.py"))
    unused = [file.name for file in FILES.iterdir() if f'"{file.name}' not in tests and file.name != ".gitattributes"]
    assert unused == []


def test_tips_fit_what_was_found() -> None:
    assert "Unpack" in refusal(FILES / "zip.ipynb").tip
    assert "Unpack" in refusal(FILES / "archive-only").tip
    assert ".py" in refusal(FILES / "python-script-renamed.ipynb").tip
    assert "Raw" in refusal(FILES / "html-page.ipynb").tip
    assert "git lfs pull" in refusal(FILES / "git-lfs-pointer.ipynb").tip


def test_tells_r_by_the_kernel_where_nothing_else_is_said() -> None:
    assert str(refusal(FILES / "r-kernel-name-only.ipynb")).endswith("is a notebook for R, not for Python.")


def test_missing_file() -> None:
    error = refusal(FILES / "goood.ipynb")
    assert str(error) == f"There is no file or folder '{FILES / 'goood.ipynb'}'."
    assert type(error) is UsageError
    assert error.exit_code == 2
    assert error.tip.startswith("Did you mean '")
    assert error.tip.endswith("good.ipynb'?")


def test_missing_file_that_resembles_nothing(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere" / "work.ipynb").tip.startswith("Check the spelling")


def test_path_below_a_file() -> None:
    assert str(refusal(FILES / "good.ipynb" / "x.ipynb")).startswith("There is no file or folder ")


def test_names_that_no_file_can_have() -> None:
    assert str(refusal(Path("a\0b.ipynb"))) == "'a\ufffdb.ipynb' cannot be looked up: embedded null byte."
    assert str(refusal(Path("x" * 5000 + ".ipynb"))).endswith("cannot be looked up: file name too long.")


def test_empty_folder(tmp_path: Path) -> None:
    folder = tmp_path / "alice"
    folder.mkdir()
    assert str(refusal(folder)) == "The folder 'alice' should hold a notebook (.ipynb), but is empty."


def test_folder_with_a_link_only(tmp_path: Path) -> None:
    (tmp_path / "alice").mkdir()
    (tmp_path / "alice" / "work.ipynb").symlink_to(FILES / "good.ipynb")
    assert str(refusal(tmp_path / "alice")) == (
        "The folder 'alice' should hold a notebook (.ipynb), but holds no file that can be read. "
        "Passed over, since only regular files are read: 'work.ipynb (a symbolic link)'."
    )


def test_folder_named_as_a_notebook(tmp_path: Path) -> None:
    folder = tmp_path / "work.ipynb"
    folder.mkdir()
    error = refusal(folder)
    assert str(error) == "'work.ipynb' should be a file, but is a folder."
    # A student can hand this in: it must not look as if the teacher had mistyped.
    assert error.exit_code == 3


@pytest.mark.parametrize("target", ["good.ipynb", "whole", "nothing-there"])
def test_links_are_not_followed(tmp_path: Path, target: str) -> None:
    link = tmp_path / "work.ipynb"
    link.symlink_to(FILES / target)
    error = refusal(link)
    assert str(error) == "'work.ipynb' should be a file, but is a symbolic link."
    assert "links are never followed" in error.tip


def test_linked_folder_is_not_followed(tmp_path: Path) -> None:
    link = tmp_path / "alice"
    link.symlink_to(FILES / "whole")
    assert str(refusal(link)) == "'alice' should be a file, but is a symbolic link."


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_named_pipe_does_not_block(tmp_path: Path) -> None:
    for name, code in (("work.ipynb", 3), ("work", 2)):
        os.mkfifo(tmp_path / name)
        error = refusal(tmp_path / name)
        assert "a named pipe (FIFO)" in str(error)
        assert error.exit_code == code


@pytest.mark.skipif(not hasattr(socket, "AF_UNIX"), reason="this system has no such sockets")
def test_socket(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 108 bytes only
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("work.ipynb")
        assert str(refusal(tmp_path / "work.ipynb")) == "'work.ipynb' should be a file, but is a socket."


def test_too_large_file(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_bytes(b" " * 31_000_000)
    assert str(refusal(path)) == "'work.ipynb' has 31.0 MB; at most 30.0 MB are read."


def test_huge_sparse_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    with path.open("wb") as file:
        file.truncate(1 << 36)
    assert str(refusal(path)) == "'work.ipynb' has 68719.5 MB; at most 30.0 MB are read."


def test_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "work.ipynb"
    path.write_bytes((FILES / "good.ipynb").read_bytes())

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("grader.intake.opening.os.open", refuse)  # the tests may run as root, who may read anything
    assert str(refusal(path)) == "'work.ipynb' may not be read: permission was denied."


def test_too_many_containers(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_bytes(b'{"cells": [' + b"[]," * 3_000_000 + b"[]]}")
    assert "is made of more than 3,000,000 lists and objects" in str(refusal(path))


def test_too_long_code_cell(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_text('{"nbformat": 4, "cells": [{"cell_type": "code", "source": "x = %s"}]}' % ("1" * 2_000_000))
    assert str(refusal(path)) == "Cell 1 of 'work.ipynb' holds 2.0 MB of code; at most 2.0 MB are read."


def test_what_is_quoted_cannot_act_on_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_text('{"nbformat": "\\u001b[2J\\u202e%s", "cells": []}' % ("4" * 500))
    message = str(refusal(path))
    assert message.isprintable()
    assert "…" in message
    path.write_text('{"\\u001b[2J": 1}')
    assert str(refusal(path)).isprintable()
    path.write_text("<html><title>\x1b[2J</title></html>")
    assert str(refusal(path)).isprintable()


def test_format_that_is_a_list_within_lists(tmp_path: Path) -> None:
    path = tmp_path / "work.ipynb"
    path.write_text('{"nbformat": ' + "[" * 300 + "]" * 300 + ', "cells": []}')
    assert str(refusal(path)) == "'work.ipynb' states its format as a list, not as a whole number."
