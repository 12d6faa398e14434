"""What was supplied for downloads, by name, and the record of what was asked for.

Stand-ins for modules that fetch data (`kagglehub`, `datasets`, `gdown`) use it too:

    index = Index.here()
    path = index.find("https://example.org/fra-eng.zip")    # a Path, or None
    index.note("gdown", "https://example.org/fra-eng.zip", path)
"""

from __future__ import annotations

import json
import os
import shutil
import urllib.parse
from pathlib import Path

LONGEST = 500  # characters of what was asked for that are noted
REFUSED = "Not among this course's files"


class Index:
    """The supplied files by the names under which they can be downloaded."""

    def __init__(self, files: dict[str, str], log: str) -> None:
        self._files = {name.casefold(): (name, Path(path)) for name, path in files.items()}
        self._log = log

    @classmethod
    def here(cls) -> Index:
        """The index of this run, which lies beside this package."""
        return cls(**json.loads((Path(__file__).parent.parent / "downloads.json").read_text(encoding="utf-8")))

    def find(self, asked: str) -> Path | None:
        """The file for an address, a path or a plain name: the last of its parts that is a name in the index."""
        named = self._entry(asked)
        return named[1] if named else None

    def name(self, asked: str) -> str:
        """The name under which `find` found it; empty where it did not."""
        named = self._entry(asked)
        return named[0] if named else ""

    def default(self) -> Path:
        """The data set as a text."""
        return next(iter(self._files.values()))[1]

    def everything(self, folder: Path, asked: str = "") -> Path:
        """A folder with the data set in each of its forms that are no archives; where it was asked for a set by name.

        For stand-ins of hubs, which give a folder: `folder` is made, and is what is returned.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, path in self._files.values():
            if not name.lower().endswith((".zip", ".gz", ".tgz", ".tar")):
                shutil.copyfile(path, folder / name)
        if asked:
            self.note("hub", asked, self.default())
        return folder

    def note(self, way: str, asked: str, found: Path | None) -> None:
        """Adds a line to the record; what can't be written is left out, for a download should not fail by that."""
        answered = (self.name(asked) or (found.name if found else "")) if found else ""
        line = json.dumps({"way": way, "asked": asked[:LONGEST], "answered": answered[:LONGEST]}) + "\n"
        try:
            # One write of a short line to a file that is only appended to: several processes may note at once.
            descriptor = os.open(self._log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(descriptor, line.encode("ascii"))
            finally:
                os.close(descriptor)
        except OSError:
            pass

    def _entry(self, asked: str) -> tuple[str, Path] | None:
        parts = urllib.parse.urlsplit(asked) if "://" in asked else None
        path = urllib.parse.unquote(parts.path) if parts else asked
        candidates = [*reversed(path.replace("\\", "/").split("/"))]
        if parts:
            # `…/raw?file=fra.txt`, and Kaggle's and GitHub's `…/fra-eng.zip/download`.
            candidates += [value for _key, value in urllib.parse.parse_qsl(parts.query)]
        return next((self._files[part.casefold()] for part in candidates if part.casefold() in self._files), None)
