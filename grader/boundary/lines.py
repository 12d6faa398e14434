"""The two files of a run, line by line: the client's transcript and the recorder's journal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from grader.boundary import outbox, strict, wire

MOST_JOURNAL = 64 << 20  # bytes; decoded it is some ten times as large, and a reference run's has half a megabyte
MOST_PARTS = 4_000_000  # values in all its lines, so that the record which is made of them can be read again
LONGEST_LINE = 8 << 20

_transcript = msgspec.json.Decoder(wire.TranscriptLine)
_journal = msgspec.json.Decoder(wire.JournalLine)


def journal_name(life: int) -> str:
    """The file that the recorder of a notebook's first kernel (`life` 0) writes, or of a later one."""
    return f"journal-{life}.jsonl" if life else "journal.jsonl"


def transcript(path: Path) -> Iterator[wire.TranscriptLine]:
    """What can be read: the last line of a client that was killed while writing it can't."""
    for line in _lines(path.read_bytes() if path.exists() else b""):
        try:
            yield _transcript.decode(line)
        except (msgspec.DecodeError, ValueError, RecursionError):  # the second for what is no UTF-8
            continue


def journal(
    folder: Path, life: int, refused: Counter[str], holding: tuple[bytes, ...] = ()
) -> Iterator[wire.JournalLine]:
    """What can be read; faults are counted in `refused`. With `holding`, only lines in which one of these stands."""
    room = MOST_PARTS
    for line in _lines(outbox.read_bytes(folder, journal_name(life), MOST_JOURNAL) or b""):
        if holding and not any(part in line for part in holding):
            continue
        try:
            event = _journal.decode(line)
            strict.check(line)
        except (msgspec.DecodeError, ValueError, RecursionError) as fault:
            refused[str(fault)[:120]] += 1
            continue
        room -= strict.parts(line)
        if room < 0:
            refused["there are more of them than any recorder writes"] += 1
            continue
        yield event


def _lines(raw: bytes) -> Iterator[bytes]:
    return (line for line in raw.split(b"\n") if line and len(line) <= LONGEST_LINE)
