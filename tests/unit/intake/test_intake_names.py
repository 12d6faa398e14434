"""Names become safe stems that stay distinct."""

from __future__ import annotations

import os
import re

import pytest

from grader.intake.names import brief, listed, portable, quoted, shown, slug

HOSTILE = [
    "..", ".", "", "-rf", "--help", ".hidden", "a/../../b", "a\\b", "a\nb", "a\0b", "CON", "nul.txt", "com1", "LPT9.x",
    "=cmd|' /C calc'!A0", "x" * 5000, "作业", "Assignment – 2", "rené", "ﬁle", "a b", "a'b\"c", "caf\udce9", "e\u0301",
    "trailing.", "trailing ", "___", "\u202egnp.exe", "conin$", "ＣＯＮ",
]  # fmt: skip


@pytest.mark.parametrize(
    "name", ["alice", "Alice-2", "work_v1.2", "a", "x" * 60, "constable", "communal", "2024-01-01"]
)
def test_plain_names_stay_as_they_are(name: str) -> None:
    assert slug(name) == name


@pytest.mark.parametrize("name", HOSTILE)
def test_all_others_become_safe(name: str) -> None:
    stem = slug(name)
    assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*-[0-9a-f]{8}", stem)
    assert len(stem) <= 60
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)", stem)


def test_slugs_are_distinct() -> None:
    near = ["a b", "a  b", "a_b", "a\tb", "x" * 60, "x" * 61, "x" * 62, "ﬁle", "file"]
    names = [*HOSTILE, *near]
    names += [slug(name) for name in names if slug(name) != name]  # a name chosen to equal another's slug
    assert len({slug(name) for name in names}) == len(set(names))


def test_a_slug_is_readable() -> None:
    assert slug("Assignment – 2").startswith("Assignment_2-")
    assert slug("作业").startswith("submission-")
    assert slug("ﬁle").startswith("file-")


def test_shown_keeps_letters_and_drops_what_acts() -> None:
    assert shown("Assignment – 2 (été)") == "Assignment – 2 (été)"
    assert shown("a\x1b[2Jb\u202ec\udce9") == "a\ufffd[2Jb\ufffdc\ufffd"
    assert shown("a\u00a0b\nc\u202fd") == "a b c d"
    assert shown("क्\u200dष") == "क्\u200dष"


def test_long_names_are_shortened_in_the_middle() -> None:
    assert brief("x" * 80) == "x" * 80
    assert len(brief("start" + "x" * 5000 + "end")) == 80
    assert quoted("start" + "x" * 5000 + "end").endswith("end'")


def test_portable() -> None:
    assert portable("data/été\u202fPM.csv")
    assert not portable("a\nb")
    assert not portable("a\\b")
    assert not portable(os.fsdecode(b"caf\xe9.csv"))


def test_listed() -> None:
    assert listed(["a"]) == "'a'"
    assert listed(["a", "b"]) == "'a' and 'b'"
    assert listed(["a", "b", "c"]) == "'a', 'b' and 'c'"
    assert listed(list("abcdefgh")) == "'a', 'b', 'c', 'd', 'e' and 3 more"
