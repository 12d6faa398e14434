"""All formats: the same score, nothing for the teacher alone, and every payload literal."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from grader.export import EXPORTS, annotating, summary
from grader.model.assignment import BonusPolicy
from grader.model.grade import Grade, Status
from tests.payloads import payloads, stuffed
from tests.unit.reporting import samples

ACTS = {*map(chr, (*range(9), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0))), "\u202e", "\u200b", "\u2028"}


def written(name: str, grade: Grade) -> str:
    return EXPORTS[name].render(grade).decode()


def _json(grade: Grade) -> tuple[float, float]:
    record = json.loads(written("json", grade))
    return record["score"], record["possible"]


def _junit(grade: Grade) -> tuple[float, float]:
    suite = ET.fromstring(written("junit", grade))[0]
    properties = {each.get("name"): each.get("value") for each in suite.findall("properties/property")}
    assert int(properties["earned"] or 0) + int(properties["bonus"] or 0) == sum(
        int(each.get("value") or 0) for each in suite.findall("testcase/properties/property[@name='earned']")
    )
    return int(properties["score"] or -1), int(properties["possible"] or -1)


def _summary(grade: Grade) -> tuple[float, float]:
    found = re.search(r": (\d+) of (\d+) points$", written("summary", grade).split("\n")[0])
    assert found is not None
    return int(found[1]), int(found[2])


def _annotations(grade: Grade) -> tuple[float, float]:
    found = re.match(r"::notice title=[^:]*::(\d+) of (\d+) points", written("annotations", grade))
    assert found is not None
    return int(found[1]), int(found[2])


def _csv(grade: Grade) -> tuple[float, float]:
    (row,) = csv.DictReader(io.StringIO(written("csv", grade)))
    return int(row["score"]), int(row["max_score"])


STATED: dict[str, Callable[[Grade], tuple[float, float]]] = {
    "json": _json,
    "junit": _junit,
    "summary": _summary,
    "annotations": _annotations,
    "csv": _csv,
}
"""How each format is read back."""


def test_every_format_can_be_read_back() -> None:
    assert set(STATED) == set(EXPORTS)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(list(Status)), min_size=10, max_size=10),
    st.sampled_from(list(BonusPolicy)),
    st.sampled_from(["Alice", *payloads("csv", "workflow", "markdown")]),
)
def test_every_format_states_the_same_score(statuses: list[Status], policy: BonusPolicy, student: str) -> None:
    grade = samples.grade(student=student)
    items = [
        replace(item, checks=tuple(replace(check, status=status) for check in item.checks))
        for item, status in zip(grade.items, statuses, strict=True)
    ]
    grade = replace(grade, items=tuple(items), policy=policy)
    assert {STATED[name](grade) for name in EXPORTS} == {(grade.score, grade.possible)}


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_for_the_teacher_alone_is_in_it(name: str) -> None:
    for grade in (samples.grade(), samples.hostile_grade(), stuffed.grade("x")):
        assert samples.SECRET not in written(name, grade)
        assert stuffed.SECRET not in written(name, grade)


@pytest.mark.parametrize("name", EXPORTS)
def test_nothing_in_it_acts_on_a_terminal(name: str) -> None:
    for payload in payloads():
        assert ACTS.isdisjoint(written(name, stuffed.grade(payload))), repr(payload)


@pytest.mark.parametrize("name", [name for name, export in EXPORTS.items() if name != "annotations"])
def test_the_same_grade_gives_the_same_bytes(name: str) -> None:
    assert written(name, samples.grade()) == written(name, samples.grade())


def test_no_cell_is_a_formula() -> None:
    """By rules of its own: nothing that a spreadsheet may take for one stands first, whatever it skips."""
    for payload in payloads():
        grade = replace(samples.grade(student=payload), assignment=payload)
        rows = list(csv.reader(io.StringIO(written("csv", grade), newline="")))
        assert len(rows) == 2, "a payload made a row of its own"
        assert len(rows[0]) == len(rows[1]) == 11
        for cell in rows[1]:
            first = cell.strip().strip("\"'").strip()[:1]
            assert first not in set("=+-@|%\t\r＝＋－＠") or cell.startswith("'"), repr(cell)


def test_a_plain_name_is_written_as_it_is() -> None:
    assert '"Martin, Alice"' in written("csv", samples.grade(student="Martin, Alice"))


def test_xml_is_well_formed_and_holds_the_texts() -> None:
    for payload in payloads():
        grade = stuffed.grade(payload)
        root = ET.fromstring(written("junit", grade))
        tags = {element.tag for element in root.iter()}
        assert tags <= {"testsuites", "testsuite", "properties", "property", "testcase", "failure", "error"}
        assert root[0].get("tests") == str(len(root.findall(".//testcase"))) == "10"
        assert root[0].get("failures") == str(len(root.findall(".//failure")))
        assert root[0].get("errors") == str(len(root.findall(".//error")))
    assert "Look & see <this>" in (
        ET.fromstring(written("junit", stuffed.grade("Look & see <this>"))).findtext(".//failure") or ""
    )


def test_markdown_shows_texts_and_nothing_else() -> None:
    parser = MarkdownIt("gfm-like", {"html": True, "linkify": False})
    plain = _tokens(parser, written("summary", stuffed.grade("words")))
    for payload in payloads():
        text = written("summary", stuffed.grade(payload))
        assert _tokens(parser, text) <= plain, repr(payload)
        shown = "".join(token.content for block in parser.parse(text) for token in block.children or ())
        assert not re.search(r"@\w|https?://|www\.\w", text), repr(payload)
        assert not re.search(r"@\w", shown), repr(payload)
        assert len([line for line in text.split("\n") if line.startswith("| ")]) == 11, repr(payload)


def _tokens(parser: MarkdownIt, text: str) -> set[str]:
    return {
        child.type for token in parser.parse(text) for child in (token, *(token.children or ())) if child.type != "text"
    }


def test_a_summary_says_what_was_shown() -> None:
    shown = MarkdownIt("gfm-like", {"linkify": False}).render(
        written("summary", stuffed.grade("a|b *c* <d> `e` & $f$"))
    )
    assert "a|b *c* &lt;d&gt; `e` &amp; $f$" in shown


def test_a_summary_that_would_be_dropped_is_cut_and_says_so() -> None:
    grade = samples.grade()
    many = replace(grade, items=grade.items * 3_000)
    text = written("summary", many)
    assert len(text.encode()) <= 1_000_000 < 1 << 20
    left = re.search(r"\n(\d+) more lines did not fit here", text)
    assert left is not None
    pieces = list(summary._pieces(many))
    assert text.count("\n| ") - 1 + int(left[1]) >= len(many.items)
    assert text.startswith(summary._heading(many) + "".join(pieces[: len(pieces) - int(left[1])]))


OBEYED = re.compile(r"^\s*::[a-z-]+( [^:]*)?::|##\[[a-z-]+\]", re.IGNORECASE)
"""What a runner takes for a command, in a line."""


def obeyed(log: str) -> list[str]:
    """The commands that a runner would obey, with those switched off left out, as it does it."""
    found, off = [], None
    for line in re.split(r"\r\n|\r|\n", log):
        if off is not None:
            off = None if line.strip() == f"::{off}::" else off
        elif line.strip().startswith("::stop-commands::"):
            off = line.strip().removeprefix("::stop-commands::")
        elif OBEYED.search(line):
            found.append(line)
    return found


def test_a_log_obeys_our_annotations_and_no_other_command() -> None:
    for payload in payloads():
        text = written("annotations", stuffed.grade(payload))
        assert {line.split()[0] for line in obeyed(text)} <= {"::notice", "::error", "::warning"}, repr(payload)
        assert len(obeyed(text)) == 1 + 3 + 3, repr(payload)
        for line in text.splitlines():
            properties = re.fullmatch(r"::\w+ title=([^:,\r\n]*)::.*", line)
            assert properties is not None, line


def test_the_test_would_notice() -> None:
    forged = [payload for payload in payloads("workflow") if obeyed(f"before\n{payload}\nafter")]
    assert len(forged) >= 15


def test_at_most_ten_of_a_kind_and_the_rest_is_said_where_nothing_is_obeyed() -> None:
    for payload in ("plain", *payloads("workflow")):
        grade = stuffed.grade(payload)
        many = replace(grade, items=grade.items * 8)
        text = written("annotations", many)
        assert [line.split()[0] for line in obeyed(text)] == ["::notice"] + ["::error"] * 10 + ["::warning"] * 10
        assert text.count("\nerror: ") == text.count("\nwarning: ") == 14
    assert "\x1b" not in text


def test_whatever_is_quoted_is_not_obeyed() -> None:
    """Even where it was not made harmless before."""
    for payload in payloads():
        assert obeyed("\n".join(annotating.quoted(payload))) == [], repr(payload)


def test_the_word_that_switches_commands_on_again_can_not_be_foreseen() -> None:
    words = {annotating.quoted("x")[-1] for _ in range(20)}
    assert len(words) == 20
    assert all(re.fullmatch(r"::[0-9a-f]{32}::", word) for word in words)


@pytest.mark.parametrize("text", ["=1+1", "\t=1+1", "＝1+1", "  \n＠1", "'=1"])
def test_a_formula_is_shown_with_an_apostrophe(text: str) -> None:
    (row,) = csv.DictReader(io.StringIO(written("csv", samples.grade(student=text))))
    assert row["student_id"].startswith("'")
