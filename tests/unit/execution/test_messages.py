"""A kernel's frames against their reader: what breaks the protocol is named, what lacks something is not there."""

from __future__ import annotations

import json
from typing import Any

import pytest

from grader.execution.kernel import WarySession
from grader.execution.messages import LONGEST_HEADER, OutputLimit, Violation, read
from grader.model.assignment import Limits

HEADER, PARENT = b'{"msg_id": "a", "msg_type": "stream"}', b'{"msg_id": "b"}'
HELLO = b'{"name": "stdout", "text": "hello"}'


@pytest.mark.parametrize(
    ("header", "parent", "content"),
    [
        (b"", PARENT, HELLO),
        (b"{}", PARENT, HELLO),
        (b"[]", PARENT, HELLO),
        (b'{"msg_id": 5, "msg_type": "stream"}', PARENT, HELLO),
        (HEADER, b"[1]", HELLO),
        (HEADER, PARENT, b"{not json"),
        (HEADER, PARENT, b"null"),
        (HEADER, PARENT, b'{"a":' + b"[" * 200_000 + b"]" * 200_000 + b"}"),
        (b'{"msg_id": "' + b"a" * LONGEST_HEADER + b'", "msg_type": "stream"}', PARENT, HELLO),
        (b"\xff\xfe", PARENT, HELLO),
    ],
)
def test_what_is_no_message_breaks_the_protocol(header: bytes, parent: bytes, content: bytes) -> None:
    with pytest.raises(Violation):
        read([header, parent, b"{}", content])


def said(content: bytes) -> dict[str, Any]:
    found: dict[str, Any] = read([HEADER, PARENT, b"{}", content])["content"]
    return found


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (HELLO, "hello"),
        (b'{"text": 5}', ""),
        (b'{"text": ["a"]}', ""),
        (b"{}", ""),
        (b'{"text": "half \\ud800 of a pair"}', "half \ufffd of a pair"),
        (b'{"text": "\\ud83d\\ude00"}', "\U0001f600"),
        (b'{"text": "no UTF-8 \xff"}', "no UTF-8 \ufffd"),
        (b'{"text": "said", "more": [' + b"[]," * 50_000 + b"0]}", "said"),
    ],
)
def test_a_text_is_there_or_not(content: bytes, text: str) -> None:
    assert said(content)["text"] == text


def test_of_what_is_shown_four_kinds_are_read() -> None:
    data = {"text/plain": "x", "text/html": "<b>x</b>", "application/json": {"a": [1]}, "image/png": 7}
    assert said(json.dumps({"data": data}).encode())["data"] == {"text/plain": "x", "text/html": "<b>x</b>"}
    assert said(b'{"data": null}')["data"] is None
    assert said(b'{"traceback": ["a", "b"]}')["traceback"] == ["a", "b"]
    assert said(b'{"traceback": ["a", 5]}')["traceback"] == []


def session(**limits: Any) -> WarySession:
    made = WarySession(key=b"secret")
    made.limits = Limits(**limits)
    return made


def signed(sender: WarySession) -> list[bytes]:
    frames = [HEADER, PARENT, b"{}", HELLO]
    return [sender.sign(frames), *frames]


def test_channels_count_together_and_the_first_fault_is_remembered() -> None:
    one = session(messages=2)
    assert one.clone() is one
    for _ in range(2):
        assert one.deserialize(signed(one))["content"]["text"] == "hello"
    assert one.fault is None
    with pytest.raises(OutputLimit, match="more than 2 messages"):
        one.deserialize(signed(one))
    with pytest.raises(OutputLimit):
        one.deserialize([b"0"])
    assert "more than 2 messages" in str(one.fault)


def test_bytes_are_counted_whatever_they_say() -> None:
    one = session(output_mb=1)
    with pytest.raises(OutputLimit, match="more than 1 MB of output"):
        one.deserialize([*signed(one), b"x" * (2 << 20)])


@pytest.mark.parametrize(
    "frames", [[], [b"0"], [b"0" * 64, HEADER, PARENT, b"{}", HELLO], [b"", HEADER, PARENT, b"{}"]]
)
def test_frames_that_nobody_signed_break_the_protocol(frames: list[bytes]) -> None:
    one = session()
    with pytest.raises(Violation):
        one.deserialize(frames)
    with pytest.raises(Violation):
        one.feed_identities([b"no delimiter"])
    assert isinstance(one.fault, Violation)
