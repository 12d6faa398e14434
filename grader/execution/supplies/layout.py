"""In which form a notebook's code reads the data set: how many columns, and a table's headers.

The public file has three columns today (the third names the sentences' authors) and had two until 2019. Of 32 public
notebooks that unpack a line strictly, 20 need exactly three and 10 exactly two; a table's form differs more.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.execution.supplies.code import Code, called
from grader.execution.supplies.strings import Strings
from grader.model.assignment import DataRules

READERS = ("read_csv", "read_table")
MOST_COLUMNS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    columns: int | None = None
    """None where the code takes any number."""
    headers: tuple[str, ...] = ()
    """The names by which the code speaks of a table's columns; empty where it does not."""
    headed: bool = True
    """Whether a table should begin with its headers."""
    commas: bool = True
    """Whether a `.csv` is separated by commas."""
    headed_text: bool = False
    """Whether a `.txt` or `.tsv` should have headers too."""


def read_layout(code: Code, rules: DataRules) -> Layout:
    """Told from how lines are unpacked, and from the arguments of pandas's readers."""
    readers = [node for node in code.nodes() if isinstance(node, ast.Call) and called(node) in READERS]
    renamed = any(_renames(node) for node in code.nodes())
    headed = not any(_headless(reader) for reader in readers)
    headers = _headers(code, rules)
    counts = Counter(n for n in _counts(code, readers) if n in (2, MOST_COLUMNS))
    return Layout(
        columns=counts.most_common(1)[0][0] if counts else None,
        headers=headers,
        headed=headed,
        commas=_commas(code, readers),
        headed_text=bool(readers) and headed and not renamed and bool(headers),
    )


def _headless(reader: ast.Call) -> bool:
    """Whether the first line is data: `header=None`, or `names` that no `header=0` puts in the place of the file's."""
    header = _given(reader).get("header")
    if header is not None:
        return isinstance(header, ast.Constant) and header.value is None
    return "names" in _given(reader)


def _commas(code: Code, readers: list[ast.Call]) -> bool:
    if any(isinstance(node, ast.Attribute) and node.attr in ("reader", "DictReader") for node in code.nodes()):
        return True
    if readers:
        strings = Strings(code)
        return not any(_tabbed(reader, strings) for reader in readers)
    return not any(_splits_at_tab(node) for node in code.nodes())


def _tabbed(reader: ast.Call, strings: Strings) -> bool:
    given = _given(reader)
    signs = [given[name] for name in ("sep", "delimiter") if name in given] or reader.args[1:2]
    if not signs:
        return called(reader) == "read_table"
    return any({"\t", r"\t"} & {*strings.of(sign)} for sign in signs)


def reads_pairs(code: Code) -> bool:
    """Whether the code takes columns of text from some file."""
    calls = [node for node in code.nodes() if isinstance(node, ast.Call)]
    return any(_splits_at_tab(call) or called(call) in READERS for call in calls)


def written(code: Code) -> frozenset[str]:
    """Paths of files that the code writes."""
    strings = Strings(code)
    calls = [node for node in code.nodes() if isinstance(node, ast.Call) and node.args]
    return frozenset(path for call in calls if _writes(call) for path in strings.of(call.args[0]))


def _writes(call: ast.Call) -> bool:
    mode = _given(call).get("mode") or next(iter(call.args[1:2]), None)
    opened = isinstance(mode, ast.Constant) and isinstance(mode.value, str) and bool(set(mode.value) & set("wax"))
    return called(call) in ("to_csv", "savetxt") or (called(call) == "open" and opened)


def _given(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg and not _none(keyword)}


def _none(keyword: ast.keyword) -> bool:
    """`names=None` says nothing; `header=None` says all."""
    return keyword.arg != "header" and isinstance(keyword.value, ast.Constant) and keyword.value.value is None


def _splits_at_tab(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and called(node) in ("split", "rsplit", "string_split")):
        return False
    given = [*node.args, *(keyword.value for keyword in node.keywords)]
    return any(isinstance(one, ast.Constant) and one.value in ("\t", r"\t") for one in given)


def _unlimited(node: ast.AST) -> bool:
    """A split at tabs into as many parts as there are."""
    if not (_splits_at_tab(node) and isinstance(node, ast.Call)):
        return False
    by_module = isinstance(node.func, ast.Attribute) and getattr(node.func.value, "id", "") == "re"
    return len(node.args) + len(node.keywords) == 1 + by_module


def _renames(node: ast.AST) -> bool:
    """`df.columns = [...]`"""
    targets = node.targets if isinstance(node, ast.Assign) else []
    return any(isinstance(target, ast.Attribute) and target.attr == "columns" for target in targets)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What holds lines' columns in this code, by name."""

    rows: frozenset[str]
    tables: frozenset[str]
    zipping: frozenset[str]
    """Functions that give columns, as `return zip(*pairs)` does."""


def _known(code: Code) -> _Known:
    rows = _names_of(code, _row)
    tables = _names_of(code, _table)
    returned = {
        function.name: [node.value for node in ast.walk(function) if isinstance(node, ast.Return) and node.value]
        for function in code.nodes()
        if isinstance(function, ast.FunctionDef)
    }
    giving = {name for name, values in returned.items() if any(_table(v) or _named(v) in tables for v in values)}
    tables |= _names_of(code, lambda value: isinstance(value, ast.Call) and called(value) in giving)
    zipping = {name for name, values in returned.items() if any(_zipped(value, tables) for value in values)}
    return _Known(rows=rows, tables=tables, zipping=frozenset(zipping))


def _counts(code: Code, readers: list[ast.Call]) -> Iterator[int]:
    """The numbers of columns that the code can only work with, once for each place that shows it."""
    known = _known(code)
    for node in code.nodes():
        if isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Tuple) and _unpacked(node.value, known):
                    yield from _exactly(target)
            if _renames(node) and isinstance(node.value, ast.List | ast.Tuple):
                yield len(node.value.elts)
        elif isinstance(node, ast.For | ast.comprehension) and isinstance(node.target, ast.Tuple):
            if _table(node.iter) or _named(node.iter) in known.tables:
                yield from _exactly(node.target)
        elif isinstance(node, ast.Compare):
            yield from _compared(node, known.rows)
        elif isinstance(node, ast.Subscript) and (_named(node.value) in known.rows or _row(node.value)):
            yield from (MOST_COLUMNS for _ in range(_number(node.slice) == 2))
    for reader in readers:
        names = _given(reader).get("names")
        if isinstance(names, ast.Name):
            names = next(iter(code.names.get(names.id, [])), None)
        if isinstance(names, ast.List | ast.Tuple) and not _picks_by_number(reader):
            yield len(names.elts)


def _unpacked(node: ast.expr, known: _Known) -> bool:
    """Whether a line's columns, or all lines', are what is unpacked."""
    if isinstance(node, ast.Call) and called(node) in known.zipping:
        return True
    return _row(node) or _zipped(node, known.tables) or (isinstance(node, ast.Name) and node.id in known.rows)


def _picks_by_number(reader: ast.Call) -> bool:
    """With `usecols=[0, 1]`, two names fit a file of three columns too."""
    used = _given(reader).get("usecols")
    return isinstance(used, ast.List | ast.Tuple) and any(_number(one) is not None for one in used.elts)


def _names_of(code: Code, kind: Callable[[ast.expr], bool]) -> frozenset[str]:
    return frozenset(name for name, values in code.names.items() if any(kind(value) for value in values))


def _row(node: ast.AST) -> bool:
    """A line's columns: `line.split("\\t")`, or each of them changed: `[clean(part) for part in line.split("\\t")]`."""
    if isinstance(node, ast.ListComp | ast.GeneratorExp):
        return any(_unlimited(generator.iter) for generator in node.generators) and not _row(node.elt)
    return _unlimited(node)


def _table(node: ast.AST) -> bool:
    """All lines' columns: `[line.split("\\t") for line in lines]`, whole or a part of them."""
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return _table(node.value)
    if isinstance(node, ast.Call) and called(node) in ("list", "map", "array", "enumerate"):
        return any(_table(one) or (isinstance(one, ast.Lambda) and _row(one.body)) for one in node.args)
    return isinstance(node, ast.ListComp | ast.GeneratorExp) and _row(node.elt)


def _zipped(node: ast.AST, tables: frozenset[str]) -> bool:
    """`zip(*pairs)`, which gives as many columns as the shortest line has."""
    if not (isinstance(node, ast.Call) and called(node) == "zip"):
        return isinstance(node, ast.Call) and called(node) == "list" and any(_zipped(a, tables) for a in node.args)
    starred = [argument.value for argument in node.args if isinstance(argument, ast.Starred)]
    return any(_table(value) or _named(value) in tables for value in starred)


def _exactly(target: ast.Tuple) -> Iterator[int]:
    if not any(isinstance(part, ast.Starred) for part in target.elts):
        yield len(target.elts)


def _compared(node: ast.Compare, rows: frozenset[str]) -> Iterator[int]:
    """`len(parts) == 3`, and `!=`: lines with another number are left out by such code."""
    left, right = node.left, node.comparators[0]
    if not (isinstance(left, ast.Call) and called(left) == "len" and left.args):
        return
    number = _number(right)
    if number is None or not (_named(left.args[0]) in rows or _row(left.args[0])):
        return
    match node.ops[0]:
        case ast.Eq() | ast.NotEq():
            yield number
        case ast.GtE() | ast.Lt() if number == MOST_COLUMNS:
            yield MOST_COLUMNS
        case ast.Gt() if number == 2:
            yield MOST_COLUMNS


def _named(node: ast.AST) -> str:
    while isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        node = node.value
    if isinstance(node, ast.Call) and called(node) in ("enumerate", "list", "tqdm") and node.args:
        node = node.args[0]
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _number(node: ast.AST) -> int | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, int) else None


def _headers(code: Code, rules: DataRules) -> tuple[str, ...]:
    """A column for each language, by the names with which the code picks them: `df["English words"]`, `row.French`."""
    picked: list[str] = []
    for node in code.nodes():
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.List | ast.Tuple) else [node.slice]
            picked += [part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)]
        elif isinstance(node, ast.keyword) and node.arg in ("usecols", "columns", "subset"):
            within = [part.value for part in ast.walk(node.value) if isinstance(part, ast.Constant)]
            picked += [value for value in within if isinstance(value, str)]
    # `df.English`, where no column of that kind is picked by its name
    picked += [node.attr for node in code.nodes() if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load)]
    # A column that the code makes itself is the file's only where the code reads it too: `df["en"] = f(df["en"])`.
    written = {_key(target) for node in code.nodes() if isinstance(node, ast.Assign) for target in node.targets}
    uses = Counter(picked)
    taken = [name for name in dict.fromkeys(picked) if name not in written]
    taken += [name for name in dict.fromkeys(picked) if name in written and uses[name] > 1]
    source = next((name for name in taken if _speaks(name, rules.source_words)), None)
    target = next((name for name in taken if _speaks(name, rules.target_words)), None)
    return (source, target) if source is not None and target is not None else ()


def _key(node: ast.expr) -> str:
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
        return str(node.slice.value)
    return ""


def _speaks(name: str, words: tuple[str, ...]) -> bool:
    return len(name) < 60 and bool(set(re.findall(r"[^\W\d_]+", name.lower())) & set(words))
