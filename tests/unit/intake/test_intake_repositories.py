"""Repositories by their address: a local one stands for those on the net, so that nothing here leaves the machine."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from grader.errors import MachineryError, SubmissionError
from grader.intake import addresses, fetching, opened, read
from grader.model.submission import Submission

FILES = Path(__file__).with_name("files")

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")


def git(folder: Path, *arguments: str) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        **{f"GIT_{who}_{what}": "x@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")},
    }
    subprocess.run(["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    """A clone with work in it, not yet committed."""
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    shutil.copy(FILES / "good.ipynb", folder / "Assignment – 2.ipynb")
    (folder / "README.md").write_text("Mine.\n")
    (folder / "data").mkdir()
    (folder / "data" / "pairs.csv").write_text("a,b\n")
    return folder


def pushed(work: Path, *, branch: str = "main") -> str:
    """Commits all and gives the address of a bare repository with it."""
    bare = work.parent / "owner" / "repository.git"
    git(work, "add", "--all", "--force")
    git(work, "commit", "--quiet", "--message=work")
    git(work, "clone", "--quiet", "--bare", str(work), str(bare))
    git(bare, "branch", "--force", branch, "HEAD") if branch != "main" else None
    return bare.as_uri()


def opened_once(address: str) -> Submission:
    with opened(address) as submission:
        return submission


def test_a_repository(work: Path) -> None:
    address = pushed(work)
    with opened(address) as submission:
        assert (submission.name, submission.notebook) == ("owner-repository", "Assignment – 2.ipynb")
        assert submission.slug == "owner-repository"
        assert submission.path == address
        assert [file.name for file in submission.files] == ["README.md", "data/pairs.csv"]
        assert Path(submission.files[1].path).read_text() == "a,b\n"
        assert [document.text for document in submission.documents] == ["Mine.\n"]
        assert submission.notes == ()
    assert not Path(submission.files[1].path).exists()


def test_a_notebook_in_a_repository_is_named_as_sites_name_it(work: Path) -> None:
    (work / "week 2").mkdir()
    shutil.copy(FILES / "format-4.0-without-ids.ipynb", work / "week 2" / "my work.ipynb")
    (work / "week 2" / "notes.txt").write_text("Notes.\n")
    address = pushed(work, branch="feature/two")
    submission = opened_once(f"{address}/blob/feature/two/week%202/my%20work.ipynb")
    assert submission.notebook == "my work.ipynb"
    assert [document.name for document in submission.documents] == ["notes.txt"]
    assert [file.name for file in submission.files] == ["notes.txt"]
    assert opened_once(f"{address}/blob/main/Assignment – 2.ipynb").notebook == "Assignment – 2.ipynb"
    assert opened_once(f"{address}/tree/main/week 2").notebook == "my work.ipynb"
    assert opened_once(f"{address}/tree/main").notebook == "Assignment – 2.ipynb"


def test_a_local_clone_is_a_folder(work: Path) -> None:
    pushed(work)
    submission = read(work)
    assert (submission.name, submission.notebook, submission.notes) == ("work", "Assignment – 2.ipynb", ())
    assert [file.name for file in submission.files] == ["README.md", "data/pairs.csv"]


def test_nothing_in_a_repository_is_run_or_followed(work: Path, tmp_path: Path) -> None:
    """Hooks, filters, links and submodules: each would leave a mark, and none does."""
    mark = tmp_path / "mark"
    (work / "passwords").symlink_to("/etc/passwd")
    (work / ".gitattributes").write_text("*.csv filter=evil\n*.txt filter=lfs\n")
    (work / ".gitmodules").write_text(f'[submodule "m"]\n\tpath = m\n\turl = file://{tmp_path}/nowhere\n')
    (work / "fra.txt").write_text("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 1\n")
    address = pushed(work)
    bare = Path(address.removeprefix("file://"))
    git(bare, "config", "filter.evil.smudge", f"touch {mark}")
    for hook in ("post-checkout", "reference-transaction", "post-merge"):
        (bare / "hooks" / hook).write_text(f"#!/bin/sh\ntouch {mark}\n")
        (bare / "hooks" / hook).chmod(0o755)
    submission = opened_once(address)
    assert [file.name for file in submission.files] == ["README.md", "data/pairs.csv"]
    assert submission.notes == (
        "Left behind, since Git LFS keeps them elsewhere and only pointers were handed in: 'fra.txt'.",
        "Passed over, since only regular files are read: 'passwords (a symbolic link)'.",
    )
    assert not mark.exists()


def test_submodules_are_named(work: Path) -> None:
    git(work, "commit", "--quiet", "--allow-empty", "--message=first")
    git(work, "update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},module")
    bare = work.parent / "owner" / "repository.git"
    git(work, "add", "README.md", "Assignment – 2.ipynb")
    git(work, "commit", "--quiet", "--message=work")
    git(work, "clone", "--quiet", "--bare", str(work), str(bare))
    assert opened_once(bare.as_uri()).notes == (
        "Passed over, since only regular files are read: 'module (a submodule)'.",
    )


def refusal(address: str) -> SubmissionError:
    with pytest.raises(SubmissionError) as caught:
        opened_once(address)
    assert caught.value.tip.endswith(".")
    return caught.value


def test_refusals(work: Path, tmp_path: Path) -> None:
    address = pushed(work)
    start = f"The repository '{address}'" if len(address) <= 80 else "The repository '"
    nowhere = refusal((tmp_path / "nowhere.git").as_uri())
    assert str(nowhere).endswith("could not be fetched: there is no repository at this address.")
    assert str(refusal(f"{address}/tree/other")).startswith(start)
    assert str(refusal(f"{address}/tree/other")).endswith("has no branch or tag 'other'.")
    assert str(refusal(f"{address}/blob/main/nothing.ipynb")) == (
        "The repository has nothing at 'nothing.ipynb' on 'main'."
    )
    (tmp_path / "empty.git").mkdir()
    git(tmp_path / "empty.git", "init", "--quiet", "--bare")
    assert str(refusal((tmp_path / "empty.git").as_uri())).endswith("is empty: it has no commit.")
    assert str(refusal("http://127.0.0.1:9/o/r")).endswith("can't be reached from here.")


def test_a_repository_without_a_notebook(work: Path) -> None:
    (work / "Assignment – 2.ipynb").unlink()
    assert str(refusal(pushed(work))) == (
        "The repository 'owner-repository' should hold a notebook (.ipynb), but holds only 'README.md' and "
        "'data/pairs.csv'."
    )


def test_too_large_a_repository(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "noise.bin").write_bytes(os.urandom(300_000))
    address = pushed(work)
    monkeypatch.setattr(fetching, "MOST_UNPACKED", 200_000)
    assert opened_once(address).notes == (
        "Of the repository at most 2,000 files and 0 MB are read; left out: 'noise.bin'.",
    )
    monkeypatch.setattr(fetching, "MOST_PACKED", 100_000)
    assert str(refusal(address)).endswith("is larger than the 0 MB that are fetched.")


def test_a_name_that_leads_out_of_the_repository(work: Path) -> None:
    """Git refuses to make such a tree, but not to send one."""
    git(work, "add", "--all")
    blob = subprocess.check_output(["git", "hash-object", "-w", "README.md"], cwd=work).strip().decode()
    tree = b"100644 ..\\evil\0" + bytes.fromhex(blob)
    made = subprocess.check_output(
        ["git", "hash-object", "-w", "-t", "tree", "--literally", "--stdin"], cwd=work, input=tree
    )
    git(work, "commit", "--quiet", "--message=work")
    environment = {**os.environ, **{f"GIT_{w}_{k}": "x" for w in ("AUTHOR", "COMMITTER") for k in ("NAME", "EMAIL")}}
    commit = subprocess.check_output(
        ["git", "commit-tree", made.strip().decode(), "-m", "evil"], cwd=work, env=environment
    )
    git(work, "update-ref", "refs/heads/main", commit.strip().decode())
    bare = work.parent / "owner" / "repository.git"
    git(work, "clone", "--quiet", "--bare", str(work), str(bare))
    assert "names a file outside of itself: '..\\evil'." in str(refusal(bare.as_uri()))


def test_without_git(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(MachineryError, match="Git is needed"):
        opened_once("https://example.org/o/r")


@pytest.mark.parametrize(
    ("given", "repository", "inside", "name"),
    [
        ("https://github.com/o/r", "https://github.com/o/r", "", "o-r"),
        ("https://github.com/o/r.git", "https://github.com/o/r.git", "", "o-r"),
        ("https://github.com/o/r/?tab=readme#top", "https://github.com/o/r", "", "o-r"),
        ("https://github.com/o/r/blob/main/a%20b/x.ipynb", "https://github.com/o/r", "main/a b/x.ipynb", "o-r"),
        ("https://github.com/o/r/tree/main", "https://github.com/o/r", "main", "o-r"),
        ("https://github.com/o/blob", "https://github.com/o/blob", "", "o-blob"),
        ("https://gitlab.com/g/h/r/-/blob/main/x.ipynb", "https://gitlab.com/g/h/r", "main/x.ipynb", "g-h-r"),
        ("https://codeberg.org/o/r/src/branch/main/x.ipynb", "https://codeberg.org/o/r", "main/x.ipynb", "o-r"),
        ("https://raw.githubusercontent.com/o/r/main/x.ipynb", "https://github.com/o/r", "main/x.ipynb", "o-r"),
        (
            "https://colab.research.google.com/github/o/r/blob/main/x.ipynb",
            "https://github.com/o/r",
            "main/x.ipynb",
            "o-r",
        ),
        ("git@github.com:o/r.git", "git@github.com:o/r.git", "", "o-r"),
        ("ssh://git@host/o/r.git", "ssh://git@host/o/r.git", "", "o-r"),
    ],
)
def test_addresses(given: str, repository: str, inside: str, name: str) -> None:
    assert addresses.is_address(given)
    found = addresses.read(given)
    assert (found.repository, "/".join(found.inside), found.name) == (repository, inside, name)


@pytest.mark.parametrize("given", ["alice.ipynb", "a/b.zip", "ext::sh -c evil", "C:\\x.ipynb", "--upload-pack=evil"])
def test_what_is_no_address(given: str) -> None:
    assert not addresses.is_address(given)
