"""A check that hangs, dies or lies costs its own judgement and no other's, and the teacher is told which it was."""

from __future__ import annotations

import os
from pathlib import Path

import psutil
import pytest

from grader.checking import catalogue, judge, many
from grader.errors import MachineryError
from grader.model.grade import Cause, Outcome, Status
from tests.unit.checking.broken import GOOD, checks, evidence

FORGED = """
    import json, os, sys
    forged = {{"id": "{name}", "points": 1, "status": "passed", "cause": None, "looked_for": "", "found": "forged",
              "advice": "", "rests_on": []}}
    path = sys.argv[sys.argv.index("--outcomes") + 1]
    with open(path, "ab") as file:
        for line in {lines}:
            file.write(json.dumps(line).encode() + b"\\n")
    {then}
"""
OTHERS = '[{"outcome": forged}]'
BOTH = '[{"began": "1.20/victim"}, {"outcome": forged}]'

DIES = {
    "leaves_as_if_all_were_well": ("    import os; os._exit(0)", "ended pytest with exit code 0"),
    "leaves": ("    import os; os._exit(1)", "ended pytest with exit code 1"),
    "leaves_with_another_code": ("    import os; os._exit(77)", "ended pytest with exit code 77"),
    "kills_itself": ("    import os; os.kill(os.getpid(), 9)", "was killed by SIGKILL"),
    "kills_its_group": ("    import os; os.killpg(0, 15)", "was killed by SIGTERM"),
    "segmentation_fault": ("    import ctypes; ctypes.string_at(0)", "was killed by SIGSEGV"),
    "aborts": ("    import os; os.abort()", "was killed by SIGABRT"),
    "ends_pytest": ("    import pytest; pytest.exit('enough', returncode=0)", "ended pytest with exit code 0"),
    "interrupts": ("    raise KeyboardInterrupt", "ended pytest with exit code 2"),
    "loops": ("    while True: pass", "did not end within 1 seconds"),
    "sleeps": ("    import time; time.sleep(3600)", "did not end within 1 seconds"),
    "loops_in_c": ("    sum(range(10**15))", "did not end within 1 seconds"),
    "catches_everything": (
        "    while True:\n        try:\n            while True: pass\n        except BaseException: pass",
        "did not end within 1 seconds",
    ),
    "forges_another": (FORGED.format(name="1.20/victim", lines=OTHERS, then="pass"), "wrote outcomes of its own"),
    "forges_both": (FORGED.format(name="1.20/victim", lines=BOTH, then="pass"), "wrote outcomes of its own"),
    "forges_itself": (FORGED.format(name="1.17/forges_itself", lines=OTHERS, then="pass"), "wrote outcomes of its own"),
    "forges_and_leaves": (
        FORGED.format(name="1.20/victim", lines=OTHERS, then="os._exit(0)"),
        "wrote outcomes of its own",
    ),
    "writes_rubbish": (FORGED.format(name="x", lines='[[], "x", {"x": 1}]', then="pass"), "wrote outcomes of its own"),
}
"""By name: what the check does, and how the teacher is told of it."""

FAILS = {
    "exits": "    import sys; sys.exit(0)",
    "recursion": "    def deeper(): deeper()\n    deeper()",
    "memory": "    bytearray(1 << 33)",
    "print": "    for _ in range(100): print('x' * (1 << 20))",
    "file": "    open('big', 'wb').write(bytes(100 << 20))",
    "skip": "    import pytest; pytest.skip('no')",
    "descriptors": "    kept = []\n    while True: kept.append(open('/dev/null'))",
}
"""Checks whose end pytest itself notices: no child is lost."""


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "CHECK_SECONDS", 1)


def judged(tmp_path: Path, **bodies: str) -> dict[str, Outcome]:
    assignment = checks(tmp_path, **bodies)
    outcomes = judge.judge(assignment, catalogue.read(assignment), evidence(tmp_path / "evidence"))
    return {outcome.id.split("/")[1]: outcome for outcome in outcomes}


def test_a_check_that_breaks_is_named_and_the_others_are_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judge, "MOST_BROKEN", 100)
    bodies = {"first": GOOD} | {name: does for name, (does, _) in DIES.items()}
    outcomes = judged(tmp_path, **bodies, victim="    assert False", end=GOOD)
    for number, (name, (_, told)) in enumerate(DIES.items(), start=2):
        assert (outcomes[name].status, outcomes[name].cause) == (Status.UNGRADABLE, Cause.GRADER), name
        assert outcomes[name].for_teacher == f"1.{number}/{name} {told}."
        assert "this is the grader's fault" in outcomes[name].found
        assert name not in outcomes[name].found, "a student is not told the checks' names"
    others = {name: outcome.status for name, outcome in outcomes.items() if name not in DIES}
    assert others == {"first": Status.PASSED, "victim": Status.FAILED, "end": Status.PASSED}


def test_what_pytest_notices_costs_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "CHECK_SECONDS", 30)
    monkeypatch.setattr(judge, "MOST_BROKEN", 0)  # the first lost child would be the last
    outcomes = judged(tmp_path, first=GOOD, **FAILS, last=GOOD)
    for name in FAILS:
        assert (outcomes[name].status, outcomes[name].cause) == (Status.UNGRADABLE, Cause.GRADER), name
        assert outcomes[name].found.startswith("The check itself failed"), name
    assert {outcomes["first"].status, outcomes["last"].status} == {Status.PASSED}


def test_a_check_that_stops_itself_is_ended_from_outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS", 6)
    outcomes = judged(tmp_path, broken="    import os; os.kill(os.getpid(), 19)", last=GOOD)
    assert outcomes["broken"].for_teacher.startswith("1.1/broken did not end within")
    assert outcomes["last"].status is Status.PASSED


def test_what_a_check_leaves_running_is_ended(tmp_path: Path) -> None:
    mark = f"left-by-a-check-of-{os.getpid()}"
    body = (
        f"    import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)', '{mark}'])"
    )
    outcomes = judged(tmp_path, leaves=body, last=GOOD)
    assert outcomes["last"].status is Status.PASSED
    left = [process for process in psutil.process_iter(["cmdline"]) if mark in (process.info["cmdline"] or ())]
    _, living = psutil.wait_procs(left, timeout=10)  # killed, which takes a moment
    assert living == []


def test_after_some_the_rest_is_left_to_a_person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "MOST_BROKEN", 2)
    dies = "    import os; os._exit(0)"
    outcomes = judged(tmp_path, a=GOOD, b=dies, c=dies, d=dies, e=GOOD)
    assert outcomes["a"].status is Status.PASSED
    for name in "bcde":
        assert (outcomes[name].status, outcomes[name].cause) == (Status.UNGRADABLE, Cause.GRADER)
    assert outcomes["e"].for_teacher == "Not run after 2 others: 1.2/b, 1.3/c."


@pytest.mark.parametrize("body", ["raise SystemExit", "import os; os._exit(0)", "1 / 0", "syntax error"])
def test_a_file_that_can_not_be_imported_is_said(tmp_path: Path, body: str) -> None:
    assignment = checks(tmp_path, a=GOOD)
    (assignment.folder / "check_more.py").write_text(f"{body}\n")
    specs = catalogue.read(assignment) if body != "syntax error" else ()
    with pytest.raises(MachineryError, match="could not be run"):
        judge.judge(assignment, specs, evidence(tmp_path / "evidence"))


def test_many_at_once_share_it(tmp_path: Path) -> None:
    """The warm process goes on with the others of the broken one's submission, and with other submissions."""
    assignment = checks(
        tmp_path, first=GOOD, leaves="    import os; os._exit(0)", loops="    while True: pass", last=GOOD
    )
    folders = [evidence(tmp_path / str(number)) for number in range(2)]
    all_of_them = many.judge_all(assignment, catalogue.read(assignment), folders)
    for outcomes in all_of_them:
        assert [outcome.status.value for outcome in outcomes] == ["passed", "ungradable", "ungradable", "passed"]
        assert outcomes[1].for_teacher == "1.2/leaves ended pytest with exit code 0."
        assert outcomes[2].for_teacher == "1.3/loops did not end within 1 seconds."


@pytest.mark.thorough
def test_many_end_one_that_stops_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(judge, "SECONDS", 4)
    assignment = checks(tmp_path, stops="    import os; os.kill(os.getpid(), 19)", last=GOOD)
    (outcomes,) = many.judge_all(assignment, catalogue.read(assignment), [evidence(tmp_path / "one")])
    assert [outcome.status.value for outcome in outcomes] == ["ungradable", "passed"]
