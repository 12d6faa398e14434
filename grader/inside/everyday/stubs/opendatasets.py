"""`opendatasets`: any data set is the course's, in a folder of its name below the working one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from everyday.stubs.supplied import index


def download(dataset_id_or_url: str, data_dir: str = ".", *args: Any, **kwargs: Any) -> None:
    found = index()
    name = dataset_id_or_url.rstrip("/").rsplit("/", 1)[-1].split("?")[0]
    found.everything(Path(data_dir) / name)
    found.note("opendatasets", dataset_id_or_url, found.default())
