"""grade.json, as other programs read it."""

import json
from dataclasses import replace
from typing import Any

from grader.export import EXPORTS
from grader.model.assignment import BonusPolicy
from grader.model.grade import Cause, Grade
from tests.unit.reporting import samples


def _read(grade: Grade) -> dict[str, Any]:
    return dict(json.loads(EXPORTS["json"].render(grade)))


def test_it_has_exactly_the_keys_of_schema_1() -> None:
    record = _read(samples.grade())
    assert set(record) == {
        *("schema", "assignment", "version", "student", "submission", "verdict", "score", "earned", "bonus"),
        *("possible", "policy", "reasons", "items"),
    }
    assert record["schema"] == 1
    assert set(record["submission"]) == {"path", "sha256"}
    assert len(record["items"]) == len(samples.grade().items)
    for item in record["items"]:
        assert set(item) == {"id", "title", "points", "bonus", "earned", "status", "checks"}
        assert isinstance(item["bonus"], bool)
        for check in item["checks"]:
            assert set(check) == {"id", "points", "status", "cause", "found", "rests_on"}


def test_words_of_the_enums_are_written_in_capitals() -> None:
    record = _read(samples.grade(reasons=("look",)))
    assert record["verdict"] == "NEEDS_REVIEW"
    assert _read(samples.grade())["verdict"] == "GRADED"
    by_id = {item["id"]: item for item in record["items"]}
    assert by_id["3.1"]["status"] == "PASSED"
    assert by_id["4.6"]["status"] == "FAILED"
    assert by_id["5.3"]["checks"][0]["cause"] == "UPSTREAM"
    assert by_id["3.1"]["checks"][0]["cause"] is None
    assert by_id["4.3"]["checks"][0]["rests_on"] == ["recomputed", "reported"]


def test_the_cause_has_an_underscore() -> None:
    grade = samples.grade()
    check = replace(grade.items[0].checks[0], cause=Cause.API_AGE)
    item = replace(grade.items[0], checks=(check,))
    assert _read(replace(grade, items=(item,)))["items"][0]["checks"][0]["cause"] == "API_AGE"


def test_the_numbers_and_their_rule() -> None:
    record = _read(samples.grade())
    assert (record["score"], record["earned"], record["bonus"], record["possible"]) == (26, 20, 6, 34)
    assert record["policy"] == "score = min(possible, earned + bonus)"
    assert _read(replace(samples.grade(), policy=BonusPolicy.ON_TOP))["policy"] == "score = earned + bonus"


def test_the_bytes_are_the_same_each_time_and_end_in_a_newline() -> None:
    written = EXPORTS["json"].render(samples.grade())
    assert written == EXPORTS["json"].render(samples.grade())
    assert written.endswith(b"}\n")
    assert written.startswith(b'{\n "schema": 1,\n')
    assert "é".encode() in EXPORTS["json"].render(samples.grade(student="André"))


def test_hostile_text_keeps_its_value_and_is_harmless_on_a_terminal() -> None:
    written = EXPORTS["json"].render(samples.hostile_grade()).decode()
    for mark in ("\x1b", "\x9b", "\u202e", "\u200b"):
        assert mark not in written
    assert json.loads(written)["student"] == samples.HOSTILE.replace("\ud800", "\ufffd")
    assert samples.SECRET not in written
