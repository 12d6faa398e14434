"""From seeds to what a hostile or broken writer might have written: damaged bytes, and JSON with anything anywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

MOST_CHANGES = 4
LONGEST = 60_000  # bytes of an example: what grows without end is a matter for the limits' own tests

ODD: tuple[bytes, ...] = (
    b"null", b"true", b"-1", b"0", b"1e999", b"NaN", b"-Infinity", b"9" * 5_000, b"1" + b"0" * 400, b"1.5", b"-0.0",
    b"1099511627776", b"9223372036854775808", b'""', b'"x"', b'"\\ud800"', b'"\\u0000"', b'"\xff\xfe"',
    b'"../../etc/passwd"', b'"' + b"a" * 5_000 + b'"', b'"ab\\n"', b"[]", b"{}", b"[" * 2_000 + b"]" * 2_000,
    b'{"a":' * 600 + b"1" + b"}" * 600, b"[0," * 500 + b"0" + b"]" * 500, b"[true, false]", b"[[[]]]",
    b"[" + b"1," * 3_000 + b"1]",
    b'{"kind": "epoch"}', b'[{"layer": null}]',
)  # fmt: skip
_MARK = "\x00odd\x00"


def places(value: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a tree of JSON, as the keys that lead there."""
    yield at
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in entries:
        yield from places(inner, (*at, key))


def _written(tree: Any, odd: list[bytes], twice: bool) -> bytes:
    text = json.dumps(tree).encode()
    for value in odd:
        text = text.replace(json.dumps(_MARK).encode(), value, 1)
    if twice and text.startswith(b"{") and len(text) > 2:
        text = text[:-1] + b", " + text[1:]
    return text


def _put(tree: Any, at: tuple[Any, ...], value: Any) -> Any:
    if not at:
        return value
    inner = tree
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = value
    return tree


@st.composite
def changed_json(draw: st.DrawFn, seed: bytes) -> bytes:
    """JSON text with a few values in the place of others, names that are missing, or all of them twice."""
    tree = json.loads(seed)
    odd: list[bytes] = []
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        at = draw(st.sampled_from(list(places(tree))))
        if draw(st.integers(0, 4)) or not at:
            tree = _put(tree, at, _MARK)
            odd.append(draw(st.sampled_from(ODD)))
        else:
            inner = tree
            for key in at[:-1]:
                inner = inner[key]
            del inner[at[-1]]
    return _written(tree, odd, draw(st.integers(0, 19)) == 0)


@st.composite
def changed_lines(draw: st.DrawFn, seed: bytes) -> bytes:
    """Lines of JSON, a few of them changed, left out, repeated or in another order."""
    lines = [line for line in seed.split(b"\n") if line]
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        at = draw(st.integers(0, len(lines) - 1))
        match draw(st.integers(0, 5)):
            case 0:
                lines.insert(draw(st.integers(0, len(lines))), lines[at])
            case 1 if len(lines) > 1:
                del lines[at]
            case 2:
                lines[at] = draw(changed_bytes(lines[at]))
            case _:
                try:
                    lines[at] = draw(changed_json(lines[at]))
                except (ValueError, RecursionError):
                    lines[at] = draw(changed_bytes(lines[at]))
    return b"\n".join(lines) + b"\n"


@st.composite
def changed_bytes(draw: st.DrawFn, seed: bytes) -> bytes:
    """Bytes cut, turned, doubled, or with others between them."""
    data = bytearray(seed)
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        at = draw(st.integers(0, max(0, len(data) - 1)))
        match draw(st.integers(0, 5)):
            case 0:
                del data[at:]
            case 1:
                del data[at : at + draw(st.integers(1, 64))]
            case 2:
                data[at:at] = draw(st.binary(max_size=32))
            case 3 if data:
                data[at] ^= 1 << draw(st.integers(0, 7))
            case 4:
                data[at:at] = data[at : at + 200] * draw(st.integers(1, 8))
            case _:
                data[at : at + draw(st.integers(0, 8))] = draw(st.sampled_from(ODD))[:2_000]
    return bytes(data[:LONGEST])
