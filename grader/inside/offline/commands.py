"""Stand-ins for the commands by which notebooks fetch and unpack data: wget, curl, unzip, gdown, kaggle.

They cover the flags that notebooks use, need no network, and are the same on a host that lacks the commands. Called as
`commands.py NAME ARGUMENT…` by a small script of that name, first on the PATH.
"""

from __future__ import annotations

import fnmatch
import os
import shutil
import sys
import urllib.parse
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from helping.roots import Roots
from offline.index import REFUSED, Index

# Flags whose value is the next word, unless it hangs on them: all others stand alone.
WITH_VALUE = {
    "wget": "-O --output-document -P --directory-prefix -o -a -t --tries -T -U --header",
    "curl": "-o --output --output-dir -H --header -A --user-agent -d --data -X --request -e -u -b -c -m --retry",
    "unzip": "-d -P -x",
    "gdown": "-O --output --id",
    "kaggle": "-d --dataset -p --path -f --file -c --competition",
}
JOINED = {"wget": "OP", "curl": "o", "unzip": "d", "gdown": "O", "kaggle": "dpf"}


class Asked:
    """A command's words, told apart: flags, values of flags, and the rest."""

    def __init__(self, command: str, words: Sequence[str]) -> None:
        self.flags: set[str] = set()
        self.values: dict[str, str] = {}
        self.rest: list[str] = []
        left = list(words)
        while left:
            word = left.pop(0)
            if word.startswith("--") and "=" in word:
                name, self.values[name] = word.split("=", 1)[0], word.split("=", 1)[1]
            elif word in WITH_VALUE[command].split():
                self.values[word] = left.pop(0) if left else ""
            elif word.startswith("-") and not word.startswith("--") and len(word) > 1:
                self._letters(command, word[1:], left)
            elif word.startswith("--"):
                self.flags.add(word)
            else:
                self.rest.append(word)

    def _letters(self, command: str, letters: str, left: list[str]) -> None:
        """`-qO-`, `-sSLo name`: letters that stand alone, and at most one with a value at their end."""
        for place, letter in enumerate(letters):
            if letter in JOINED[command]:
                hanging = letters[place + 1 :]
                self.values[f"-{letter}"] = hanging or (left.pop(0) if left else "")
                return
            self.flags.add(f"-{letter}")

    def value(self, *names: str) -> str:
        return next((self.values[name] for name in names if name in self.values), "")


def wget(asked: Asked, index: Index) -> int:
    into, folder = asked.value("-O", "--output-document"), asked.value("-P", "--directory-prefix")
    quiet = bool(asked.flags & {"-q", "--quiet"})
    code = 0
    for address in asked.rest:
        target = into or os.path.join(folder, _last(address))
        if asked.flags & {"-nc", "--no-clobber", "-c", "--continue"} and os.path.exists(target):
            continue
        code = _fetch("wget", index, address, target, quiet=quiet) or code
    return 8 if code else 0


def curl(asked: Asked, index: Index) -> int:
    into, folder = asked.value("-o", "--output"), asked.value("--output-dir")
    named = bool(asked.flags & {"-O", "--remote-name", "--remote-name-all"})
    code = 0
    for address in asked.rest:
        target = os.path.join(folder, into) if into else os.path.join(folder, _last(address)) if named else "-"
        code = _fetch("curl", index, address, target, quiet=True) or code
    return 22 if code else 0


def gdown(asked: Asked, index: Index) -> int:
    address = asked.value("--id") or (asked.rest[0] if asked.rest else "")
    return _fetch("gdown", index, address, asked.value("-O", "--output") or _last(address), quiet=False)


def unzip(asked: Asked, index: Index) -> int:
    archives = [word for word in asked.rest if word.lower().endswith(".zip") or os.path.isfile(word)][:1]
    members = [word for word in asked.rest if word not in archives]
    if not archives:
        print(f"unzip:  cannot find or open {' '.join(asked.rest) or 'an archive'}", file=sys.stderr)
        return 9
    place = Path(archives[0])
    if not place.is_file():
        path = index.find(archives[0])
        index.note("unzip", archives[0], path)
        if path is None:
            print(f"unzip:  cannot find or open {archives[0]}", file=sys.stderr)
            return 9
        place = path
    return _unpack(place, archives[0], asked, members)


def _unpack(place: Path, shown: str, asked: Asked, members: list[str]) -> int:
    quiet, folder = bool(asked.flags & {"-q", "-qq"}), Path(asked.value("-d") or ".")
    try:
        with zipfile.ZipFile(place) as archive:
            print(f"Archive:  {shown}") if not quiet else None
            for name in archive.namelist():
                if members and not any(fnmatch.fnmatchcase(name, member) for member in members):
                    continue
                print(f"  inflating: {folder / name}") if not quiet else None
                if "-l" in asked.flags:
                    continue
                if "-p" in asked.flags:
                    sys.stdout.buffer.write(archive.read(name))
                elif "-n" not in asked.flags or not (folder / name).exists():
                    archive.extract(name, folder)
    except zipfile.BadZipFile:
        print(f"unzip:  {shown} is no zip archive", file=sys.stderr)
        return 9
    return 0


def kaggle(asked: Asked, index: Index) -> int:
    """`kaggle datasets download owner/name`, with `-d`, `-f`, `-p` and `--unzip`."""
    name = asked.value("-d", "--dataset") or next((word for word in asked.rest if "/" in word), "")
    file = asked.value("-f", "--file")
    wanted = file or f"{_last(name)}.zip"
    folder = Path(asked.value("-p", "--path") or ".")
    code = _fetch("kaggle", index, wanted, str(folder / wanted), quiet=False, shown=name or wanted)
    archive = folder / wanted
    if code == 0 and "--unzip" in asked.flags and zipfile.is_zipfile(archive):
        with zipfile.ZipFile(archive) as content:
            content.extractall(folder)
        archive.unlink()
    return code


def _fetch(way: str, index: Index, address: str, target: str, *, quiet: bool, shown: str = "") -> int:
    """Copies what an address, or else the name that it is to be kept under, stands for; 1 where it is not there."""
    path = index.find(address) or index.find(target)
    index.note(way, shown or address, path)
    if path is None:
        print(f"{way}: {shown or address}: {REFUSED}, which are all that can be downloaded here.", file=sys.stderr)
        return 1
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(path.read_bytes())
        return 0
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, target)
    if not quiet:
        print(f"{way}: '{target}' saved [{path.stat().st_size}], from the course's copy", file=sys.stderr)
    return 0


def _last(address: str) -> str:
    """The name under which a download is kept that is not told another."""
    path = urllib.parse.unquote(urllib.parse.urlsplit(address).path if "://" in address else address)
    return path.rstrip("/").rsplit("/", 1)[-1] or "index.html"


COMMANDS: dict[str, Callable[[Asked, Index], int]] = {
    "wget": wget,
    "curl": curl,
    "unzip": unzip,
    "gdown": gdown,
    "kaggle": kaggle,
}


def main(command: str, words: Sequence[str]) -> int:
    Roots.here().install()
    return COMMANDS[command](Asked(command, words), Index.here())
