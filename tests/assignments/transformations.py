"""Changes of a submission that leave what it does as it is: other names, another order, other labels, fewer cells."""

from __future__ import annotations

import ast
import io
import re
import symtable
import tokenize
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from grader.model.submission import Cell, CellKind, Submission

LABELS = Path(__file__).parent / "labels.toml"
MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)


def renamed(submission: Submission) -> Submission:
    """Every variable, function and class that the notebook defines gets a name that says nothing."""
    trees = [ast.parse(_without_magic(cell.source)) for cell in submission.code]
    parameters = {
        node.name: {each.arg for each in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)}
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
    }
    names = {name: f"q{number}" for number, name in enumerate(sorted(set(_defined(trees)) - _imported(trees)), 1)}
    change = {
        cell.index: _Renaming(names, set(_foreign_keywords(tree, parameters))).of(cell.source)
        for cell, tree in zip(submission.code, trees, strict=True)
    }
    return _with_sources(submission, change)


def _without_magic(source: str) -> str:
    return MAGIC.sub(lambda match: "#" * len(match[0]), source)


def _imported(trees: Iterable[ast.Module]) -> set[str]:
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)]
    return {(alias.asname or alias.name).split(".")[0] for node in nodes for alias in node.names}


def _defined(trees: Iterable[ast.Module]) -> Iterator[str]:
    """What the notebook itself binds; fields and methods of classes are attributes, and keep their names."""
    for node in (node for tree in trees for node in _outside_classes(tree)):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg


def _outside_classes(tree: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(tree):
        yield node
        if not isinstance(node, ast.ClassDef):
            yield from _outside_classes(node)


def _foreign_keywords(tree: ast.Module, parameters: Mapping[str, set[str]]) -> Iterator[tuple[int, int]]:
    """Where names of arguments stand that belong to other people's functions."""
    for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
        own = parameters.get(call.func.id, set()) if isinstance(call.func, ast.Name) else set()
        yield from ((each.lineno, each.col_offset) for each in call.keywords if each.arg and each.arg not in own)


class _Renaming:
    """Names replaced token by token, so that comments and layout stay as they are."""

    def __init__(self, names: Mapping[str, str], kept: set[tuple[int, int]]) -> None:
        self._names, self._kept = names, kept

    def of(self, source: str) -> str:
        tokens = list(tokenize.generate_tokens(io.StringIO(_without_magic(source)).readline))
        lines = source.splitlines(keepends=True)
        for before, token in reversed(list(zip([tokens[0], *tokens], tokens, strict=False))):
            (row, start), (last, end) = token.start, token.end
            new = self._token(token, is_attribute=before.string == ".")
            if new != token.string:
                tail = lines[last - 1][end:]
                lines[row - 1 : last] = [f"{lines[row - 1][:start]}{new}{tail}"]
        return MAGIC.sub(lambda match: self._words(match[0]), "".join(lines))

    def _token(self, token: tokenize.TokenInfo, *, is_attribute: bool) -> str:
        row, column = token.start
        if token.type == tokenize.NAME and not is_attribute and (row, _bytes(token.line, column)) not in self._kept:
            return self._names.get(token.string, token.string)
        if token.type == tokenize.STRING and "f" in re.split("[\"']", token.string)[0].lower():
            # Until Python 3.12 an f-string is one token, and what stands in its braces must be read again.
            return re.sub(r"(?<!\{)\{([^{}]+)\}", lambda match: f"{{{self._field(match[1])}}}", token.string)
        return token.string

    def _field(self, field: str) -> str:
        expression, colon, layout = field.partition(":") if "[" not in field else field.rpartition(":")
        return f"{self._words(expression)}{colon}{layout}" if colon else self._words(field)

    def _words(self, text: str) -> str:
        """Names in a piece of code that stands outside of the grammar, but for attributes and quoted words."""
        return re.sub(r"(?<![\w.'\"])[A-Za-z_]\w*(?!['\"])", lambda match: self._names.get(match[0], match[0]), text)


def _bytes(line: str, column: int) -> int:
    """The column as ast counts it."""
    return len(line[:column].encode())


def reordered(submission: Submission) -> Submission:
    """Sections in another order: always the last next whose code needs nothing of those that are still to come."""
    title, *left = _sections(submission)
    given = {name for section in left for name in _bound(section)}
    placed, bound = [title], set(_bound(title))
    while left:
        ready = [section for section in left if not (_needed(section) & given) - bound]
        section = ready[-1]
        left.remove(section)
        placed.append(section)
        bound |= _bound(section)
    cells = (cell for section in placed for cell in section)
    return replace(submission, cells=tuple(replace(cell, index=index) for index, cell in enumerate(cells)))


def _sections(submission: Submission) -> list[list[Cell]]:
    sections: list[list[Cell]] = [[]]
    for cell in submission.cells:
        if cell.kind is CellKind.MARKDOWN and re.search(r"^## ", cell.source, re.MULTILINE):
            sections.append([])
        sections[-1].append(cell)
    return sections


def _table(section: list[Cell]) -> symtable.SymbolTable:
    code = "\n".join(_without_magic(cell.source) for cell in section if cell.kind is CellKind.CODE)
    return symtable.symtable(code, "section", "exec")


def _bound(section: list[Cell]) -> set[str]:
    symbols = _table(section).get_symbols()
    return {symbol.get_name() for symbol in symbols if symbol.is_assigned() or symbol.is_imported()}


def _needed(section: list[Cell]) -> set[str]:
    """Names of the notebook that the section reads and does not bind itself."""

    def read(table: symtable.SymbolTable) -> Iterator[str]:
        is_top = table.get_type() == "module"
        yield from (s.get_name() for s in table.get_symbols() if s.is_referenced() and (is_top or s.is_global()))
        for child in table.get_children():
            yield from read(child)

    return set(read(_table(section))) - _bound(section)


def relabelled(submission: Submission, language: str) -> Submission:
    """Headings, labels, titles of plots and comments in another language; the written answers stay as they are."""
    labels = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    text = {cell.index: cell.source for cell in submission.cells}
    for label, translated in labels.items():
        if not any(label in source for source in text.values()):
            raise ValueError(f"no cell holds {label!r}")
        text = {index: source.replace(label, translated[language]) for index, source in text.items()}
    return _with_sources(submission, text)


def merged(submission: Submission) -> Submission:
    """All code in one cell, below all Markdown."""
    prose = [cell for cell in submission.cells if cell.kind is not CellKind.CODE]
    code = replace(submission.code[0], source="\n\n".join(cell.source for cell in submission.code))
    cells = tuple(replace(cell, index=index) for index, cell in enumerate((*prose, code)))
    return replace(submission, cells=cells)


def _with_sources(submission: Submission, sources: Mapping[int, str]) -> Submission:
    cells = (replace(cell, source=sources.get(cell.index, cell.source)) for cell in submission.cells)
    return replace(submission, cells=tuple(cells))


TRANSFORMATIONS = {
    "renamed": renamed,
    "reordered": reordered,
    "in_french": lambda submission: relabelled(submission, "fr"),
    "in_hindi": lambda submission: relabelled(submission, "hi"),
    "merged": merged,
}
