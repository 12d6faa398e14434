"""The constant strings of a notebook's code, put together as the code would, without running any of it.

What follows names, concatenation, f-strings, `os.path.join`, `pathlib`'s `/` and the like is an estimate in the way of
a reader who skims: a variable has all values that are ever assigned to it. Code is a stranger's, so all is bounded.
"""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Callable, Iterator
from itertools import islice, product
from pathlib import PurePosixPath

from grader.execution.supplies.code import Code, called

LONGEST = 250  # characters of a string that may be a path or an address
MOST_VALUES = 8  # of one expression
KERAS_HOME = "~/.keras/datasets/"  # where Keras keeps what `get_file` gets
COMMANDS = re.compile(r"\s*(?:wget|curl|unzip|gdown|kaggle|tar|cp|mv|cd|ls|cat|head)\b")
_QUOTED = re.compile(r"""(['"])((?:(?!\1)[^\n\\]|\\.)*)\1""")
_JOINING = {"join", "Path", "PurePath", "PosixPath", "PurePosixPath", "joinpath"}
_PATH_MODULES = {"os.path", "path", "osp", "posixpath", "tf.io.gfile"}
_SAME = {"abspath", "realpath", "normpath", "expanduser", "resolve", "absolute", "fspath", "str", "as_posix", "strip"}


class Strings:
    """The values that expressions of one notebook may have."""

    def __init__(self, code: Code) -> None:
        self._code = code
        self._known: dict[int, tuple[str, ...]] = {}
        self._under_way: set[str] = set()

    def all(self) -> Iterator[str]:
        """Every string that is or may be put together, in the order of the code."""
        spoken = {id(node.value) for node in self._code.nodes() if isinstance(node, ast.Expr)}
        parts = self._parts()
        for node in self._code.nodes():
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in spoken:
                # Of a whole that is not known, the end may still name a file: `folder + "/fra.txt"`.
                yield from () if parts.get(id(node)) else (node.value.lstrip("/") if id(node) in parts else node.value,)
            elif isinstance(node, ast.JoinedStr | ast.BinOp | ast.Call):
                yield from self.of(node)
        for text in self._code.rest:
            yield from (match[2] for match in _QUOTED.finditer(text))
        for line in self.commands():
            yield from words(line)

    def _parts(self) -> dict[int, bool]:
        """The constants that are put together with others, by identity, and whether the whole is known."""
        found: dict[int, bool] = {}
        for node in self._code.nodes():
            if isinstance(node, ast.JoinedStr | ast.BinOp) and not isinstance(getattr(node, "op", None), ast.Div):
                whole = bool(self.of(node))
                for part in ast.iter_child_nodes(node):
                    found[id(part)] = whole or found.get(id(part), False)
        return found

    def commands(self) -> Iterator[str]:
        """Lines for a shell, with `{name}` and `$name` filled in where their value is known."""
        for line in self._code.shell:
            yield _NAMED.sub(lambda match: (self._named(match[1] or match[2]) or (match[0],))[0], line)
        for node in self._code.nodes():
            if isinstance(node, ast.Call) and called(node) in ("system", "getoutput", "run", "check_output", "Popen"):
                yield from (line for argument in node.args[:1] for line in self.of(argument) if COMMANDS.match(line))

    def arguments(self, name: str) -> Iterator[str]:
        """The first argument of every call of that name."""
        for node in self._code.nodes():
            if isinstance(node, ast.Call) and called(node) == name and node.args:
                yield from self.of(node.args[0])

    def of(self, node: ast.expr) -> tuple[str, ...]:
        if id(node) not in self._known:
            self._known[id(node)] = ()  # met again while it is under way, it adds nothing
            try:
                found = self._values(node)
            except RecursionError:
                found = ()
            self._known[id(node)] = tuple(islice((text for text in found if len(text) <= LONGEST), MOST_VALUES))
        return self._known[id(node)]

    def _values(self, node: ast.expr) -> tuple[str, ...]:
        match node:
            case ast.Constant(value=str() as text):
                return (text,)
            case ast.Constant(value=int() as number):
                return (str(number)[:20],)
            case ast.Name(id=name):
                return self._named(name)
            case ast.Attribute(attr="parent", value=value):
                return tuple(str(PurePosixPath(text).parent) for text in self.of(value))
            case ast.Attribute(attr=name):
                return self._named(name)
            case ast.Subscript(slice=ast.Constant(value=str() as key)):
                return self._named(f"[{key}]")
            case ast.FormattedValue(value=value) | ast.NamedExpr(value=value):
                return self.of(value)
            case ast.JoinedStr(values=parts):
                return self._put_together(parts, "".join)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                return self._put_together([left, right], "".join)
            case ast.BinOp(left=left, op=ast.Div(), right=right):
                return self._put_together([left, right], _joined)
            case ast.BinOp(left=left, op=ast.Mod(), right=right):
                given = right.elts if isinstance(right, ast.Tuple) else [right]
                return self._put_together([left, *given], lambda texts: _filled(texts, "%[sd]"))
            case ast.IfExp(body=body, orelse=other):
                return (*self.of(body), *self.of(other))
            case ast.BoolOp(values=values):
                return tuple(text for value in values for text in self.of(value))
            case ast.Call():
                return self._call(node)
        return ()

    def _named(self, name: str) -> tuple[str, ...]:
        if name in self._under_way:
            return ()
        self._under_way.add(name)
        try:
            found = [text for value in self._code.names.get(name, [])[: 4 * MOST_VALUES] for text in self.of(value)]
        finally:
            self._under_way.discard(name)
        return tuple(dict.fromkeys(found))[:MOST_VALUES]

    def _put_together(self, parts: list[ast.expr], joined: Callable[[tuple[str, ...]], str]) -> tuple[str, ...]:
        choices = [self.of(part) for part in parts[:20]]
        return tuple(joined(texts) for texts in islice(product(*choices), MOST_VALUES))

    def _call(self, node: ast.Call) -> tuple[str, ...]:
        name, arguments = called(node), node.args
        base = node.func.value if isinstance(node.func, ast.Attribute) else None
        if name == "join" and base is not None and ast.unparse(base) not in _PATH_MODULES:
            return ()  # words joined by a sign
        if name in _JOINING:
            parts = arguments if name != "joinpath" or base is None else [base, *arguments]
            return self._put_together(parts, _joined) if parts else (".",)
        if name in _SAME:
            return self.of(arguments[0]) if arguments else self.of(base) if base is not None else ()
        if name == "dirname" and arguments:
            return tuple(str(PurePosixPath(text).parent) for text in self.of(arguments[0]))
        if name in ("getcwd", "cwd"):
            return (".",)
        if name == "home":
            return ("~",)
        if name == "format" and base is not None:
            return self._put_together([base, *arguments], lambda texts: _filled(texts, r"\{\d*\}"))
        if name == "replace" and base is not None and len(arguments) == 2:
            return self._put_together(
                [base, *arguments], lambda texts: texts[0].replace(texts[1], texts[2])[: LONGEST + 1]
            )
        if name == "get_file":
            return self._downloaded(node)
        return ()

    def _downloaded(self, node: ast.Call) -> tuple[str, ...]:
        """Where Keras keeps what `get_file` gets."""
        given = {keyword.arg: keyword.value for keyword in node.keywords}
        name = node.args[0] if node.args else given.get("fname")
        origin = node.args[1] if len(node.args) > 1 else given.get("origin")
        named = self.of(name) if name is not None else ()
        last = tuple(PurePosixPath(text).name for text in self.of(origin)) if origin is not None else ()
        return tuple(text if text.startswith("/") else f"{KERAS_HOME}{text}" for text in named or last)


_NAMED = re.compile(r"\{(\w+)\}|\$(\w+)")


def words(line: str) -> list[str]:
    """A shell line's words; where its quotes don't match, what stands between blanks."""
    try:
        found = shlex.split(line, comments=True)
    except ValueError:
        found = line.split()
    # `--output=fra.txt`; `a.zip;` before the next command.
    return [part for word in found for part in (word, *word.split("=", 1)[1:]) for part in (part.rstrip(";"),) if part]


def _joined(texts: tuple[str, ...]) -> str:
    """As `os.path.join` on Linux."""
    return str(PurePosixPath(*texts)) if texts else ""


def _filled(texts: tuple[str, ...], mark: str) -> str:
    """The first text with its marks replaced by the others, in their order; never by Python's own formatting."""
    rest = iter(texts[1:])
    return re.sub(mark, lambda match: next(rest, match[0]), texts[0])
