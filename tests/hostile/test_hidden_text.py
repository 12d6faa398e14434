"""No text of a hidden check reaches a student: not by the report, the template or the reference."""

from __future__ import annotations

import ast
from dataclasses import replace

import pytest

from grader.assignment import ROOT, load
from grader.model.grade import Grade, ItemGrade
from grader.reporting import html
from tests.unit.reporting import samples

SHORTEST = 16  # letters of a text that is looked for: shorter ones stand by chance anywhere
HANDED_OUT = ("reference/seq2seq/template.ipynb", "reference/seq2seq/solution.ipynb", "reference/seq2seq/README.md")


def hidden() -> set[str]:
    """What stands in the checks and is for the teacher alone: assertions, and the names of checks."""
    found: set[str] = set()
    for path in load("seq2seq").folder.glob("check_*.py"):
        source = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("check_"):
                found.add(node.name)
            if isinstance(node, ast.Assert):
                found.add(ast.get_source_segment(source, node.test) or "")
                if isinstance(node.msg, ast.Constant):
                    found.add(str(node.msg.value))
    return {text for text in found if len(text) >= SHORTEST}


@pytest.mark.parametrize("name", HANDED_OUT)
def test_what_is_handed_out_holds_no_text_of_a_check(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    assert [each for each in sorted(hidden()) if each in text] == []


def test_no_text_of_a_hidden_check_reaches_a_student() -> None:
    texts = sorted(hidden())
    assert len(texts) > 50
    grade = _told_to_the_teacher(samples.grade(), " ".join(texts))
    page = html.render(
        assignment=samples.assignment(),
        evidence=samples.evidence(),
        grade=grade,
        findings=samples.findings(),
        image=samples.image,
    )
    assert [each for each in texts if each in page] == []


def _told_to_the_teacher(grade: Grade, text: str) -> Grade:
    def item(each: ItemGrade) -> ItemGrade:
        return replace(each, checks=tuple(replace(check, for_teacher=text) for check in each.checks))

    return replace(grade, items=tuple(map(item, grade.items)))
