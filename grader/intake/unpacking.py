"""One archive, on standard input, unpacked into an empty folder; what came of it is written as JSON to standard output.

Run by `archives.py` in a process of its own, as `extraction.py` is: both formats are parsed by code that a hostile file
can bring to hang or to eat memory. Therefore it limits itself first, and imports nothing of grader. No method of the
libraries that writes files is used: names are split, looked at and put together here.

An archive that tries something is refused as a whole, since nobody can say what the rest of it is worth.
"""

from __future__ import annotations

import json
import re
import stat
import sys
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

MOST_MEMORY = 1 << 30
MOST_SECONDS = 60
MOST_UNPACKED = 300_000_000
"""Bytes in all; 200 MB is what travels with a notebook."""
MOST_SEEN = 20_000
MOST_FILES = 2_000
"""Of those that are no tool's. A hand-in has a few dozen."""
LONGEST_NAME = 400

# What a folder's walk would not enter either: a virtual environment or a history has thousands of files.
_TOOLS = {"__pycache__", "__MACOSX", "node_modules", "site-packages"}
_DRIVE = re.compile(r"[A-Za-z]:")
_ENCRYPTED, _UTF_8 = 0x1, 0x800
_CHUNK = 1 << 20


class RefusedError(Exception):
    """Why nothing of an archive is read, as the end of a sentence that begins with its name; and what to try."""

    def __init__(self, why: str, tip: str = "Pack the folder again, with the notebook and what it needs.") -> None:
        super().__init__(why, tip)
        self.why = why
        self.tip = tip


class Folder:
    """An empty folder that is filled under names from outside."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._taken: set[str] = set()
        self._size = 0

    def wants(self, name: str) -> str:
        """The name in this folder with forward slashes, empty for what is passed over; refuses what leads out of it."""
        plain = name.replace("\\", "/")
        parts = [part for part in plain.split("/") if part not in ("", ".")]
        if plain.startswith("/") or _DRIVE.match(plain) or ".." in parts:
            raise RefusedError(f"names a file outside of itself: '{shown(name)}'.")
        if not parts or any(part.startswith((".", "~$")) or part in _TOOLS for part in parts):
            return ""
        return "/".join(parts)

    def add(self, name: str, size: int, pieces: Iterator[bytes]) -> None:
        """Writes one file; `size` is what was promised."""
        if name in self._taken:
            raise RefusedError(f"holds '{shown(name)}' twice, so that nobody can say which one is meant.")
        self._taken.add(name)
        if len(self._taken) > MOST_FILES:
            raise RefusedError(
                f"holds more than {MOST_FILES:,} files.",
                "Leave out virtual environments, data sets of pictures and the like, and pack it again.",
            )
        self._count(size)
        target = self._path.joinpath(*name.split("/"))
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with target.open("xb") as file:
                written = 0
                for piece in pieces:
                    written += len(piece)
                    if written > size:
                        self._count(written - size)
                    file.write(piece)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            raise RefusedError(f"holds '{shown(name)}' both as a file and as a folder, or twice.") from None
        except (OSError, ValueError) as error:
            raise RefusedError(f"holds a file that can't be written here, '{shown(name)}': {error}.") from None

    def _count(self, size: int) -> None:
        self._size += size
        if self._size > MOST_UNPACKED:
            raise RefusedError(
                f"unpacks to more than {MOST_UNPACKED / 1e6:.0f} MB.",
                "Leave data sets and saved models out, and pack it again.",
            )


def shown(name: str) -> str:
    """A name in a sentence; the reader's side takes out what no terminal should get."""
    return name if len(name) <= LONGEST_NAME else f"{name[:80]}…"


def main() -> None:
    """`unpacking.py zip|tar FOLDER <archive`: answers with nothing, or with why and what to try."""
    _limit()
    answer: dict[str, Any] = {}
    try:
        (_zip if sys.argv[1] == "zip" else _tar)(sys.stdin.buffer, Folder(Path(sys.argv[2])))
    except RefusedError as error:
        answer = {"why": error.why, "tip": error.tip}
    except MemoryError:
        answer = {"why": "needs too much memory to unpack."}
    except Exception as error:  # noqa: BLE001 - both libraries let whatever they stumble over through
        answer = {"why": f"is damaged: {type(error).__name__} while unpacking it."}
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock remains
        return
    limits = (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_SECONDS),
        (resource.RLIMIT_FSIZE, MOST_UNPACKED),
    )
    for what, most in limits:
        try:
            resource.setrlimit(what, (most, most))
        except (OSError, ValueError):  # macOS refuses RLIMIT_AS
            continue


def _zip(file: IO[bytes], folder: Folder) -> None:
    try:
        archive = zipfile.ZipFile(file)
    except zipfile.BadZipFile:
        raise RefusedError("is no zip archive, or only the beginning of one, whatever its name says.") from None
    entries = archive.infolist()
    _require_few(len(entries))
    for entry in entries:
        name = folder.wants(_name(entry))
        mode = entry.external_attr >> 16
        if not name or entry.is_dir():
            continue
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            raise _irregular(name, stat.S_ISLNK(mode))
        if entry.flag_bits & _ENCRYPTED:
            raise RefusedError("is protected by a password.", "Pack it again without a password.")
        try:
            with archive.open(entry) as source:
                folder.add(name, entry.file_size, iter(lambda source=source: source.read(_CHUNK), b""))  # type: ignore[misc]
        except NotImplementedError:
            raise RefusedError(
                f"is packed in a way that is not known here (method {entry.compress_type}).",
                "Pack it again as an ordinary zip archive.",
            ) from None
        except (zipfile.BadZipFile, zlib.error, EOFError):
            raise RefusedError(f"is damaged: '{shown(name)}' in it can't be unpacked.") from None


def _name(entry: zipfile.ZipInfo) -> str:
    """The name as it was meant: many programs write UTF-8 without saying so, and it is then read as code page 437."""
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return entry.filename


def _tar(file: IO[bytes], folder: Folder) -> None:
    try:
        archive = tarfile.open(fileobj=file, mode="r|*")  # noqa: SIM115 - closed with the process
    except tarfile.TarError:
        raise RefusedError("is no tar archive, or only the beginning of one, whatever its name says.") from None
    count = 0
    for entry in archive:
        count += 1
        _require_few(count)
        name = folder.wants(entry.name)
        if not name or entry.isdir():
            continue
        if not entry.isreg():
            raise _irregular(name, entry.issym() or entry.islnk())
        if entry.size > MOST_UNPACKED:
            folder.add(name, entry.size, iter(()))
        source = archive.extractfile(entry)
        if source is not None:
            folder.add(name, entry.size, iter(lambda source=source: source.read(_CHUNK), b""))  # type: ignore[misc]


def _require_few(count: int) -> None:
    if count > MOST_SEEN:
        raise RefusedError(f"has more than {MOST_SEEN:,} entries.", "Leave out what the notebook doesn't need.")


def _irregular(name: str, is_link: bool) -> RefusedError:
    what = "a link" if is_link else "a device or a pipe"
    return RefusedError(f"holds {what} in place of a file: '{shown(name)}'.", "Pack the files themselves.")


if __name__ == "__main__":
    main()
