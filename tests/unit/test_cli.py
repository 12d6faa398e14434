"""The command as a person meets it: sentences, exit codes, and nothing half written."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader import cli, intake, pipeline, selftest
from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import CheckSpec, Grade, ItemGrade
from grader.model.selftest import Level, Matrix, Trial
from grader.sandbox import confinement

FILES = Path(__file__).parent / "intake" / "files"


@pytest.mark.parametrize(
    ("file", "code", "sentence"),
    [
        ("nowhere.ipynb", 2, "There is no file or folder"),
        ("without-notebook", 3, "should hold a notebook"),
        ("not-json-truncated.ipynb", 3, "is cut off"),
        ("not-json-missing-comma.ipynb", 3, "JSON"),
        ("format-99.ipynb", 3, "is in notebook format 99"),
        ("r-kernel.ipynb", 3, "is a notebook for R"),
        ("python-script-renamed.ipynb", 3, "is a Python script with its name changed"),
        ("html-page.ipynb", 3, "web page"),
        ("empty.ipynb", 3, "is empty: it has 0 bytes"),
        ("zero-cells.ipynb", 3, "cell"),
    ],
)
def test_each_refusal_has_its_sentence_and_code(
    file: str, code: int, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "reports"
    assert cli.main([str(FILES / file), "--out", str(out)]) == code
    said = capsys.readouterr()
    assert sentence in said.err
    assert "\n  try: " in said.err
    assert "Traceback" not in said.err
    assert not out.exists(), "nothing is written for what can't be read"


def test_refusals_are_all_different(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    bad = ["not-json-truncated.ipynb", "format-99.ipynb", "r-kernel.ipynb", "html-page.ipynb", "empty.ipynb"]
    assert cli.main([*(str(FILES / file) for file in bad), "--out", str(tmp_path)]) == 3
    sentences = [line for line in capsys.readouterr().err.splitlines() if line.startswith("error: ")]
    assert len(set(sentences)) == len(bad), "one that can't be read does not stop the others"


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        ([], 2, "There is nothing to grade."),
        (["x.ipynb", "--regrade", "y"], 2, "There is nothing to grade."),
        (["--regrade", "y", "--budget", "5"], 2, "--budget is for a run, and --regrade runs nothing."),
        (["x.ipynb", "--all"], 2, "--all belongs to --selftest."),
        (["x.ipynb", "--selftest", "seq2seq"], 2, "--selftest grades no submission."),
        (["--selftest", "cooking"], 2, "There is no assignment called 'cooking'."),
        (["x.ipynb", "--assignment", "cooking"], 2, "There is no assignment called 'cooking'."),
        (["x.ipynb", "--sandbox", "sandcastle"], 2, "There is no sandbox called 'sandcastle'."),
        (["x.ipynb", "--data", "nowhere.txt"], 2, "There is no data set at nowhere.txt."),
        (["x.ipynb", "--data", str(FILES / "empty.ipynb")], 2, "The data set empty.ipynb has no line with two columns"),
        (["x.ipynb", "--rows", "0"], 2, "There can't be 0 rows."),
        (["--regrade", "nowhere"], 3, "There is no evidence to judge in "),
        (["nowhere.zip"], 2, "There is no file or folder 'nowhere.zip'."),
        (["http://127.0.0.1:9/owner/repository"], 3, "can't be reached from here."),
        (["ext::sh -c evil"], 2, "There is no file or folder 'ext::sh -c evil'."),
    ],
)
def test_usage(arguments: list[str], code: int, sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(arguments) == code
    assert sentence in capsys.readouterr().err


def test_without_a_sandbox_it_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    monkeypatch.setattr(confinement, "landlock_version", lambda: 0)
    assert cli.main([str(FILES / "good.ipynb"), "--out", str(tmp_path / "reports")]) == 3
    said = capsys.readouterr().err
    assert "apt-get install bubblewrap" in said
    assert "--sandbox none" in said
    assert not (tmp_path / "reports").exists()


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys, grader.cli\n"
        "grader.cli.parser().format_help()\n"
        "print([name for name in ('tensorflow', 'nbclient', 'rich', 'pytest', 'numpy') if name in sys.modules])"
    )
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "[]"


def test_two_submissions_of_one_name_have_reports_of_their_own(tmp_path: Path) -> None:
    first = intake.read(FILES / "good.ipynb")
    second = replace(first, path="elsewhere/good.ipynb", slug="GOOD")
    taken: dict[str, str] = {}
    slugs = [pipeline.distinct(submission, taken, tmp_path).slug for submission in (first, second, first, second)]
    assert slugs[0] == slugs[2] == "good"
    assert slugs[1] == slugs[3]
    assert slugs[1] != "GOOD"


def test_a_report_of_another_command_is_not_replaced_by_a_namesake(tmp_path: Path) -> None:
    submission = intake.read(FILES / "good.ipynb")
    (tmp_path / "good").mkdir()
    report = tmp_path / "good" / "grade.json"
    report.write_text('{"submission": {"path": "somebody/elses/good.ipynb"}}')
    assert pipeline.distinct(submission, {}, tmp_path).slug != "good"
    report.write_text(f'{{"submission": {{"path": "{submission.path}"}}}}')
    assert pipeline.distinct(submission, {}, tmp_path).slug == "good"
    report.write_text("not json")
    assert pipeline.distinct(submission, {}, tmp_path).slug == "good"


@pytest.fixture
def assignment() -> Assignment:
    return assignments.load("seq2seq")


def test_a_failure_half_way_leaves_nothing(
    assignment: Assignment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MachineryError("The disk is full.")

    monkeypatch.setattr(pipeline, "record", fails)
    (tmp_path / "good").mkdir()
    (tmp_path / "good" / "report.html").write_text("an earlier report")
    with pytest.raises(MachineryError):
        pipeline.grade(intake.read(FILES / "good.ipynb"), assignment=assignment, out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["good"]
    assert (tmp_path / "good" / "report.html").read_text() == "an earlier report"


def test_a_folder_that_can_not_be_written_is_said(assignment: Assignment, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(MachineryError, match="can't be written"):
        pipeline.grade(intake.read(FILES / "good.ipynb"), assignment=assignment, out=tmp_path / "file" / "reports")


def test_several_are_told_briefly(
    assignment: Assignment, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    items = tuple(ItemGrade(item=item, checks=()) for item in assignment.items)
    grade = Grade(
        assignment="seq2seq", version="1", student="x", path="x", sha256="", items=items, policy=assignment.bonus
    )
    monkeypatch.setattr(pipeline, "regrade", lambda path, **_: pipeline.Graded(grade=grade, folder=path))
    assert cli.main(["--regrade", "one", "two"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if line.startswith("Report: ")] == [
        "Report: one/report.html",
        "Report: two/report.html",
    ]
    assert len(lines) < 12


@pytest.mark.parametrize(("lost", "code"), [({"1.1/a"}, 0), (set(), 1), ({"1.1/a", "1.1/b"}, 1)])
def test_the_selftest_ends_by_what_it_found(
    lost: set[str], code: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    check = CheckSpec(id="1.1/a", item="1.1", points=1, looked_for=".", advice="")
    trial = Trial(
        name="m", original="o", level=Level.TEXT, targets=frozenset({"1.1/a"}), also=frozenset(), lost=frozenset(lost)
    )
    asked: list[bool] = []

    def judged(*_: object, everything: bool, **__: object) -> Matrix:
        asked.append(everything)
        return Matrix(checks=(check,), trials=(trial,))

    monkeypatch.setattr(selftest, "selftest", judged)
    assert cli.main(["--selftest", "seq2seq", "--all", "--sandbox", "none", "--out", str(tmp_path)]) == code
    assert asked == [True]
    assert "Kill rate:" in capsys.readouterr().out
