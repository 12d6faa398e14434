"""Each kind of escaping by itself."""

import pytest

from grader.export.escaping import csv_cell, fenced, markdown, workflow, workflow_property, xml_text
from tests.payloads import payloads


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Martin, Alice", "Martin, Alice"),
        ("  = 1", "'= 1"),
        ("\ufeff=1", "[U+FEFF]=1"),
        ("'=1", "''=1"),
        ("a=1", "a=1"),
        ("-", "'-"),
        ("", ""),
    ],
)
def test_cells(text: str, shown: str) -> None:
    assert csv_cell(text) == shown


def test_markdown_in_one_line() -> None:
    assert markdown("a\n# b") == "a &#35; b"
    assert markdown("@team #12 www.x.example") == "&#64;\u2060team &#35;\u206012 www&#46;x.example"


@pytest.mark.parametrize("payload", payloads("markdown", "html", "terminal"))
def test_no_fence_breaks_out(payload: str) -> None:
    lines = fenced(payload).split("\n")
    assert lines[0].removesuffix("text") == lines[-1]
    assert not any(line.strip().startswith(lines[-1]) for line in lines[1:-1])


def test_workflow_commands() -> None:
    assert workflow("50 %\r\nnext: a, b") == "50 %25%0Anext: a, b"
    assert workflow_property("50 %\r\nnext: a, b") == "50 %25 next%3A a%2C b"


def test_xml() -> None:
    assert xml_text("a\x1b[31mb\x00\ufffe\ud800") == "ab\ufffd\ufffd"
