"""Makes untrusted text safe to show: nothing in it acts on a terminal, hides, or goes on for ever."""

from __future__ import annotations

import re

_CONTROL_STRING = "(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
_CONTROL_SEQUENCE = "(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
_ESCAPE = "\x1b[ -/]*[0-~]"
_ansi = re.compile(f"{_CONTROL_STRING}|{_CONTROL_SEQUENCE}|{_ESCAPE}")

_newlines = re.compile("\r+\n?")
_controls = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_not_text = re.compile("[\ud800-\udfff\ufffe\uffff]")
_invisible = re.compile(
    "["
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "]"
)
_MARK = "[\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]"
_piled_marks = re.compile(f"({_MARK}{{4}}){_MARK}+")
_blanks = re.compile(r"\s+")

_MARGIN = 4
"""How many times the cap is looked at: escape sequences and the like vanish, and a cap counts what is shown."""


def plain(text: str, cap: int) -> str:
    """At most `cap` characters of `text` that a terminal and a browser show as what they are."""
    kept = visible(_ansi.sub("", text[: cap * _MARGIN]))
    if len(kept) <= cap and len(text) <= cap * _MARGIN:
        return kept
    left_out = max(len(text), len(kept)) - min(cap, len(kept))
    return f"{kept[:cap]}… [{left_out:,} more characters left out]"


def one_line(text: str, cap: int) -> str:
    """The same for a name or a title: line breaks become blanks."""
    return _blanks.sub(" ", plain(text, cap)).strip()


def for_log(text: str, cap: int, wraps: bool = True) -> str:
    """The same for a log: GitHub's takes what holds `##[` for a command, and a line that begins with `::`.

    `wraps` says whether any word may come to stand at the beginning of a line.
    """
    line = one_line(text, cap).replace("##[", "## [")
    return line.replace("::", "∷") if wraps else line


def visible(text: str) -> str:
    """`text` with control characters gone and characters that hide or reorder others spelled out, as `[U+202E]`."""
    text = _newlines.sub("\n", text)
    text = _controls.sub("", text)
    text = _not_text.sub("\ufffd", text)
    text = _piled_marks.sub(r"\1", text)
    return _invisible.sub(lambda match: f"[U+{ord(match[0]):04X}]", text)
