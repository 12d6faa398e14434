"""Many folders judged by one warm process: each as if it had been judged alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, judge, many
from grader.model.assignment import Assignment, RubricItem
from grader.model.evidence import Evidence, Observed, Reported, RunEnd
from grader.model.grade import Status
from grader.model.submission import Submission

CHECK = '''
import os

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.evidence import Evidence

seen = []


@rubric("1.1", points=2)
def check_it(evidence: Evidence, found: Found) -> None:
    """Do it.

    Try: do it again.
    """
    seen.append(evidence.submission.name)
    found(" ".join(seen))
    if evidence.submission.name == "breaks":
        os._exit(9)
    assert evidence.submission.name != "bad"
'''


@pytest.fixture
def tiny(tmp_path: Path) -> Assignment:
    """An assignment of one check, which remembers what it has seen."""
    folder = tmp_path / "checks" / "tiny"
    folder.mkdir(parents=True)
    (folder / "check_it.py").write_text(CHECK)
    (tmp_path / "checks" / "pytest.ini").write_text((assignments.CHECKS / "pytest.ini").read_text())
    item = RubricItem(id="1.1", title="It", task="1", points=2)
    return replace(assignments.load("seq2seq"), name="tiny", folder=folder, items=(item,))


def folders(tmp_path: Path, *names: str) -> list[Path]:
    made = []
    for name in names:
        folder = EvidenceFolder(tmp_path / name)
        folder.make()
        submission = Submission(name=name, slug=name, path="x.ipynb", notebook="x.ipynb", sha256="", cells=())
        observed = Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1)
        folder.save(Evidence(submission=submission, observed=observed, reported=Reported()))
        made.append(folder.path)
    return made


def test_each_is_judged_as_if_alone(tiny: Assignment, tmp_path: Path) -> None:
    specs, evidence = catalogue.read(tiny), folders(tmp_path, "good", "bad", "other")
    judged = many.judge_all(tiny, specs, evidence)
    assert judged == tuple(judge.judge(tiny, specs, folder) for folder in evidence)
    assert [outcome.status for (outcome,) in judged] == [Status.PASSED, Status.FAILED, Status.PASSED]
    assert [outcome.found for (outcome,) in judged] == ["good", "bad", "other"], "one judging saw another's state"


def test_nothing_to_judge(tiny: Assignment) -> None:
    assert many.judge_all(tiny, catalogue.read(tiny), []) == ()


def test_a_child_that_breaks_is_no_outcome(tiny: Assignment, tmp_path: Path) -> None:
    judged = many.judge_all(tiny, catalogue.read(tiny), folders(tmp_path, "good", "breaks"))
    assert [outcome.status for (outcome,) in judged] == [Status.PASSED, Status.UNGRADABLE]
    assert judged[1][0].for_teacher == "1.1/it ended pytest with exit code 9."
