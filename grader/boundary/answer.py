"""The verifier's answer: it ran no code of the student's but read the student's numbers, so it is decoded as warily."""

from __future__ import annotations

from pathlib import Path

import msgspec

from grader.boundary import outbox, strict
from grader.model.recomputed import Rebuilt

MOST_BYTES = 8 << 20


class _Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    models: tuple[Rebuilt, ...]


_answer = msgspec.json.Decoder(_Answer)


def read(place: Path, asked: set[int]) -> tuple[list[Rebuilt] | None, str]:
    """What was found of the models that were asked, or None and a sentence on why there is nothing."""
    raw = outbox.read_bytes(place, "answer.json", MOST_BYTES + 1)
    if raw is None:
        return None, "The verifier ended without an answer."
    if len(raw) > MOST_BYTES:
        return None, "The verifier's answer is too long."
    try:
        models = _answer.decode(raw).models
        strict.check(raw)
    except (msgspec.DecodeError, ValueError, RecursionError) as fault:
        return None, f"The verifier's answer can't be read: {fault}."
    if sorted(found.model for found in models) != sorted(asked):
        return None, "The verifier answered for other models than it was asked about."
    return list(models), ""
