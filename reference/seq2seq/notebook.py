"""Generates the notebooks from notebook.src and from the package's own source, so that they cannot drift apart.

notebook.src is Markdown with a few directives, each on a line of its own:

    <!-- task --> ... <!-- /task -->   the assignment's own words: a Markdown cell in both notebooks
    <!-- blank code -->                an empty code cell, in the template only ("blank text": a Markdown cell)
    <!-- source: data.pad ... -->      a code cell with the source of these functions, classes or aliases
    ```python ... ```                  a code cell

All other text is a Markdown cell of the solution.

    python -m reference.seq2seq.notebook             write template.ipynb and solution.ipynb, run the latter
    python -m reference.seq2seq.notebook --check     exit with 1 unless the cells of both are up to date
"""

# mypy: disable-error-code="no-untyped-call, no-any-return"

import argparse
import ast
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
SOLUTION, TEMPLATE = FOLDER / "solution.ipynb", FOLDER / "template.ipynb"
_DIRECTIVE = re.compile(
    r"^<!-- task -->\n(?P<task>.*?)^<!-- /task -->$"
    r"|^<!-- blank (?P<blank>code|text) -->$"
    r"|^<!-- source: (?P<source>[\w. ]+) -->$"
    r"|^```python\n(?P<code>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
_BLANKS: dict[str, str] = {"code": "# Your code here", "text": "*Your answer here*"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell, and which of the two notebooks it belongs to."""

    kind: Literal["code", "markdown"]
    source: str
    in_solution: bool = True
    in_template: bool = False


def _source_of(name: str) -> str:
    """The source of `module.attribute` in this package, be it a function, a class or an assigned alias.

    Read from the file rather than imported: checking the notebooks then needs no TensorFlow.
    """
    module, attribute = name.split(".")
    source = (FOLDER / f"{module}.py").read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
            names = {node.name}
        elif isinstance(node, ast.Assign):
            first, names = node.lineno, {target.id for target in node.targets if isinstance(target, ast.Name)}
        else:
            continue
        if attribute in names:
            return "\n".join(source.splitlines()[first - 1 : node.end_lineno])
    raise LookupError(f"{module}.py has no top-level {attribute}")


def cells(text: str) -> Iterator[Cell]:
    """Cut notebook.src into cells."""
    position = 0
    for match in _DIRECTIVE.finditer(text):
        yield from _prose(text[position : match.start()])
        position = match.end()
        if match["task"] is not None:
            yield Cell("markdown", match["task"].strip(), in_template=True)
        elif match["blank"] is not None:
            kind: Literal["code", "markdown"] = "code" if match["blank"] == "code" else "markdown"
            yield Cell(kind, _BLANKS[match["blank"]], in_solution=False, in_template=True)
        elif match["source"] is not None:
            yield Cell("code", "\n\n\n".join(map(_source_of, match["source"].split())))
        else:
            yield Cell("code", match["code"].strip())
    yield from _prose(text[position:])


def _prose(text: str) -> Iterator[Cell]:
    if text.strip():
        yield Cell("markdown", text.strip())


def build(*, template: bool) -> nbformat.NotebookNode:
    """The notebook without outputs. Cell ids count upwards, so that equal text makes an equal file."""
    notebook = nbformat.v4.new_notebook()
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook.metadata["language_info"] = {"name": "python"}
    text = (FOLDER / "notebook.src").read_text(encoding="utf-8")
    for cell in cells(text):
        if cell.in_template if template else cell.in_solution:
            new = nbformat.v4.new_code_cell if cell.kind == "code" else nbformat.v4.new_markdown_cell
            notebook.cells.append(new(cell.source, id=f"cell-{len(notebook.cells):02}"))
    return notebook


def _sources(notebook: nbformat.NotebookNode) -> list[tuple[str, str]]:
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


def up_to_date(path: Path, *, template: bool) -> bool:
    """Whether the file's cells are those that `build` makes; outputs are not looked at."""
    if not path.exists():
        return False
    return _sources(nbformat.read(path, as_version=4)) == _sources(build(template=template))


def _execute(notebook: nbformat.NotebookNode) -> None:
    """Run the notebook in its own folder, and drop what differs from run to run in the file."""
    where = {"metadata": {"path": str(FOLDER)}}
    NotebookClient(notebook, kernel_name="python3", resources=where, coalesce_streams=True).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    notebook.metadata["language_info"] = {"name": "python"}


def main() -> int:
    """Write or check both notebooks."""
    parser = argparse.ArgumentParser(prog="python -m reference.seq2seq.notebook", description="Make the notebooks.")
    parser.add_argument("--check", action="store_true", help="only say whether the notebooks are up to date")
    if parser.parse_args().check:
        states = {path: up_to_date(path, template=path == TEMPLATE) for path in (SOLUTION, TEMPLATE)}
        for path, fresh in states.items():
            print(f"{path.name} is {'up to date' if fresh else 'out of date: python -m reference.seq2seq.notebook'}")
        return 0 if all(states.values()) else 1
    nbformat.write(build(template=True), TEMPLATE)
    solution, start = build(template=False), time.perf_counter()
    _execute(solution)
    nbformat.write(solution, SOLUTION)
    print(f"{SOLUTION.name}: {len(solution.cells)} cells, run in {time.perf_counter() - start:.0f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
