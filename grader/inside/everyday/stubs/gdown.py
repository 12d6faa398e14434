"""`gdown`: a file by the name that it is saved under; the identifier of a drive says nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from everyday.stubs.supplied import file


def download(url: str | None = None, output: str | None = None, *args: Any, **kwargs: Any) -> str | None:
    asked = url or str(kwargs.get("id", ""))
    target = Path(output) if output else None
    found = file(asked, target / "fra.txt" if target and target.is_dir() else target, "gdown")
    if found is None:
        print(f"Access denied: {asked} is not among this course's files.")
    return None if found is None else str(found)


cached_download = download
