"""Nothing that was handed in, and no variable of the teacher's shell, has a say in how it is judged."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import pytest

from grader import intake
from grader.checking import catalogue, judge, many
from grader.model.grade import Status
from tests.hostile.grader.steering import VARIABLES, plant
from tests.unit.checking.broken import GOOD, checks, evidence

NOTEBOOK = """{"cells": [{"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": null,
"source": "for n in range(3):\\n    print(n)  # to see that it counts"}],
"metadata": {}, "nbformat": 4, "nbformat_minor": 5}"""
GRADE = Path(sys.executable).with_name("grade")


@pytest.fixture
def planted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A submission's folder with all of it, as working folder, and the variables."""
    folder = tmp_path / "submission"
    folder.mkdir()
    plant(folder, tmp_path / "canary")
    monkeypatch.chdir(folder)
    for name, value in (VARIABLES | {"PYTHONPATH": str(folder), "PYTHONHOME": ""}).items():
        monkeypatch.setenv(name, value)
    return folder


def heeded(tmp_path: Path) -> str:
    canary = tmp_path / "canary"
    return canary.read_text() if canary.exists() else ""


def test_the_canary_can_sing(planted: Path, tmp_path: Path) -> None:
    """What they do to the naive call: without it the others would prove nothing."""
    subprocess.run([sys.executable, "-m", "pytest", "."], cwd=planted, capture_output=True, check=False)
    assert heeded(tmp_path)


@pytest.mark.usefixtures("planted")
def test_the_judge_sees_nothing_of_it(tmp_path: Path) -> None:
    assignment = checks(tmp_path, good=GOOD, bad="    assert False")
    specs, folder = catalogue.read(assignment), evidence(tmp_path / "evidence")
    outcomes = judge.judge(assignment, specs, folder)
    assert [outcome.status for outcome in outcomes] == [Status.PASSED, Status.FAILED]
    assert many.judge_all(assignment, specs, [folder]) == (outcomes,)
    assert heeded(tmp_path) == ""


def test_evidence_beside_it_makes_no_difference(planted: Path, tmp_path: Path) -> None:
    """Also where a report's folder was put into the submission's, and all lies in the evidence folder itself."""
    assignment = checks(tmp_path, good=GOOD, bad="    assert False")
    folder = evidence(planted / "evidence")
    plant(folder, tmp_path / "canary")
    outcomes = judge.judge(assignment, catalogue.read(assignment), folder)
    assert [outcome.status for outcome in outcomes] == [Status.PASSED, Status.FAILED]
    assert heeded(tmp_path) == ""


@pytest.mark.parametrize("module", ["grader.execution", "grader.checking.many", "pytest", "grader.cli"])
def test_our_own_processes_start_without_it(module: str, planted: Path, tmp_path: Path) -> None:
    """Whatever they answer to nonsense, they answer it themselves."""
    command = [sys.executable, "-I", "-m", module, "--help"]
    subprocess.run(command, cwd=planted, stdin=subprocess.DEVNULL, capture_output=True, timeout=60, check=False)
    assert heeded(tmp_path) == ""


def test_a_document_beside_it_is_read_without_it(planted: Path, tmp_path: Path) -> None:
    (planted / "notebook.ipynb").write_text(NOTEBOOK)
    written = docx.Document()
    written.add_paragraph("Attention looks back.")
    written.save(str(planted / "answers.docx"))
    assert "looks back" in intake.read(planted).documents[0].text
    assert heeded(tmp_path) == ""


@pytest.mark.thorough
@pytest.mark.runs
def test_the_same_grade_with_all_of_it(tmp_path: Path) -> None:
    """`cd submission && grade .`, in a shell that has the variables set."""
    grades = []
    for name in ("plain", "planted"):
        folder = tmp_path / name / "alice"
        folder.mkdir(parents=True)
        (folder / "notebook.ipynb").write_text(NOTEBOOK)
        variables: dict[str, str] = {}
        if name == "planted":
            plant(folder, tmp_path / "canary")
            variables = VARIABLES
            (folder / "pytest_evil-1.0.dist-info" / "entry_points.txt").unlink()  # a text is rightly read for answers
        command = [str(GRADE), ".", "--out", str(tmp_path / name / "reports")]
        done = subprocess.run(
            command, cwd=folder, env=os.environ | variables, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode in (0, 1), done.stderr
        grades.append(_told(tmp_path / name / "reports" / "alice" / "grade.json"))
    assert grades[0] == grades[1]
    assert heeded(tmp_path) == ""


def _told(path: Path) -> dict[str, Any]:
    grade: dict[str, Any] = json.loads(path.read_text())
    return {name: value for name, value in grade.items() if name != "submission"}
