"""What the code of a cell needs, defines and changes, by a static look at its names.

For two questions: where does a name come from that is not defined, and which cells have to be run again after a kernel
has died. It runs nothing and sees no further than names: a file, a setting or an object that is reached by another name
passes unseen. Source that is no Python even without IPython's own lines is not known, and nothing is said of it.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

MAGIC = re.compile(r"^(\s*)(?:[%!?].*|[\w.\[\]]+\?{1,2}\s*)$")
ASSIGNED_MAGIC = re.compile(r"^(\s*[\w, ]+=\s*)[%!].*$")
CELL_MAGIC = re.compile(r"\s*%%(\w+)")
PYTHON_MAGICS = frozenset(("time", "timeit", "capture", "prun"))

FITTING = frozenset(("fit", "fit_generator", "train_on_batch", "apply_gradients"))
FIT_WORDS = frozenset(
    ("epochs", "batch_size", "validation_data", "validation_split", "callbacks", "steps_per_epoch", "verbose")
)
MUTATING = frozenset(
    (*FITTING, "adapt", "add", "append", "assign", "build", "clear", "compile", "extend", "fit_on_texts", "insert")
) | frozenset(("load_weights", "pop", "remove", "reverse", "set_weights", "setdefault", "sort", "train", "update"))
"""Methods after which their object is another. A list, because most methods of most objects only look."""

BUILTIN = frozenset((*dir(builtins), "get_ipython", "display", "In", "Out", "_", "__", "exit", "quit"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    needs: frozenset[str] = frozenset()
    """Read before they are defined here."""
    defines: frozenset[str] = frozenset()
    imports: frozenset[str] = frozenset()
    """Those of the defined that an import binds: the same wherever they are imported."""
    changes: frozenset[str] = frozenset()
    """Objects that are altered under a name that was there before or is defined here."""
    known: bool = True


UNKNOWN = Names(known=False)


@lru_cache(maxsize=1024)
def of(source: str) -> Names:
    """The names of a cell; `UNKNOWN` where its source can't be read."""
    tree = parsed(source)
    if tree is None:
        return UNKNOWN
    look = _Look()
    look.block(tree.body)
    return Names(
        needs=frozenset(look.needs - BUILTIN),
        defines=frozenset(look.bound),
        imports=frozenset(look.imports),
        changes=frozenset(look.changes),
    )


def parsed(source: str) -> ast.Module | None:
    """The cell as Python, without the lines that are IPython's own; None where it is none."""
    if magic := CELL_MAGIC.match(source):
        if magic[1] not in PYTHON_MAGICS:
            return ast.Module(body=[], type_ignores=[])  # another language, or a file that is written
        source = source.partition("\n")[2]
    lines = (MAGIC.sub(r"\1pass", ASSIGNED_MAGIC.sub(r"\1None", line)) for line in source.splitlines())
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def trainings(sources: Mapping[int, str]) -> dict[int, int]:
    """How often each cell trains something, as its code is written; cells that don't are left out.

    A call of a function of the notebook's in which something is trained counts where it stands, the function's
    definition does not. What can't be read is counted by its words.
    """
    trees = {cell: parsed(source) for cell, source in sources.items()}
    functions = [
        node
        for tree in trees.values()
        if tree is not None
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    training: set[str] = set()
    while more := {f.name for f in functions if f.name not in training and _count(f.body, training)}:
        training |= more
    counts = {
        cell: len(re.findall(r"\.fit\s*\(|train_on_batch|apply_gradients", sources[cell]))
        if tree is None
        else _count(tree.body, training)
        for cell, tree in trees.items()
    }
    return {cell: count for cell, count in counts.items() if count}


def _count(body: Iterable[ast.AST], training: set[str]) -> int:
    return sum(_trains(node, training) for statement in body for node in _outside_functions(statement))


def _outside_functions(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _outside_functions(child)


def _trains(node: ast.AST, training: set[str]) -> bool:
    if not isinstance(node, ast.Call):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in training:
        return True
    if name == "fit":  # a tokenizer or an encoder is fitted too, on one thing and without a word on epochs
        return len(node.args) > 1 or any(word.arg in FIT_WORDS for word in node.keywords)
    return name in FITTING


@dataclass
class _Look:
    """Walks statements in the order in which they run."""

    needs: set[str] = field(default_factory=set)
    bound: set[str] = field(default_factory=set)
    imports: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)

    def block(self, statements: Iterable[ast.stmt]) -> None:
        for statement in statements:
            self._statement(statement)

    def _statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Import() | ast.ImportFrom():
                names = {(alias.asname or alias.name).split(".")[0] for alias in node.names}
                self.bound |= names
                self.imports |= names
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                inside = [*node.body, *node.decorator_list]
                inside += [*node.bases, *node.keywords] if isinstance(node, ast.ClassDef) else [node.args]
                self._read(inside, but=_local(node))
                self.bound.add(node.name)
            case ast.For() | ast.AsyncFor():
                self._read([node.iter])
                self.bound |= _stored(node.target)
                self.block([*node.body, *node.orelse])
            case ast.While() | ast.If():
                self._read([node.test])
                self.block([*node.body, *node.orelse])
            case ast.With() | ast.AsyncWith():
                self._read([item.context_expr for item in node.items])
                for item in node.items:
                    self.bound |= _stored(item.optional_vars) if item.optional_vars else set()
                self.block(node.body)
            case ast.Try() | ast.TryStar():
                self.block(node.body)
                for handler in node.handlers:
                    self._read([handler.type] if handler.type else [])
                    self.bound |= {handler.name} if handler.name else set()
                    self.block(handler.body)
                self.block([*node.orelse, *node.finalbody])
            case _:
                self._read([node])
                self.bound |= _stored(node)

    def _read(self, nodes: Iterable[ast.AST], but: frozenset[str] = frozenset()) -> None:
        for top in nodes:
            within = but | _comprehended(top)
            for node in ast.walk(top):
                if isinstance(node, ast.Name) and (isinstance(node.ctx, ast.Load) or _is_augmented(node, top)):
                    if node.id not in within and node.id not in self.bound:
                        self.needs.add(node.id)
                elif changed := _changed(node):
                    self.changes |= {changed} - within


def _is_augmented(node: ast.Name, top: ast.AST) -> bool:
    return isinstance(top, ast.AugAssign) and top.target is node


def _changed(node: ast.AST) -> str:
    """The name whose object an expression alters: by a method that does, or by setting a part of it."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in MUTATING:
        return _root(node.func.value)
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store | ast.Del):
        return _root(node.value)
    return ""


def _root(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Subscript):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def _stored(node: ast.AST) -> set[str]:
    return {n.id for n in ast.walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)} - _comprehended(
        node
    )


def _comprehended(node: ast.AST) -> frozenset[str]:
    """Names that are of a comprehension, or a lambda, alone."""
    found: set[str] = set()
    for one in ast.walk(node):
        if isinstance(one, ast.comprehension):
            found |= {n.id for n in ast.walk(one.target) if isinstance(n, ast.Name)}
        elif isinstance(one, ast.Lambda):
            found |= {argument.arg for argument in ast.walk(one.args) if isinstance(argument, ast.arg)}
    return frozenset(found)


def _local(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> frozenset[str]:
    """Names that a function or class sets itself, its arguments among them; those declared global are not."""
    inside = list(ast.walk(node))
    stored = {n.id for n in inside if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    stored |= {n.arg for n in inside if isinstance(n, ast.arg)} | {"self", "super", "__class__"}
    stored |= {n.name for n in inside if isinstance(n, ast.FunctionDef | ast.ClassDef)}
    stored |= {(a.asname or a.name).split(".")[0] for n in inside if isinstance(n, ast.Import) for a in n.names}
    stored |= {a.asname or a.name for n in inside if isinstance(n, ast.ImportFrom) for a in n.names}
    declared = {name for n in inside if isinstance(n, ast.Global) for name in n.names}
    return frozenset(stored - declared)
