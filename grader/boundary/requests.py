"""From the lines of the stand-ins for downloads to what the notebook asked for."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta

from grader.boundary import outbox, strict
from grader.model.supplied import Request

FILE = "requests.jsonl"
MOST_BYTES = 1 << 20
MOST_REQUESTS = 100

Short = Annotated[str, Meta(max_length=600)]


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    way: Annotated[str, Meta(pattern="^[a-z]{1,20}$")]
    asked: Short
    answered: Short


_decoder = msgspec.json.Decoder(_Line)


def read_requests(folder: Path) -> tuple[Request, ...]:
    """Each request once, in their order; lines that can't be read are dropped. The notebook could have written them."""
    found: dict[Request, None] = {}
    for line in (outbox.read_bytes(folder, FILE, MOST_BYTES) or b"").splitlines():
        try:
            read = _decoder.decode(line)
            strict.check(line)
        except (msgspec.DecodeError, ValueError, RecursionError):
            continue
        if len(found) < MOST_REQUESTS:
            found[Request(way=read.way, asked=read.asked, answered=read.answered)] = None
    return tuple(found)
