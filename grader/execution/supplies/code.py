"""A notebook's code cells as Python sees them, and its lines for a shell or a magic: parsed, never run."""

from __future__ import annotations

import ast
import re
import warnings
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

_MAGIC = re.compile(r"^(\s*)([!%].*|[\w.]+\?{1,2}\s*)$")
_CAUGHT = re.compile(r"^(\s*[\w, .()\[\]]+=\s*)([!%].*)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A notebook's code cells, parsed as far as they can be."""

    trees: tuple[ast.Module, ...]
    shell: tuple[str, ...]
    """Lines for the shell or a magic, without `!` and `%`."""
    rest: tuple[str, ...]
    """Cells that are no Python."""
    names: dict[str, list[ast.expr]] = field(default_factory=lambda: defaultdict(list))
    """What is assigned to each name, attribute, parameter, and `[key]` of a dictionary."""

    def nodes(self) -> Iterator[ast.AST]:
        for tree in self.trees:
            yield from ast.walk(tree)


def parse(cells: tuple[str, ...]) -> Code:
    trees: list[ast.Module] = []
    shell: list[str] = []
    rest: list[str] = []
    for source in cells:
        python, lines = _without_magics(source)
        shell += lines
        tree = _parsed(source) or _parsed(python)
        if tree is not None:
            trees.append(tree)
        else:
            rest.append(python)
    code = Code(trees=tuple(trees), shell=tuple(shell), rest=tuple(rest))
    _note_assignments(code)
    return code


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():  # of the student's code: invalid escapes and the like
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_magics(source: str) -> tuple[str, list[str]]:
    """The cell with `pass` in the place of lines for IPython, and those lines."""
    shell: list[str] = []
    kept: list[str] = []
    lines = re.sub(r"\\\n\s*", " ", source).split("\n") if re.search(r"^\s*!", source, re.M) else source.split("\n")
    if re.match(r"\s*%%(?:bash|sh|script|system)\b|\s*%%!", source):
        return "", lines[1:]
    for line in lines:
        if caught := _CAUGHT.match(line):
            kept.append(f"{caught[1]}None")
            shell.append(caught[2].lstrip("!%"))
        elif magic := _MAGIC.match(line):
            kept.append(f"{magic[1]}pass")
            shell.append(magic[2].lstrip("!%"))
        else:
            kept.append(line)
    return "\n".join(kept), shell


def _note_assignments(code: Code) -> None:
    functions: dict[str, list[ast.arg]] = {}
    for node in code.nodes():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                _assign(code, target, node.value)
        elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and node.value is not None:
            _assign(code, node.target, node.value)
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.iter, ast.List | ast.Tuple):
            for item in node.iter.elts:
                _assign(code, node.target, item)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant) and isinstance(key.value, str):
                    code.names[f"[{key.value}]"].append(value)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = [*node.args.posonlyargs, *node.args.args]
            functions[node.name] = [argument for argument in arguments if argument.arg != "self"]
            defaults = node.args.defaults
            for argument, default in zip(arguments[len(arguments) - len(defaults) :], defaults, strict=True):
                code.names[argument.arg].append(default)
    for node in code.nodes():
        if isinstance(node, ast.Call) and (known := functions.get(called(node))):
            for argument, value in zip(known, node.args, strict=False):
                code.names[argument.arg].append(value)
            for keyword in node.keywords:
                if keyword.arg:
                    code.names[keyword.arg].append(keyword.value)


def _assign(code: Code, target: ast.expr, value: ast.expr) -> None:
    if isinstance(target, ast.Name):
        code.names[target.id].append(value)
    elif isinstance(target, ast.Attribute):
        code.names[target.attr].append(value)
    elif isinstance(target, ast.Tuple | ast.List) and isinstance(value, ast.Tuple | ast.List):
        for one, other in zip(target.elts, value.elts, strict=False):
            _assign(code, one, other)


def called(node: ast.Call) -> str:
    """The last part of what is called: `join` of `os.path.join`."""
    if isinstance(node.func, ast.Attribute):
        return node.func.attr
    return node.func.id if isinstance(node.func, ast.Name) else ""
