"""Bytes to text: UTF-8 first, then what editors and copy programs have made of it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8 with a byte-order mark"),
    # UTF-32's mark begins with UTF-16's, so it is tried before it.
    (codecs.BOM_UTF32_LE, "utf-32-le", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32-be", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
_SAMPLE = 4096
_HALF = re.compile("[\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text, and how it was come by."""

    text: str
    encoding: str = ""
    """What the bytes were taken for, empty where they were plain UTF-8."""
    lossy: bool = False
    """Whether characters may be wrong."""

    @property
    def binary(self) -> bool:
        """Whether the bytes can hardly have been text at all."""
        sample = self.text[:_SAMPLE]
        return len(_CONTROL.findall(sample)) * 50 > len(sample)


def decode(data: bytes) -> Decoded:
    """Never fails: bytes that fit nothing become Latin-1."""
    for mark, codec, encoding in _MARKS:
        if data.startswith(mark):
            text = data[len(mark) :].decode(codec, "replace")
            return Decoded(text=text, encoding=encoding, lossy="\ufffd" in text)
    if codec := _unmarked_utf_16(data):
        text = data.decode(codec, "replace")
        return Decoded(text=text, encoding="UTF-16", lossy="\ufffd" in text)
    try:
        return Decoded(text=data.decode("utf-8"))
    except UnicodeDecodeError:
        return _damaged_or_latin(data)


def clean(text: str) -> str:
    """The text without what no source or report can hold: NUL, and halves of surrogate pairs."""
    if "\0" in text:
        text = text.replace("\0", "")
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def _unmarked_utf_16(data: bytes) -> str:
    """Every other byte of western text in UTF-16 is zero."""
    sample = data[:_SAMPLE]
    if not sample.count(0):
        return ""
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    most = len(sample) // 2 * 0.6
    if odd > most and even < most / 4:
        return "utf-16-le"
    return "utf-16-be" if even > most and odd < most / 4 else ""


def _damaged_or_latin(data: bytes) -> Decoded:
    text = data.decode("utf-8", "replace")
    damaged = text.count("\ufffd")
    whole = sum(char > "\x7f" for char in text) - damaged
    if whole > damaged:
        # Latin-1 would turn every accent of a UTF-8 file with one broken byte into two wrong letters.
        return Decoded(text=text, encoding="damaged UTF-8", lossy=True)
    try:
        return Decoded(text=data.decode("cp1252"), encoding="Windows-1252 (Latin-1)", lossy=True)
    except UnicodeDecodeError:
        return Decoded(text=data.decode("latin-1"), encoding="Latin-1", lossy=True)
