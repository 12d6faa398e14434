"""Odd hand-ins for rows: files that intake's own tests keep, archives, and notebooks that no program writes."""

from __future__ import annotations

import json
import shutil
import stat
import zipfile
from pathlib import Path
from typing import Any

from tests.hostile.handing_in import code

FILES = Path(__file__).resolve().parents[1] / "unit" / "intake" / "files"
PLAIN = {"cells": [code("print(6 * 7)")], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def copied(name: str, folder: Path) -> Path:
    return Path(shutil.copyfile(FILES / name, folder / name))


def written(folder: Path, name: str = "work.ipynb", **changes: Any) -> Path:
    """A notebook that prints 42, with some of its keys changed."""
    path = folder / name
    path.write_text(json.dumps(PLAIN | changes), encoding="utf-8")
    return path


def zipped(folder: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """An archive of such a notebook and what else is given."""
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (("work.ipynb", json.dumps(PLAIN).encode()), *entries):
            archive.writestr(name, content)
    return path


def linked(name: str) -> zipfile.ZipInfo:
    """An archive's entry that says it is a symbolic link."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry
