"""Markdown as students type it, as blocks."""

from __future__ import annotations

import pytest

from grader.roles.textblocks import ARROWS, BlockKind, blocks, plain


def _kinds(text: str) -> list[tuple[BlockKind, str]]:
    return [(block.kind, block.text) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "level", "title"),
    [
        ("## Model ##", 2, "Model"),
        ("#Model", 1, "Model"),
        ("**Model**", 9, "Model"),
        ("**1. Model:**", 9, "1. Model:"),
        ("Model\n=====", 1, "Model"),
        ("Model\n---", 2, "Model"),
        ('<h2 align="center"><b>Model</b></h2>', 2, "Model"),
        ("<b>Model</b>", 9, "Model"),
    ],
)
def test_headings_in_all_their_forms(text: str, level: int, title: str) -> None:
    (block,) = blocks(text)
    assert (block.kind, block.level, block.text) == (BlockKind.HEADING, level, title)


def test_a_question_and_its_answer_on_the_next_line_are_two_blocks() -> None:
    text = "Q1: What is it?\nA thing.\nQ2. Why?\nBecause."
    assert [block.text for block in blocks(text)] == ["Q1: What is it?", "A thing.", "Q2. Why?", "Because."]


def test_items_keep_their_numbers_and_their_continuation() -> None:
    found = blocks("1. First\n   goes on\n(b) Second\n- Third")
    assert [(block.number, block.text) for block in found] == [("1", "First goes on"), ("b", "Second"), ("", "Third")]


def test_a_fence_inside_of_an_item_ends_where_it_ends() -> None:
    assert _kinds("- Run:\n  ```bash\n  pip install x\n  ```\nAfter") == [
        (BlockKind.ITEM, "Run:"),
        (BlockKind.FENCE, "  pip install x"),
        (BlockKind.PARAGRAPH, "After"),
    ]


def test_a_cell_of_a_table_is_said_of_its_column() -> None:
    (row,) = blocks("| Aspect | RNN | LSTM |\n|---|---|---|\n| Memory | short | long |")
    assert row.text == "RNN: Memory: short\nLSTM: Memory: long"
    assert (row.header, row.cells) == (("Aspect", "RNN", "LSTM"), ("Memory", "short", "long"))


def test_pictures_stand_apart_from_the_text_around_them() -> None:
    assert _kinds("See ![data flow](attachment:flow.png) here") == [
        (BlockKind.PICTURE, "data flow"),
        (BlockKind.PARAGRAPH, "See  here"),
    ]
    assert _kinds('<img src="x.png" alt="flow">') == [(BlockKind.PICTURE, "flow")]
    assert _kinds(f"![](data:image/png;base64,{'A' * 50_000})") == [(BlockKind.PICTURE, "")]


def test_marks_and_links_leave_their_text() -> None:
    assert plain("**bold**, _it_, `code`, [link](http://x), a_b, h_{t-1} &rarr; <i>x</i>") == (
        "bold, it, code, link, a_b, h_{t-1} → x"
    )


@pytest.mark.parametrize("text", ["a -> b", "a --> b", "a → b", "a ⇒ b", r"$a \rightarrow b$"])
def test_arrows(text: str) -> None:
    assert ARROWS.search(text)


@pytest.mark.parametrize("text", ["--->>> Title <<<---", "a - b", "x >= 1"])
def test_no_arrows(text: str) -> None:
    assert not ARROWS.search(text)


@pytest.mark.parametrize("text", ["", "\0", "```", "|", "||", "![", "<img", "#", "**", "-", "1.", "\u202e\ud800"])
def test_nothing_is_too_odd(text: str) -> None:
    assert all(len(block.text) <= len(text * 3) for block in blocks(text * 3))


def test_a_bold_label_over_two_lines() -> None:
    found = blocks("**The network\nFirst half:**\n\nIt reads.")
    assert [(each.kind.value, each.text) for each in found] == [
        ("heading", "The network First half:"),
        ("paragraph", "It reads."),
    ]
