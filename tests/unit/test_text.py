"""Untrusted text is cut and neutralised."""

import pytest

from grader.text import one_line, plain


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("a\x1b[1;31mred\x1b[0m b", "ared b"),
        ("\x9b31mred", "red"),
        ("\x1b]52;c;ZXZpbA==\x07copy", "copy"),
        ("\x1b]0;title\x1b\\seen", "seen"),
        ("\x9d0;title\x9cseen", "seen"),
        ("\x1bPq#0\x1b\\seen", "seen"),
        ("\x1b]0;never ends", "0;never ends"),
        ("\x1b", ""),
        ("\x00\x07\x08\x7f\x85text\t\n", "text\t\n"),
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("\u202egpj.exe", "[U+202E]gpj.exe"),
        ("a\u200bb\u2066c\ufeffd\U000e0041", "a[U+200B]b[U+2066]c[U+FEFF]d[U+E0041]"),
        ("\ud800\udfff\ufffe", "\ufffd\ufffd\ufffd"),
        ("e" + "\u0301" * 50, "e" + "\u0301" * 4),
        ("j'ai mangé des crêpes 日本 🙂", "j'ai mangé des crêpes 日本 🙂"),
    ],
)
def test_what_acts_or_hides_is_taken_out(given: str, shown: str) -> None:
    assert plain(given, 1000) == shown


def test_long_text_is_cut_with_a_note() -> None:
    assert plain("x" * 1234567, 10) == "xxxxxxxxxx… [1,234,557 more characters left out]"
    assert plain("x" * 10, 10) == "x" * 10


def test_a_cut_is_told_even_where_only_escapes_were_looked_at() -> None:
    assert "more characters left out" in plain("\x1b[0m" * 1000 + "the end", 10)


@pytest.mark.parametrize("piece", ["\x1b]", "\x9d", "\x1b[0", "\x9b", "\x1bP;", "\u0301", "\r", "\u202e"])
def test_time_grows_no_faster_than_the_text(piece: str) -> None:
    assert len(plain(piece * 300_000, 10**6)) < 10**6 + 200  # a quadratic expression would take hours


def test_a_name_stays_on_one_line() -> None:
    assert one_line("  a\n\tb\r\nc  ", 20) == "a b c"
