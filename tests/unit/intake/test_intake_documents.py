"""Documents beside the notebook: what they say, and why some say nothing."""

from __future__ import annotations

import shutil
import time
import zipfile
from pathlib import Path

import pytest

from grader.intake import documents, read
from grader.model.submission import DocumentKind, Submission

FILES = Path(__file__).with_name("files")


@pytest.fixture(scope="module")
def submission() -> Submission:
    return read(FILES / "documents")


@pytest.fixture
def hand_in(tmp_path: Path) -> Path:
    folder = tmp_path / "alice"
    folder.mkdir()
    shutil.copy(FILES / "good.ipynb", folder / "work.ipynb")
    return folder


def text(submission: Submission, name: str) -> str:
    return next(document.text for document in submission.documents if document.name == name)


def test_which_documents_are_read(submission: Submission) -> None:
    kinds = {document.name: document.kind for document in submission.documents}
    assert list(kinds)[:3] == ["README", "README.md", "Read me first.rst"], "READMEs first"
    assert {name for name, kind in kinds.items() if kind is DocumentKind.README} == set(list(kinds)[:3])
    assert list(kinds)[3:] == [
        "answers.docx",
        "answers.md",
        "damaged.txt",
        "long.pdf",
        "numbered.txt",
        "theory.pdf",
        "utf-16.txt",
    ]


def test_documents_are_files_as_well(submission: Submission) -> None:
    assert {"README.md", "answers.docx", "fra.txt"} <= {file.name for file in submission.files}


def test_plain_texts(submission: Submission) -> None:
    assert text(submission, "answers.md") == "Réponses\n"
    assert text(submission, "utf-16.txt") == "L'été\n"
    assert text(submission, "damaged.txt") == "été \ufffd à\n"
    assert text(submission, "numbered.txt").startswith("1.\tAn RNN forgets.")


def test_word_document_in_its_order(submission: Submission) -> None:
    assert text(submission, "answers.docx").split("\n\n") == [
        "# Theory",
        "## What is an RNN?",
        "It forgets.",
        "- gates",
        "- cell state",
        "| Model | Memory |\n| LSTM | long |",
        "After the table.",
        "In a content control.",
        "Kept inserted",
        "![a diagram](picture)Context vector",
    ]


def test_pdf(submission: Submission) -> None:
    assert text(submission, "theory.pdf") == "The encoder reads.\n\nThe decoder writes."
    assert "page 99" in text(submission, "long.pdf")
    assert "page 100" not in text(submission, "long.pdf")


@pytest.mark.parametrize(
    "note",
    [
        "'damaged.txt' is not UTF-8; it was read as damaged UTF-8; some letters may be wrong.",
        "'fra.txt' was taken for data, not for a document: its lines are rows of a table.",
        "'long.pdf' has 103 pages, of which 100 were read.",
        "A document was not read. 'binary.txt' should be text, but holds binary data.",
        "A document was not read. 'damaged.pdf' is damaged: PdfStreamError while reading it.",
        "A document was not read. 'not-a-pdf.pdf' is not a PDF document: it does not begin as one.",
        (
            "A document was not read. 'not-a-zip.docx' is not a Word document: a .docx is a zip archive within, "
            "and this is not."
        ),
        (
            "A document was not read. 'old-renamed.docx' is an old Word file (.doc) or protected by a password, "
            "under the name of a .docx."
        ),
        "A document was not read. 'password.pdf' is protected by a password.",
        "A document was not read. 'scan.pdf' holds no text on its 1 pages, perhaps only scanned pictures.",
        "A document was not read. 'zip-bomb.docx' unpacks to 60 MB; at most 50 MB are read.",
        "A document was not read. 'zip-without-word.docx' is damaged: KeyError while reading it.",
        "Documents are read as .docx, .pdf, .md and .txt only; not read: 'old.doc'.",
    ],
)
def test_notes(submission: Submission, note: str) -> None:
    assert note in submission.notes


def test_no_other_notes(submission: Submission) -> None:
    assert len(submission.notes) == 13


def test_archive_of_many_parts(hand_in: Path) -> None:
    with zipfile.ZipFile(hand_in / "answers.docx", "w") as archive:
        for number in range(2001):
            archive.writestr(str(number), b"")
    assert read(hand_in).notes == (
        "A document was not read. 'answers.docx' is packed from 2,001 parts; at most 2,000 are read.",
    )


def test_archive_that_lies_about_its_size(hand_in: Path) -> None:
    data = bytearray((FILES / "documents" / "zip-bomb.docx").read_bytes())
    size = (60_000_000).to_bytes(4, "little")
    assert size in data
    while (position := data.find(size)) >= 0:
        data[position : position + 4] = (1000).to_bytes(4, "little")
    (hand_in / "answers.docx").write_bytes(data)
    (note,) = read(hand_in).notes
    assert "'answers.docx' is damaged" in note


def test_large_text_is_data(hand_in: Path) -> None:
    (hand_in / "english.txt").write_text("Go.\n" * 600_000)
    assert read(hand_in).notes == ("'english.txt' was taken for data, not for a document: it has 2.4 MB.",)


def test_long_document_is_cut(hand_in: Path) -> None:
    (hand_in / "answers.md").write_text("word " * 100_000)
    submission = read(hand_in)
    assert len(submission.documents[0].text) == 400_000
    assert submission.notes == ("'answers.md' is longer than the 400,000 characters that are read; its end was cut.",)


def test_too_many_documents_leave_the_readme(hand_in: Path) -> None:
    for number in range(40):
        (hand_in / f"{number:02}.md").write_text("Text.\n")
    (hand_in / "README.md").write_text("Model.\n")
    submission = read(hand_in)
    assert len(submission.documents) == 30
    assert submission.documents[0].name == "README.md"
    assert submission.notes == (
        "At most 30 documents are read; not read: '29.md', '30.md', '31.md', '32.md', '33.md' and 6 more.",
    )


@pytest.mark.parametrize(
    ("script", "note"),
    [
        ("import time; time.sleep(60)", "took longer than 1 seconds to read."),
        ("import os; os.abort()", "could not be read: the reader broke down over it."),
        ("print('x' * 9_000_000)", "could not be read: the reader broke down over it."),
        ("print('hello')", "could not be read: the reader's answer made no sense."),
        ("""print('{"text": 5}')""", "could not be read: the reader's answer made no sense."),
    ],
)
def test_a_reader_that_goes_wrong_costs_only_its_document(
    hand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, note: str
) -> None:
    (tmp_path / "reader.py").write_text(script)
    monkeypatch.setattr(documents, "_EXTRACTION", tmp_path / "reader.py")
    monkeypatch.setattr(documents, "SECONDS", 1.0)
    (hand_in / "a.docx").write_bytes(b"PK")
    (hand_in / "b.md").write_text("Text.\n")
    began = time.monotonic()
    submission = read(hand_in)
    assert time.monotonic() - began < 10
    assert [document.name for document in submission.documents] == ["b.md"]
    assert submission.notes == (f"A document was not read. 'a.docx' {note}",)


def test_the_reader_sees_nothing_of_ours(hand_in: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reader.py").write_text("import json, os; print(json.dumps({'text': ' '.join(os.environ)}))")
    monkeypatch.setattr(documents, "_EXTRACTION", tmp_path / "reader.py")
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    (hand_in / "a.docx").write_bytes(b"PK")
    (document,) = read(hand_in).documents
    assert "GITHUB_TOKEN" not in document.text


def test_importing_intake_does_not_import_the_slow_libraries() -> None:
    import subprocess
    import sys

    code = "import sys, grader.intake; print([m for m in ('docx', 'pypdf', 'nbformat', 'lxml') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=Path.cwd())
    assert done.stdout.strip() == "[]"
