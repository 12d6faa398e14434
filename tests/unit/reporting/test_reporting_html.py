"""The student's report: what it says, and what it never lets through."""

import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from grader.model.assignment import BonusPolicy
from grader.model.drawings import Figure
from grader.model.evidence import CellEnd, CellRun, Evidence, Observed, Output, Reported, RunEnd
from grader.model.findings import Findings
from grader.model.grade import Grade, ItemGrade
from grader.model.submission import CellKind
from grader.reporting import html, words
from tests.unit.reporting import samples


def _render(
    evidence: Evidence | None = None,
    grade: Grade | None = None,
    findings: Findings | None = None,
) -> str:
    return html.render(
        assignment=samples.assignment(),
        evidence=evidence or samples.evidence(),
        grade=grade or samples.grade(),
        findings=findings or samples.findings(),
        image=samples.image,
    )


class _Page(HTMLParser):
    """Every element and attribute of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.words += data

    def values(self, name: str) -> list[str]:
        return [value for _, attribute, value in self.attributes if attribute == name]


@pytest.fixture(scope="module")
def alice() -> str:
    return _render()


@pytest.fixture(scope="module")
def mallory() -> str:
    return _render(samples.hostile_evidence(), samples.hostile_grade(), samples.hostile_findings())


def test_the_result_says_what_and_by_which_rule(alice: str) -> None:
    text = _Page(alice).words
    assert "Alice Martin" in text
    assert "26 of 34 points" in " ".join(text.split())
    assert "score = min(possible, earned + bonus) = min(34, 20 + 6) = 26" in text
    assert "1 item with up to 6 points could not be judged" in text


def test_the_other_rule_is_stated_where_it_holds() -> None:
    grade = replace(samples.grade(), policy=BonusPolicy.ON_TOP)
    assert "score = earned + bonus = 20 + 6 = 26" in _render(grade=grade)


def test_the_teachers_text_and_folders_are_not_in_it(alice: str, mallory: str) -> None:
    assert "for the eyes of the teacher" in samples.SECRET
    assert "for the eyes of the teacher" not in alice + mallory
    assert "secret-folder" not in alice + mallory


def test_reasons_are_there_only_when_a_person_must_look(alice: str) -> None:
    assert "Why a person needs to look" not in alice
    page = _render(grade=samples.grade(reasons=("Saved and run outputs of cell 5 differ.",)))
    assert "Why a person needs to look" in page
    assert 'outputs of <a href="#cell-5">cell 5</a> differ' in page


def test_next_steps_begin_with_what_broke_and_then_go_by_points(alice: str) -> None:
    steps = alice[alice.index('<ol class="steps">') : alice.index("</ol>")]
    assert re.findall(r'href="#([^"]+)"', steps) == ["cell-7", "item-5.1", "item-4.6", "item-6.2"]
    assert "Call <code>fit</code> with <code>epochs=10</code> or more." in steps


def test_next_steps_of_a_perfect_run_are_none() -> None:
    grade = samples.grade()
    passed = tuple(ItemGrade(item=item.item, checks=(samples.outcome("x", item.item.points),)) for item in grade.items)
    ran = replace(samples.evidence().observed, cells=(CellRun(cell=1, end=CellEnd.OK),))
    page = _render(replace(samples.evidence(), observed=ran), replace(grade, items=passed))
    assert "every check passed" in page


def test_every_item_has_its_status_in_words_and_folds(alice: str) -> None:
    for item in samples.grade().items:
        start = alice.index(f'id="item-{item.item.id}"')
        fold = alice[start : alice.index("</details>", start)]
        assert words.item_status(item) in fold
        assert all(check.found.split("`")[0].split("cell")[0].split("Cell")[0] in fold for check in item.checks)
        assert (" open>" in fold[:60]) == (item.status.value != "passed")


def test_a_check_says_why_and_on_what_it_rests(alice: str) -> None:
    assert "It depends on an earlier step that did not work." in alice
    for basis in ("computed again by the grader", "measured from outside", "recorded inside", "outputs saved"):
        assert basis in alice


def test_figures_have_words_and_each_picture_stands_once(alice: str) -> None:
    page = _Page(alice)
    alts = page.values("alt")
    assert "Figure 1. “Training”, x axis “epoch”, y axis “loss”, 2 lines (train, val)" in alts
    assert any("heatmap of 3 rows by 3 columns, across i, like, tea, down j" in alt for alt in alts)
    sources = page.values("src")
    assert len(sources) == len(set(sources)) == 3
    assert 'This picture <a href="#figure-1">is shown above</a>' in alice


def test_the_notebook_counts_from_one_and_marks_what_failed(alice: str) -> None:
    assert 'class="cell code broken" id="cell-7"' in alice
    assert alice.count('class="cell ') == 9
    assert "NameError" in alice
    assert "1,200 characters more were shown here" in alice
    assert "was not run" in alice


def test_headings_do_not_skip(alice: str) -> None:
    levels = [int(tag[1]) for tag in _Page(alice).tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("who", ["alice", "mallory"])
def test_ids_are_unique_and_links_lead_somewhere_on_the_page(who: str, request: pytest.FixtureRequest) -> None:
    page = _Page(request.getfixturevalue(who))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    for address in page.values("href"):
        assert address.startswith("#")
        assert address[1:] in ids
    for names in page.values("aria-labelledby"):
        assert set(names.split()) <= set(ids)


def test_an_attack_in_every_field_stays_text(mallory: str) -> None:
    page = _Page(mallory)
    forbidden = {"script", "iframe", "math", "link", "object", "embed", "form", "input", "base", "audio", "video"}
    assert not forbidden & set(page.tags)
    assert page.tags.count("style") == 1
    assert page.tags.count("meta") == 6
    assert not [name for _, name, _ in page.attributes if name.startswith("on") or name in ("srcset", "ping", "action")]
    assert all(value.startswith("data:image/png;base64,") for value in page.values("src"))
    assert all(re.fullmatch(r"width:\d{1,3}%", value) for value in page.values("style"))
    assert "{{7*7}}" in mallory
    for mark in ("\x1b", "\x9b", "\u202e", "\u2066", "\u200b", "\x07"):
        assert mark not in mallory
    mallory.encode()


def test_nothing_is_loaded(alice: str, mallory: str) -> None:
    for page in (alice, mallory):
        assert "default-src 'none'" in page
        assert "url(" not in page[: page.index("</style>")]
        assert "@import" not in page[: page.index("</style>")]


def test_empty_evidence_gives_a_whole_page() -> None:
    evidence = Evidence(
        submission=samples.submission(()),
        observed=Observed(end=RunEnd.MACHINERY, reason="No sandbox.", sandbox="none", seconds=0, peak_memory=0),
        reported=Reported(),
    )
    page = _render(evidence, replace(samples.grade(), items=()), Findings())
    for sentence in ("No training was recorded", "drew no figure", "No translation was found", "fault of the grader"):
        assert sentence in page


def test_a_flood_stays_under_five_megabytes() -> None:
    flood = "<&\"'>" * 200_000
    rows = f"<table>{'<tr><td>&lt;</td></tr>' * 3000}</table>"
    noisy = {f"{at:02x}": samples.png(900, 900)[:33] + bytes(300_000) for at in range(100)}
    evidence = replace(
        samples.evidence(),
        submission=samples.submission(((CellKind.CODE, flood), (CellKind.MARKDOWN, "* <\n" * 50_000)) * 2000),
        reported=Reported(
            outputs=(
                *(Output(cell=at % 50, text=flood, html=rows) for at in range(500)),
                *(Output(cell=at, text="", image=name) for at, name in enumerate(noisy)),
                Output(cell=3, text=flood, error=flood, trace=flood),
            ),
            figures=tuple(Figure(cell=1, title=flood, axes=(), image=name) for name in noisy),
            notes=(flood,) * 5000,
        ),
    )
    page = html.render(
        assignment=samples.assignment(),
        evidence=evidence,
        grade=samples.grade(),
        findings=samples.findings(),
        image=noisy.get,
    )
    assert len(page.encode()) < html.MOST_BYTES
    assert "left out to keep this page small" in page
    assert "more cells not shown" in page
    assert "60 more figures not shown" in page


def test_a_page_that_grew_too_large_does_without_the_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "MOST_BYTES", 1000)
    page = _render()
    assert "too large to be shown here" in page
    assert "#cell-" not in page


def test_the_same_evidence_gives_the_same_page(alice: str) -> None:
    assert _render() == alice


_COLOUR = re.compile(r"--(\w+): (#[0-9a-f]{6});")


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", [0, 1])
def test_words_stand_out_from_the_paper(alice: str, scheme: int) -> None:
    """WCAG AA asks for 4.5 to 1."""
    blocks = re.findall(r":root \{(.*?)\}", alice, re.DOTALL)
    colours = dict(_COLOUR.findall(blocks[scheme]))
    for ink in ("ink", "soft", "link", "passed", "failed", "partly", "ungradable", "training", "validation"):
        for ground in ("paper", "sheet", "review"):
            darker, lighter = sorted((_luminance(colours[ink]), _luminance(colours[ground])))
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (ink, ground)
