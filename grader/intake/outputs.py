"""Outputs that are stored in the submitted file, reduced to text, a flag for pictures, and the error's name."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from grader.intake.decoding import clean
from grader.model.submission import SavedOutput

MOST_OUTPUTS = 200
"""Of one cell."""
MOST_TEXT = 20_000
"""Characters of one output: a hundred and fifty epochs of Keras."""

_ANSI = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")
_MOVES = re.compile(r"(\x08+|\r+)")
# A bar with nothing but its time, as each call of `predict` leaves: a hundred of them push the result out of the text.
_BAR = re.compile(r"\s*\d+/\d+ [\[\]━=>.\s-]+\d+(?:\.\d+)?m?s(?: \d+(?:\.\d+)?[mμu]?s/(?:step|sample|epoch))?\s*")
_TEXTS = ("text/plain", "text/markdown", "text/latex")


def text_of(value: object) -> str | None:
    """A string, which a notebook may also write as a list of its lines; None for anything else."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "".join(value)
    return None


def shorten(text: str, most: int) -> str:
    """Both ends of a long text: what a training prints last matters as much as what it prints first."""
    if len(text) <= most:
        return text
    left_out = len(text) - most
    return f"{text[: most // 2]}\n[… {left_out:,} characters left out …]\n{text[len(text) - most // 2 :]}"


def saved_outputs(raw: object) -> tuple[tuple[SavedOutput, ...], int]:
    """The outputs of one cell, and how many were left out."""
    if not isinstance(raw, list):
        return (), 0
    kept: list[SavedOutput] = []
    left_out = 0
    stream: tuple[object, list[str]] | None = None

    def end_stream() -> None:
        nonlocal stream
        if stream:
            kept.append(SavedOutput(text="".join(stream[1])))
        stream = None

    for output in raw:
        if not isinstance(output, dict):
            left_out += 1
        elif output.get("output_type") == "stream":
            # Old notebooks store a stream in hundreds of pieces, one for each time that it was flushed.
            if stream is None or stream[0] != output.get("name"):
                end_stream()
                stream = output.get("name"), []
            stream[1].append(text_of(output.get("text")) or "")
        else:
            end_stream()
            if (shown := _one(output)) is None:
                left_out += 1
            else:
                kept.append(shown)
    end_stream()
    if len(kept) > MOST_OUTPUTS:
        # Both ends: a progress bar on stderr cuts stdout into hundreds of pieces, and the result comes after them.
        left_out += len(kept) - MOST_OUTPUTS
        kept = kept[: MOST_OUTPUTS // 2] + kept[-MOST_OUTPUTS // 2 :]
    return tuple(replace(output, text=_readable(output.text)) for output in kept), left_out


def _one(output: dict[str, Any]) -> SavedOutput | None:
    kind = output.get("output_type")
    if kind == "error":
        name = text_of(output.get("ename")) or "error"
        lines = output.get("traceback")
        trace = "\n".join(line for line in lines if isinstance(line, str)) if isinstance(lines, list) else ""
        text = trace or f"{name}: {text_of(output.get('evalue')) or ''}"
        return SavedOutput(text=text, error=clean(name)[:200])
    data = output.get("data")
    if kind not in ("execute_result", "display_data") or not isinstance(data, dict):
        return None
    text = next((found for key in _TEXTS if (found := text_of(data.get(key))) is not None), "")
    return SavedOutput(text=text, has_image=any(key.startswith("image/") for key in data))


def _readable(text: str) -> str:
    lines = _ANSI.sub("", clean(text)).replace("\r\n", "\n").split("\n")
    return shorten("\n".join(line for line in map(_as_shown, lines) if not _BAR.fullmatch(line)), MOST_TEXT)


def _as_shown(line: str) -> str:
    """What a terminal shows of a line: returns and backspaces only move, and what comes then is written over.

    They don't erase: notebooks of Keras 1 keep the bar with the backspaces behind it that made room for the next.
    """
    if "\r" not in line and "\b" not in line:
        return line
    shown: list[str] = []
    place = 0
    for piece in _MOVES.split(line):
        if piece.startswith("\b"):
            place = max(0, place - len(piece))
        elif piece.startswith("\r"):
            place = 0
        elif piece:
            shown[place : place + len(piece)] = piece
            place += len(piece)
    return "".join(shown).rstrip()
