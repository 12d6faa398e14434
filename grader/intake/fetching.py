"""A repository's address becomes a folder: its newest commit, fetched without checking anything out.

Nothing in the repository is given a say. There is no work tree, so that no filter (LFS), hook, link or submodule of it
can do anything; files are written here, from their blobs, under names that were looked at. The user's own configuration
of git is not read either: no credential of the teacher's goes to where a student's address points.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import MachineryError, SubmissionError
from grader.intake.addresses import Address
from grader.intake.names import listed, quoted
from grader.intake.unpacking import MOST_FILES, MOST_UNPACKED, Folder, RefusedError

SECONDS = 120
MOST_PACKED = 300_000_000
"""Bytes that git may write to one file, such as a pack."""
MOST_MEMORY = 4 << 30
MOST_LISTED = 10_000_000

_HEAD = "FETCH_HEAD"
_SHA = 40
_LINK, _SUBMODULE = "120000", "160000"
_PASSED_ON = (
    "PATH",
    "LD_LIBRARY_PATH",
    "SYSTEMROOT",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "HTTPS_PROXY",
    "all_proxy",
    "no_proxy",
)
_FIRST = (".ipynb", ".py", ".md", ".txt", ".docx", ".pdf")
_OTHERWISE = "Clone it yourself, and name the folder."
_PRIVATE = "Check the address. Of a private one: clone it yourself, and name the folder."


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A repository's files as a folder."""

    folder: Path
    notebook: str
    """The one that the address names, relative to the folder; empty where it names none."""
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blob:
    sha: str
    name: str
    size: int


def fetch(address: Address, place: Path) -> Fetched:
    """Fetches into a folder below `place`.

    Raises `SubmissionError` for a repository that can't be had or holds too much, `MachineryError` without git.
    """
    if shutil.which("git") is None:
        raise MachineryError("Git is needed to fetch a repository, and is not installed.", "apt-get install git")
    git = _Git(place, address)
    git.run("init", "--quiet", "--bare", "--template=", str(git.store))
    ref, inside = _placed(git, address)
    git.run("fetch", "--quiet", "--depth=1", "--no-tags", "--no-recurse-submodules", "--", address.repository, ref)
    blobs, notes = _listed(git, inside, ref)
    folder = place / "fetched"
    folder.mkdir()
    notebook = ""
    if len(blobs) == 1 and blobs[0].name == inside:
        # What lies beside a named notebook belongs to it; what lies in other folders does not matter.
        inside, _, notebook = inside.rpartition("/")
        blobs, notes = _listed(git, inside, ref)
    notes += _write(git, blobs, folder, address)
    is_notebook = notebook.lower().endswith((".ipynb", ".py"))
    return Fetched(
        folder=folder / inside if inside else folder, notebook=notebook if is_notebook else "", notes=tuple(notes)
    )


class _Git:
    """Git with nothing of the user's, for a limited time; what it says goes to files of limited size."""

    def __init__(self, place: Path, address: Address) -> None:
        self.store = place / "repository"
        self._place = place
        self._address = address
        self.environment = {
            **{key: os.environ[key] for key in _PASSED_ON if key in os.environ},
            "HOME": str(place),
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_ASKPASS": "true",
            "GIT_SSH_COMMAND": "ssh -o BatchMode=yes",
            "GIT_ALLOW_PROTOCOL": address.scheme,
            "GIT_LFS_SKIP_SMUDGE": "1",
        }
        # One pack, however few the objects: then the limit of a file is the limit of all of it.
        settings = ("core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false", "fetch.unpackLimit=1")
        self.options = [word for setting in settings for word in ("-c", setting)]

    def command(self, *arguments: str) -> list[str]:
        return ["git", *self.options, f"--git-dir={self.store}", *arguments]

    def run(self, *arguments: str) -> bytes:
        """What a command of git writes; raises `SubmissionError` where it fails."""
        out, err = self._place / "out", self._place / "err"
        with out.open("wb") as said, err.open("wb") as complained:
            started = subprocess.Popen(
                self.command(*arguments),
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=complained,
                env=self.environment,
                start_new_session=True,  # git leaves the network to children of its own, which must end with it
                preexec_fn=_limits(),
            )
            try:
                code = started.wait(SECONDS)
            except subprocess.TimeoutExpired:
                raise _refusal(self._address, f"took longer than {SECONDS} seconds to fetch.", _OTHERWISE) from None
            finally:
                _end(started)
        if code:
            raise self._failed(err.read_bytes()[:4000].decode(errors="replace"))
        with out.open("rb") as file:
            return file.read(MOST_LISTED)

    def _failed(self, complaint: str) -> SubmissionError:
        low = complaint.lower()
        if "file too large" in low:
            why = f"is larger than the {MOST_PACKED / 1e6:.0f} MB that are fetched."
            return _refusal(self._address, why, _OTHERWISE)
        if "could not read username" in low or "authentication failed" in low or "permission denied" in low:
            return _refusal(self._address, "wants a name and a password, or does not exist.", _PRIVATE)
        if "couldn't find remote ref head" in low:
            return _refusal(self._address, "is empty: it has no commit.", "Push the work, and try again.")
        if "could not resolve host" in low or "failed to connect" in low or "connection refused" in low:
            return _refusal(self._address, "can't be reached from here.", "Check the address, and the network.")
        last = next((line for line in reversed(complaint.strip().splitlines()) if line.strip()), "no reason given")
        if "not found" in low or "does not exist" in low or "does not appear to be a git repository" in low:
            last = "there is no repository at this address"
        return _refusal(self._address, f"could not be fetched: {last.removeprefix('fatal: ')}.", _PRIVATE)


def _limits() -> Callable[[], None] | None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the clock remains
        return None

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # so that git says what happened rather than die of it
        resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_PACKED, MOST_PACKED))
        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))

    return limit


def _end(started: subprocess.Popen[bytes]) -> None:
    if started.poll() is None:
        os.killpg(started.pid, signal.SIGKILL)
        started.wait()


def _refusal(address: Address, why: str, tip: str) -> SubmissionError:
    return SubmissionError(f"The repository {quoted(address.repository)} {why}", tip)


def _placed(git: _Git, address: Address) -> tuple[str, str]:
    """What to fetch, and the path inside: branches may have slashes, so the longest that there is, is meant."""
    if not address.inside:
        return "HEAD", ""
    said = git.run("ls-remote", "--quiet", "--", address.repository).decode(errors="replace")
    refs = {line.partition("\t")[2] for line in said.splitlines()}
    for count in range(len(address.inside), 0, -1):
        name, rest = "/".join(address.inside[:count]), "/".join(address.inside[count:])
        if found := next((ref for ref in (f"refs/heads/{name}", f"refs/tags/{name}") if ref in refs), None):
            return found, rest
    first = address.inside[0]
    if len(first) == _SHA and all(digit in "0123456789abcdef" for digit in first):
        return first, "/".join(address.inside[1:])
    raise _refusal(address, f"has no branch or tag {quoted(first)}.", "Check the address.")


def _listed(git: _Git, inside: str, ref: str) -> tuple[list[_Blob], list[str]]:
    """The files below a path of the commit, with their sizes, and notes on what else is there."""
    raw = git.run("ls-tree", "-r", "-l", "-z", "--full-tree", _HEAD)
    blobs: list[_Blob] = []
    others: list[str] = []
    for entry in raw.split(b"\0")[:-1]:
        facts, _, encoded = entry.partition(b"\t")
        mode, kind, sha, size = facts.decode("ascii").split()
        name = os.fsdecode(encoded)
        if inside and name != inside and not name.startswith(f"{inside}/"):
            continue
        if mode in (_LINK, _SUBMODULE):
            others.append(f"{name} ({'a symbolic link' if mode == _LINK else 'a submodule'})")
        elif kind == "blob" and size.isdecimal():
            blobs.append(_Blob(sha=sha, name=name, size=int(size)))
    if not blobs and inside:
        raise SubmissionError(
            f"The repository has nothing at {quoted(inside)} on {quoted(ref.rpartition('/')[2])}.", "Check the address."
        )
    return blobs, [f"Passed over, since only regular files are read: {listed(others)}."] if others else []


def _write(git: _Git, blobs: list[_Blob], place: Path, address: Address) -> list[str]:
    """Writes the files that fit, what is read first before the rest."""
    folder = Folder(place)
    wanted: list[tuple[_Blob, str]] = []
    room, left = MOST_UNPACKED, []
    for blob in sorted(blobs, key=lambda blob: (not blob.name.lower().endswith(_FIRST), blob.name.count("/"))):
        try:
            name = folder.wants(blob.name)
            if name and (len(wanted) >= MOST_FILES or blob.size > room):
                left.append(blob.name)
            elif name:
                room -= blob.size
                wanted.append((blob, name))
        except RefusedError as error:
            raise _refusal(address, error.why, error.tip) from None
    request = place.parent / "wanted"
    request.write_text("".join(f"{blob.sha}\n" for blob, _ in wanted))
    with (
        request.open("rb") as asked,
        subprocess.Popen(
            git.command("cat-file", "--batch"),
            stdin=asked,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=git.environment,
        ) as reader,
    ):
        try:
            for blob, name in wanted:
                folder.add(name, blob.size, _content(reader, blob))
        except RefusedError as error:
            raise _refusal(address, error.why, error.tip) from None
        finally:
            reader.kill()
    limits = f"at most {MOST_FILES:,} files and {MOST_UNPACKED / 1e6:.0f} MB are"
    return [f"Of the repository {limits} read; left out: {listed(left)}."] if left else []


def _content(reader: subprocess.Popen[bytes], blob: _Blob) -> Iterator[bytes]:
    assert reader.stdout is not None
    header = reader.stdout.readline()
    if header.split() != [blob.sha.encode(), b"blob", str(blob.size).encode()]:
        raise RefusedError("is damaged: git can't read a file of it.")
    left = blob.size
    while left:
        piece = reader.stdout.read(min(left, 1 << 20))
        if not piece:
            raise RefusedError("is damaged: git can't read a file of it.")
        left -= len(piece)
        yield piece
    reader.stdout.read(1)
