"""JUnit's XML as pytest writes it (xunit2): a check is a test, one that could not be judged an error."""

from __future__ import annotations

import xml.etree.ElementTree as ET

from grader.export.escaping import xml_text
from grader.model.grade import Grade, ItemGrade, Outcome, Status

_ELEMENTS = {Status.FAILED: "failure", Status.UNGRADABLE: "error"}


def render(grade: Grade) -> bytes:
    """The points stand in properties, for JUnit has none; what is for the teacher alone is left out."""
    checks = [(item, check) for item in grade.items for check in item.checks]
    suite = ET.SubElement(root := ET.Element("testsuites"), "testsuite", name=xml_text(grade.assignment))
    for name, number in (
        ("tests", len(checks)),
        ("failures", sum(check.status is Status.FAILED for _, check in checks)),
        ("errors", sum(check.status is Status.UNGRADABLE for _, check in checks)),
        ("skipped", 0),
        ("time", 0),
    ):
        suite.set(name, str(number))
    _properties(
        suite,
        student=grade.student,
        score=str(grade.score),
        possible=str(grade.possible),
        earned=str(grade.earned),
        bonus=str(grade.bonus),
        verdict=grade.verdict.value,
    )
    for item, check in checks:
        _case(suite, item, check)
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _case(suite: ET.Element, item: ItemGrade, check: Outcome) -> None:
    place = xml_text(f"{item.item.id} {item.item.title}")
    case = ET.SubElement(suite, "testcase", classname=place, name=xml_text(check.id), time="0")
    earned = check.points if check.status is Status.PASSED else 0
    _properties(case, points=str(check.points), earned=str(earned))
    if check.status in _ELEMENTS:
        said = ET.SubElement(case, _ELEMENTS[check.status], message=xml_text(check.found or check.looked_for))
        sentences = (f"Looked for: {check.looked_for}", f"Found: {check.found}", f"Try: {check.advice}")
        said.text = "\n".join(xml_text(sentence) for sentence in sentences)


def _properties(parent: ET.Element, **values: str) -> None:
    properties = ET.SubElement(parent, "properties")
    for name, value in values.items():
        ET.SubElement(properties, "property", name=name, value=xml_text(value))
