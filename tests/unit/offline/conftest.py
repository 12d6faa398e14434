"""A few supplied files and the index of them."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from offline.index import Index

TEXT = b"Hi.\tSalut.\n"


@dataclass(frozen=True)
class Course:
    index: Index
    log: Path

    def asked(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []


@pytest.fixture
def course(tmp_path: Path) -> Course:
    folder = tmp_path / "files"
    folder.mkdir()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("fra.txt", TEXT)
        archive.writestr("fra-eng/fra.txt", TEXT)
    (folder / "0").write_bytes(TEXT)
    (folder / "1").write_bytes(packed.getvalue())
    files = {"fra.txt": str(folder / "0"), "fra-eng.zip": str(folder / "1"), "english-french.zip": str(folder / "1")}
    return Course(index=Index(files, str(tmp_path / "requests.jsonl")), log=tmp_path / "requests.jsonl")
