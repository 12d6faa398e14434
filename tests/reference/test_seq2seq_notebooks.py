"""The stored notebooks are those that the package generates, and hold what they should."""

# mypy: disable-error-code="no-untyped-call, no-any-return"

import ast
import re
import subprocess
import sys

import nbformat
import pytest

from reference.seq2seq.notebook import FOLDER, SOLUTION, TEMPLATE, Cell, build, cells, up_to_date


@pytest.fixture(scope="module")
def solution() -> nbformat.NotebookNode:
    return nbformat.read(SOLUTION, as_version=4)


def test_in_sync() -> None:
    assert up_to_date(SOLUTION, template=False)
    assert up_to_date(TEMPLATE, template=True)


def test_check_needs_no_tensorflow() -> None:
    code = (
        "import sys; sys.argv.append('--check'); from reference.seq2seq.notebook import main; "
        "code = main(); assert 'keras' not in sys.modules; raise SystemExit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=FOLDER.parents[1]
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_solution_ran_from_first_cell_to_last_without_a_warning(solution: nbformat.NotebookNode) -> None:
    nbformat.validate(solution)
    code = [cell for cell in solution.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert all(output.output_type != "error" for output in outputs)
    assert all(output.get("name") != "stderr" for output in outputs)
    printed = "".join(output.text for output in outputs if output.output_type == "stream")
    assert not re.search(r"warning|deprecat", printed, re.IGNORECASE)
    assert len(re.findall(r"^Epoch \d+/\d+$", printed, re.MULTILINE)) >= 24
    assert printed.count("Decoded sentence:") >= 10
    assert sum("image/png" in output.get("data", {}) for output in outputs) == 3


def test_solution_translates_well(solution: nbformat.NotebookNode) -> None:
    printed = "".join(o.text for c in solution.cells for o in c.get("outputs", []) if o.output_type == "stream")
    exact, character = re.findall(r"With attention: exact match ([\d.]+), chrF ([\d.]+)", printed)[0]
    assert float(exact) > 0.9
    assert float(character) > 95


def test_solution_is_self_contained(solution: nbformat.NotebookNode) -> None:
    source = "\n".join(cell.source for cell in solution.cells if cell.cell_type == "code")
    modules = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names])
    }
    assert modules - set(sys.stdlib_module_names) == {"keras", "matplotlib", "numpy"}


@pytest.mark.parametrize("template", [False, True])
def test_tasks_in_order(template: bool) -> None:
    headings = re.findall(r"^## Task (\d)", "\n".join(c.source for c in build(template=template).cells), re.MULTILINE)
    assert headings == list("12345678")


def test_template_holds_no_answer() -> None:
    template, solution = build(template=True), build(template=False)
    assert {cell.source for cell in template.cells if cell.cell_type == "code"} == {"# Your code here"}
    tasks = {cell.source for cell in cells((FOLDER / "notebook.src").read_text(encoding="utf-8")) if cell.in_template}
    assert {cell.source for cell in template.cells} == tasks
    answers = {cell.source for cell in solution.cells} - tasks
    assert not answers & {cell.source for cell in template.cells}
    assert len(answers) > 30


def test_readme_quotes_the_run(solution: nbformat.NotebookNode) -> None:
    printed = "".join(o.text for c in solution.cells for o in c.get("outputs", []) if o.output_type == "stream")
    rows = re.findall(r"Input sentence: +(.*)\nReference: +(.*)\nDecoded sentence: (.*)\n", printed)
    plain, attention = rows[: len(rows) // 2], rows[len(rows) // 2 :]
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for (english, french, one), (_, _, other) in zip(plain, attention, strict=True):
        assert f"| {english} | {french} | {one} | {other} |" in readme
    for name, exact, character in re.findall(r"^(With|Without)\b.*exact match ([\d.]+), chrF ([\d.]+)", printed, re.M):
        assert f"| {name.lower()} attention | {exact} | {character} |" in readme


def test_directives() -> None:
    task, prose = "<!-- task -->\n# T\n<!-- /task -->\n<!-- blank code -->\n", "prose\n\n```python\na = 1\n```\n"
    made = list(cells(f"{task}{prose}<!-- source: data.pad -->\n"))
    assert made[:4] == [
        Cell("markdown", "# T", in_template=True),
        Cell("code", "# Your code here", in_solution=False, in_template=True),
        Cell("markdown", "prose"),
        Cell("code", "a = 1"),
    ]
    assert made[4].source.startswith("def pad(")
    with pytest.raises(LookupError, match="no top-level nothing"):
        list(cells("<!-- source: data.nothing -->\n"))
