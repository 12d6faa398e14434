"""What becomes HTML is inert."""

import pytest

from grader.reporting.markup import markdown, output, prose
from tests.unit.reporting.samples import FRAME, PAYLOADS


def test_cells_that_the_page_has_are_linked() -> None:
    assert prose("in cell 7.", {7}) == 'in <a href="#cell-7">cell 7</a>.'
    assert prose("Cell 7", {7}) == '<a href="#cell-7">Cell 7</a>'
    assert prose("cell 8, excell 7, cell 7a, cell \u0667", {7}) == "cell 8, excell 7, cell 7a, cell \u0667"
    assert prose("cells 2, 3 and 9", {2, 9}) == 'cells <a href="#cell-2">2</a>, 3 and <a href="#cell-9">9</a>'


def test_prose_escapes_everything_else() -> None:
    assert prose("<b>&'\" `<i>` cell 1", {1}) == (
        '&lt;b&gt;&amp;&#39;&#34; <code>&lt;i&gt;</code> <a href="#cell-1">cell 1</a>'
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payloads_come_out_inert(payload: str) -> None:
    for shown in (prose(payload, set()), markdown(payload, 1000), output(payload, 1000)):
        for mark in ("<script", "<img", "<svg", "<math", "<iframe", "<style", "\x1b", "\u202e", "\ud800"):
            assert mark not in shown


def test_markdown_keeps_its_structure_below_the_headings_of_the_page() -> None:
    shown = markdown("# A\n\n###### B\n\n- **c**\n\n| x | y |\n|--:|---|\n| 1 | 2 |\n\n```python\na < b\n```", 1000)
    assert "<h4>A</h4>" in shown
    assert "<h6>B</h6>" in shown
    assert "<strong>c</strong>" in shown
    assert "<td>1</td>" in shown
    assert "a &lt; b" in shown
    assert "style" not in shown


def test_headings_start_below_those_of_the_page_whatever_their_level() -> None:
    assert markdown("### A\n#### B\n### C", 100).split() == ["<h4>A</h4>", "<h5>B</h5>", "<h4>C</h4>"]


def test_markdown_has_no_link_and_no_picture() -> None:
    shown = markdown("[t](https://a.example 'x') ![p](https://b.example/t.png) <https://c.example>", 1000)
    assert "href" not in shown
    assert "src" not in shown
    assert "t <code>https://a.example</code>" in shown
    assert "picture, not shown: p" in shown


def test_characters_written_as_entities_are_no_way_round() -> None:
    assert "[U+202E]" in markdown("&#x202e;", 100)
    assert "[U+202E]" in output("<p>&#x202e;</p>", 100)
    assert "\x1b" not in output("<p>&#27;[31m</p>", 100)


def test_a_data_frame_keeps_its_cells_and_nothing_else() -> None:
    shown = output(FRAME, 10_000)
    assert "<th>english</th>" in shown
    assert "petite maison rouge" in shown
    for mark in ("style", "class", "border", ".dataframe"):
        assert mark not in shown


def test_spans_are_small_numbers() -> None:
    shown = output("<table><tr><td colspan=2>a<td colspan=99999>b<td rowspan='1;x'>c</table>", 1000)
    assert 'colspan="2"' in shown
    assert "99999" not in shown
    assert "rowspan" not in shown


@pytest.mark.parametrize("html", ["<script>1</script>", "<img src=x>", "<style>p{}</style><link>", ""])
def test_html_with_nothing_to_show_is_empty(html: str) -> None:
    assert output(html, 1000) == ""


def test_deep_nesting_is_survived() -> None:
    assert "x" in output("<div>" * 5000 + "x", 60_000)
    assert "blockquote" in markdown(">" * 5000 + "a", 20_000)
