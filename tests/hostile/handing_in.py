"""What a row hands in, laid out in a folder of its own: readable attacks become notebooks, tokens become places."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.hostile.expected import BadRow, hand_in

PERCENT, NOTEBOOK = ".nb.py", "notebook.py"
MARK = re.compile(r"^# %%(?: \[(markdown)\])?.*$", re.MULTILINE)
FIRST = re.compile(r"^# first cell: (\w+)$", re.MULTILINE)
FIRST_CELLS = Path(__file__).parent / "first_cells"
"""What many rows begin with: how to forge a message or a record, how to try what must not work."""
MOST = 2 << 20  # bytes of a file in which tokens are looked for


def lay_out(row: Path, place: Path, tokens: Mapping[str, str]) -> Path:
    """Copies or makes a row's hand-in below `place`, and gives its path."""
    given = hand_in(row)
    place.mkdir()
    if given.name == "make.py":
        made = _made(given, place)
    elif given.is_dir():
        made = Path(shutil.copytree(given, place / given.name, symlinks=True))
    else:
        made = Path(shutil.copyfile(given, place / given.name))
    if made.name == NOTEBOOK:
        made = _converted(made, "notebook.ipynb")
    if made.is_dir() and not made.is_symlink():
        for path in made.rglob(f"*{PERCENT}"):
            _converted(path, path.name.removesuffix(PERCENT) + ".ipynb")
    _aim(made, tokens)
    return made


def _made(path: Path, place: Path) -> Path:
    spec = importlib.util.spec_from_file_location("make", path)
    if spec is None or spec.loader is None:
        raise BadRow(f"{path} is no module")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    made: Path = module.make(place)
    return made


def _converted(path: Path, name: str) -> Path:
    target = path.with_name(name)
    target.write_text(json.dumps(notebook(path.read_text(encoding="utf-8"))), encoding="utf-8")
    path.unlink()
    return target


def notebook(script: str, metadata: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The notebook that a script with `# %%` and `# %% [markdown]` stands for.

    What stands before the first mark is left out, but for `# first cell: NAME`, which stands for one of `FIRST_CELLS`.
    """
    marks = list(MARK.finditer(script))
    ends = [mark.start() for mark in marks[1:]] + [len(script)]
    pieces = ((mark[1], script[mark.end() : end].strip("\n")) for mark, end in zip(marks, ends, strict=True))
    shared = (FIRST_CELLS / f"{name}.py" for name in FIRST.findall(script[: marks[0].start()] if marks else ""))
    cells = [code(path.read_text(encoding="utf-8").strip("\n")) for path in shared]
    cells += [markdown(_uncommented(text)) if kind else code(text) for kind, text in pieces]
    return {"cells": cells, "metadata": dict(metadata or {}), "nbformat": 4, "nbformat_minor": 4}


def code(source: str, outputs: tuple[dict[str, Any], ...] = ()) -> dict[str, Any]:
    return {
        "cell_type": "code", "execution_count": None, "metadata": {}, "outputs": list(outputs), "source": source
    }  # fmt: skip


def markdown(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def _uncommented(text: str) -> str:
    return "\n".join(line.removeprefix("#").removeprefix(" ") for line in text.splitlines())


def _aim(made: Path, tokens: Mapping[str, str]) -> None:
    """Puts the places in for their tokens, in whatever can hold code."""
    paths = made.rglob("*") if made.is_dir() and not made.is_symlink() else (made,)
    for path in paths:
        if path.suffix not in (".ipynb", ".py") or path.is_symlink() or not path.is_file():
            continue
        if path.stat().st_size > MOST:
            continue
        content = path.read_bytes()
        aimed = content
        for token, meaning in tokens.items():
            aimed = aimed.replace(token.encode(), meaning.encode())
        if aimed != content:
            path.write_bytes(aimed)
