"""Documentation that could be wrong: its commands, its paths and its tables are compared with what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from grader import cli
from grader.model.grade import Outcome

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
PAGES = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md")} | {"README": README}


def grade_commands() -> list[str]:
    return re.findall(r"`(grade [^`]+)`", "\n".join(PAGES.values())) + re.findall(r"(?m)^  (grade .*?)  ", cli.EPILOGUE)


@pytest.mark.parametrize("command", grade_commands())
def test_every_grade_command_is_understood(command: str) -> None:
    options = cli.parser().parse_args(shlex.split(command)[1:])
    assert options.paths or options.regrade or options.selftest


def test_the_two_commands_are_those_that_ci_runs() -> None:
    blocks = re.findall(r"```sh\n(.*?)\n```", README, re.DOTALL)
    grade, tests = blocks
    assert grade == "sh setup.sh && .venv/bin/grade submissions/alice.ipynb"
    assert tests in (ROOT / ".ci" / "run").read_text()
    assert (ROOT / "submissions" / "alice.ipynb").is_file()


def test_every_option_is_told_in_the_readme() -> None:
    options = {word for action in cli.parser()._actions for word in action.option_strings if word.startswith("--")}
    untold = {option for option in options - {"--help", "--out", "--assignment"} if option not in README}
    assert not untold


def test_exit_codes_are_told_alike() -> None:
    told = "0 graded, 1 something needs a person, 2 wrong usage, 3 not graded, 4 below"
    assert told in " ".join(README.split())
    assert told in cli.EPILOGUE


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_is_named_exists(page: str) -> None:
    places = re.findall(r"`((?:grader|checks|reference|tests|docs|submissions)/[\w./-]*)`", PAGES[page])
    missing = [place for place in places if not (ROOT / place).exists()]
    assert not missing


def test_the_samples_are_those_that_are_listed() -> None:
    table = README[README.index("| submission |") : README.index("## What is where")]
    listed = {name.rstrip("/") for name in re.findall(r"^\| `([^`]+)`", table, re.MULTILINE)}
    assert listed == {path.name for path in (ROOT / "submissions").iterdir()}


def test_the_examples_stand_in_the_code() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "checks").rglob("*.py"))
    examples = re.findall(r"```python\n(.*?)```", ARCHITECTURE, re.DOTALL)
    assert len(examples) == 2
    assert [example for example in examples if example.strip() not in code] == []


def test_no_template_names_what_is_for_the_teacher() -> None:
    assert "for_teacher" in Outcome.__dataclass_fields__
    templates = list((ROOT / "grader" / "reporting" / "templates").iterdir())
    assert templates
    assert "assertion" not in (ROOT / "grader" / "reporting" / "templates" / "report.html.jinja").read_text()
    assert [path.name for path in templates if "for_teacher" in path.read_text(encoding="utf-8")] == []
