"""What a kernel's message says, read from its bytes: the few fields that are used, each of its type, and nothing else.

Whatever else a message holds is skipped by the decoder without being made into objects, so that 32 MB of nested lists
cost no more than 32 MB. A frame that is no JSON at all breaks the protocol; a field of the wrong type is not there.
"""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec
from msgspec import Raw

LONGEST_HEADER = 64 << 10  # bytes; Jupyter's are a few hundred
_NONE = Raw(b"")
_HALVES = re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")


class Violation(Exception):
    """The kernel broke the protocol; whatever it says from here on is worth nothing."""


class OutputLimit(Exception):
    """The kernel sent more than a submission may."""


class _Header(msgspec.Struct):
    msg_id: str
    msg_type: str


class _Parent(msgspec.Struct):
    msg_id: str = ""


class _Content(msgspec.Struct):
    name: Raw = _NONE
    text: Raw = _NONE
    data: Raw = _NONE
    ename: Raw = _NONE
    evalue: Raw = _NONE
    traceback: Raw = _NONE
    execution_state: Raw = _NONE
    status: Raw = _NONE
    protocol_version: Raw = _NONE


class _Shown(msgspec.Struct, rename=lambda name: name.replace("_", "/", 1)):
    text_plain: Raw = _NONE
    text_html: Raw = _NONE
    text_markdown: Raw = _NONE
    image_png: Raw = _NONE


_header = msgspec.json.Decoder(_Header)
_parent = msgspec.json.Decoder(_Parent)
_content = msgspec.json.Decoder(_Content)
_shown = msgspec.json.Decoder(_Shown)
_string = msgspec.json.Decoder(str)
_strings = msgspec.json.Decoder(list[str])


def read(frames: list[bytes]) -> dict[str, Any]:
    """A message as nbclient takes it, from header, parent header, metadata and content; raises `Violation`."""
    if any(len(frame) > LONGEST_HEADER for frame in frames[:2]):
        raise Violation("a message with a header that is longer than any may be")
    try:
        header, parent, content = _header.decode(frames[0]), _parent.decode(frames[1]), _loosely(frames[3])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise Violation(f"a message that can't be read ({_brief(fault)})") from None
    except Exception as fault:  # noqa: BLE001  # hostile frames fail in any way they like
        raise Violation(f"a message that can't be read ({type(fault).__name__})") from None
    return {
        "header": {"msg_id": header.msg_id, "msg_type": header.msg_type},
        "msg_id": header.msg_id,
        "msg_type": header.msg_type,
        "parent_header": {"msg_id": parent.msg_id},
        "metadata": {},
        "content": _said(content),
        "buffers": [],
    }


def _loosely(frame: bytes) -> _Content:
    """With half of a surrogate pair taken for what it is: strict JSON has none, and Python prints one."""
    try:
        return _content.decode(frame)
    except msgspec.DecodeError:
        mended = _HALVES.sub(rb"\\ufffd", frame)
        if mended == frame:
            raise
        return _content.decode(mended)


def _brief(fault: Exception) -> str:
    return "it is nested too deep" if isinstance(fault, RecursionError) else str(fault)[:80]


def _said(content: _Content) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: _text(getattr(content, name))
        for name in ("name", "text", "ename", "evalue", "execution_state", "status", "protocol_version")
    }
    said["traceback"] = _lines(content.traceback)
    said["data"] = _data(content.data)
    return said


def _data(raw: Raw) -> dict[str, str] | None:
    try:
        shown = _shown.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    parts = {name.replace("_", "/", 1): _text(getattr(shown, name)) for name in shown.__struct_fields__}
    return {name: text for name, text in parts.items() if text}


def _text(raw: Raw) -> str:
    """The string that stands there, without what no UTF-8 holds; empty for anything else."""
    there = bytes(raw)
    if not there.startswith(b'"'):
        return ""
    try:
        return _string.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    # Jupyter itself sends half of a surrogate pair as bytes that are no UTF-8; an honest print may hold one.
    try:
        text = json.loads(there.decode("utf-8", "replace"), strict=False)
    except ValueError:
        return ""
    return str(text).encode("utf-8", "replace").decode("utf-8")


def _lines(raw: Raw) -> list[str]:
    try:
        return _strings.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return []
