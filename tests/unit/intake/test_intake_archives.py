"""Archives: what is unpacked, and what is refused, each by a real bad file that the test makes."""

from __future__ import annotations

import gzip
import io
import stat
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.errors import SubmissionError, UsageError
from grader.intake import opened, unpacking
from grader.model.submission import DocumentKind, Submission

FILES = Path(__file__).with_name("files")
NOTEBOOK = (FILES / "good.ipynb").read_bytes()


def zipped(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return path


def opened_once(path: Path) -> Submission:
    with opened(str(path)) as submission:
        return submission


def test_a_notebook_in_an_archive() -> None:
    submission = opened_once(FILES / "a-zip.zip")
    assert (submission.name, submission.slug, submission.notebook) == ("a-zip", "a-zip", "work.ipynb")
    assert submission.path == str(FILES / "a-zip.zip")
    assert len(submission.cells) == 3


def test_a_folder_in_an_archive_lives_as_long_as_it_is_needed(tmp_path: Path) -> None:
    path = zipped(
        tmp_path / "Zoë Ω.zip",
        ("alice/Assignment – 2.ipynb", NOTEBOOK),
        ("alice/README.md", b"Mine."),
        ("alice/data/", b""),
        ("alice/data/pairs.csv", b"a,b\n"),
        ("alice/.ipynb_checkpoints/x-checkpoint.ipynb", b"{}"),
        ("__MACOSX/alice/._Assignment – 2.ipynb", b"\0\5\26\7"),
        ("__MACOSX/._alice", b"\0\5\26\7"),
    )
    with opened(str(path)) as submission:
        assert (submission.name, submission.notebook) == ("Zoë Ω", "Assignment – 2.ipynb")
        assert [file.name for file in submission.files] == ["README.md", "data/pairs.csv"]
        assert [document.kind for document in submission.documents] == [DocumentKind.README]
        assert submission.notes == ()
        pairs = Path(submission.files[1].path)
        assert pairs.read_text() == "a,b\n"
    assert not pairs.exists()


@pytest.mark.parametrize("name", ["bob.tar.gz", "bob.tgz", "bob.tar"])
def test_a_folder_in_a_tar(tmp_path: Path, name: str) -> None:
    with tarfile.open(tmp_path / name, "w" if name.endswith("tar") else "w:gz") as archive:
        archive.add(FILES / "whole", "whole")
    submission = opened_once(tmp_path / name)
    assert (submission.name, submission.notebook) == ("bob", "work.ipynb")
    assert [file.name for file in submission.files] == ["README.md", "notes.txt", "data/pairs.csv"]


def test_names_that_are_utf_8_and_do_not_say_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "mac.zip", ("Übung – 2.ipynb", NOTEBOOK))
    data = bytearray(path.read_bytes())
    for at, flags in ((data.find(b"PK\3\4"), 6), (data.find(b"PK\1\2"), 8)):
        struct.pack_into("<H", data, at + flags, 0)
    path.write_bytes(data)
    assert opened_once(path).notebook == "Übung – 2.ipynb"


def test_paths_of_windows(tmp_path: Path) -> None:
    path = zipped(tmp_path / "windows.zip", ("carol\\work.ipynb", NOTEBOOK), ("carol\\data\\a.csv", b"a\n"))
    assert [file.name for file in opened_once(path).files] == ["data/a.csv"]


def test_the_right_one_of_several_notebooks_in_an_archive(tmp_path: Path) -> None:
    folder = FILES / "three-notebooks"
    path = zipped(tmp_path / "three.zip", *((f"three/{file.name}", file.read_bytes()) for file in folder.iterdir()))
    submission = opened_once(path)
    assert submission.notebook == "Assignment – 2.ipynb"
    assert submission.notes[0].startswith("The archive holds several notebooks. 'Assignment – 2.ipynb' was graded")


@pytest.mark.parametrize("outer", ["folder", "archive"])
def test_an_archive_in_a_folder_or_in_an_archive(tmp_path: Path, outer: str) -> None:
    inner = zipped(tmp_path / "work.zip", ("w/work.ipynb", NOTEBOOK), ("w/pairs.csv", b"a,b\n"))
    if outer == "folder":
        given = tmp_path / "dora"
        given.mkdir()
        inner.rename(given / "work.zip")
        (given / "README.md").write_text("Mine.\n")
    else:
        given = zipped(tmp_path / "dora.zip", ("dora/work.zip", inner.read_bytes()), ("dora/README.md", b"Mine.\n"))
    submission = opened_once(given)
    assert (submission.name, submission.notebook) == ("dora", "work.ipynb")
    assert [document.text for document in submission.documents] == ["Mine.\n"]
    assert [file.name for file in submission.files] == ["pairs.csv", "README.md"]
    assert submission.notes == ("What is in the archive 'work.zip' was read as if it lay beside it.",)


def test_archives_are_not_unpacked_without_end(tmp_path: Path) -> None:
    path = zipped(tmp_path / "0.zip", ("work.ipynb", NOTEBOOK))
    for depth in range(1, 4):
        path = zipped(tmp_path / f"{depth}.zip", (path.name, path.read_bytes()))
    with pytest.raises(SubmissionError, match=r"should hold a notebook \(.ipynb\), but holds only '1.zip'"):
        opened_once(path)


def test_an_archive_without_a_notebook(tmp_path: Path) -> None:
    with pytest.raises(SubmissionError) as caught:
        opened_once(zipped(tmp_path / "x.zip", ("x/notes.txt", b"Text.")))
    assert str(caught.value) == "The archive 'x.zip' should hold a notebook (.ipynb), but holds only 'notes.txt'."


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    return info


def _slip(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("../../evil.py", b"x"))


def _absolute(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("/etc/evil", b"x"))


def _drive(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("C:\\evil.py", b"x"))


def _bomb(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), *((f"{n}.bin", bytes(50_000_000)) for n in range(7)))


def _bomb_that_lies(path: Path) -> None:
    """An entry that says it has ten bytes and unpacks to ten million: its end is cut, and its sum then is wrong."""
    zipped(path, ("work.ipynb", NOTEBOOK), ("big.csv", bytes(10_000_000)))
    data = path.read_bytes().replace(struct.pack("<I", 10_000_000), struct.pack("<I", 10))
    path.write_bytes(data)


def _link(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), (entry("passwords", stat.S_IFLNK | 0o777), b"/etc/passwd"))


def _pipe(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), (entry("pipe", stat.S_IFIFO | 0o777), b""))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def _twice(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("./work.ipynb", NOTEBOOK))


def _file_and_folder(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("a", b"x"), ("a/b", b"x"))


def _crowd(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), *((f"{n}.csv", b"x") for n in range(3000)))


def _hidden_crowd(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), *((f".git/{n}", b"") for n in range(20_001)))


def _locked(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK))
    data = bytearray(path.read_bytes())
    for at, flags in ((data.find(b"PK\3\4"), 6), (data.find(b"PK\1\2"), 8)):
        data[at + flags] |= 1
    path.write_bytes(data)


def _unknown_method(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK))
    data = bytearray(path.read_bytes())
    for at, method in ((data.find(b"PK\3\4"), 8), (data.find(b"PK\1\2"), 10)):
        struct.pack_into("<H", data, at + method, 9)
    path.write_bytes(data)


def _damaged(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK))
    data = bytearray(path.read_bytes())
    data[60] ^= 0xFF
    path.write_bytes(data)


def _cut(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK))
    path.write_bytes(path.read_bytes()[:-30])


def _long_name(path: Path) -> None:
    zipped(path, ("work.ipynb", NOTEBOOK), ("x" * 300, b"x"))


REFUSED: dict[Callable[[Path], None], str] = {
    _slip: "names a file outside of itself: '../../evil.py'.",
    _absolute: "names a file outside of itself: '/etc/evil'.",
    _drive: "names a file outside of itself: 'C:\\evil.py'.",
    _bomb: "unpacks to more than 300 MB.",
    _bomb_that_lies: "is damaged: 'big.csv' in it can't be unpacked.",
    _link: "holds a link in place of a file: 'passwords'.",
    _pipe: "holds a device or a pipe in place of a file: 'pipe'.",
    _twice: "holds 'work.ipynb' twice, so that nobody can say which one is meant.",
    _file_and_folder: "holds 'a/b' both as a file and as a folder, or twice.",
    _crowd: "holds more than 2,000 files.",
    _hidden_crowd: "has more than 20,000 entries.",
    _locked: "is protected by a password.",
    _unknown_method: "is packed in a way that is not known here (method 9).",
    _damaged: "is damaged: 'work.ipynb' in it can't be unpacked.",
    _cut: "is no zip archive, or only the beginning of one, whatever its name says.",
    _long_name: f"holds a file that can't be written here, '{'x' * 300}': [Errno 36] File name too long: ",
}


@pytest.mark.parametrize("bad", REFUSED, ids=lambda bad: bad.__name__.removeprefix("_"))
def test_refuses_an_archive(bad: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "bad.zip"
    bad(path)
    with pytest.raises(SubmissionError) as caught:
        opened_once(path)
    assert str(caught.value).startswith(f"The archive 'bad.zip' {REFUSED[bad]}")
    assert caught.value.tip.endswith(".")
    assert [file.name for file in tmp_path.iterdir()] == ["bad.zip"]


def test_no_two_refusals_share_a_sentence() -> None:
    assert len(set(REFUSED.values())) == len(REFUSED)


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "", size: int = 0) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, size
    return info


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (member("../evil"), "names a file outside of itself: '../evil'."),
        (member("/evil"), "names a file outside of itself: '/evil'."),
        (member("passwords", tarfile.SYMTYPE, "/etc/passwd"), "holds a link in place of a file: 'passwords'."),
        (member("hard", tarfile.LNKTYPE, "work.ipynb"), "holds a link in place of a file: 'hard'."),
        (member("null", tarfile.CHRTYPE), "holds a device or a pipe in place of a file: 'null'."),
        (member("work.ipynb"), "holds 'work.ipynb' twice, so that nobody can say which one is meant."),
        (member("big.bin", size=1 << 40), "unpacks to more than 300 MB."),
    ],
)
def test_refuses_a_tar(bad: tarfile.TarInfo, why: str, tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        archive.addfile(member("work.ipynb", size=len(NOTEBOOK)), io.BytesIO(NOTEBOOK))
        archive.fileobj.write(bad.tobuf())
    (tmp_path / "bad.tar.gz").write_bytes(gzip.compress(data.getvalue() + bytes(1024)))
    with pytest.raises(SubmissionError) as caught:
        opened_once(tmp_path / "bad.tar.gz")
    assert str(caught.value) == f"The archive 'bad.tar.gz' {why}"


def test_refuses_what_is_no_tar(tmp_path: Path) -> None:
    (tmp_path / "bad.tgz").write_bytes(NOTEBOOK)
    with pytest.raises(SubmissionError, match="is no tar archive, or only the beginning of one"):
        opened_once(tmp_path / "bad.tgz")


def test_a_virtual_environment_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    link = (entry(".venv/bin/python", stat.S_IFLNK | 0o777), b"/usr/bin/python3")
    path = zipped(tmp_path / "x.zip", ("work.ipynb", NOTEBOOK), link, *((f".venv/{n}", b"") for n in range(3000)))
    assert opened_once(path).notebook == "work.ipynb"


def test_other_archives_are_named(tmp_path: Path) -> None:
    for name in ("x.rar", "x.7z", "x.gz"):
        (tmp_path / name).write_bytes(b"Rar!")
        with pytest.raises(UsageError, match="is neither a notebook"):
            opened_once(tmp_path / name)


def test_a_missing_archive() -> None:
    with pytest.raises(UsageError, match="There is no file or folder"):
        opened_once(FILES / "nowhere.zip")


def test_the_child_knows_nothing_of_ours() -> None:
    source = Path(unpacking.__file__).read_text()
    assert "import grader" not in source and "from grader" not in source
