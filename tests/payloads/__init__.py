"""Texts that act where they are shown: in a page, a terminal, a spreadsheet, a log, a file system.

One a line in `<group>.txt`. Lines that begin with `#!` are comments. `\\n`, `\\x1b`, `\\u202e`, `\\U000e0041` and
`\\\\` are written as in Python, and `«5000×x»` is five thousand of them. In HTML `canary()` is a function that tells
the test that it was called, and `evil.example` a host that nobody may ask.
"""

from __future__ import annotations

import re
from pathlib import Path

GROUPS = ("html", "invisible", "terminal", "csv", "markdown", "workflow", "xml", "filenames")

_escape = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.))")
_repeat = re.compile(r"«(\d+)×(.+?)»")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}


def payloads(*groups: str) -> tuple[str, ...]:
    """Those of the named groups, or of all."""
    found = []
    for group in groups or GROUPS:
        # Not splitlines: a payload may hold what Python takes for the end of a line.
        lines = (Path(__file__).parent / f"{group}.txt").read_text(encoding="utf-8").split("\n")
        found += [_decoded(line) for line in lines if line and not line.startswith("#!")]
    return tuple(found)


def _decoded(line: str) -> str:
    line = _repeat.sub(lambda match: match[2] * int(match[1]), line)
    return _escape.sub(_character, line)


def _character(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    return chr(int(code, 16)) if code else _LETTERS.get(match[4], match[4])
