"""The table: on the terminal row by row as they finish, and as a page of the documentation."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.hostile.catalogue import Elsewhere, Entry
from tests.hostile.comparing import in_few_words
from tests.hostile.expected import GROUPS
from tests.hostile.running import Result

HEAD = """\
# Traps and attacks: what was tried, and what came of it

Written by `python -m tests.hostile --write docs/hostile.md`; each row is a folder in `tests/hostile/` with what is
handed in and what must come of it. OK: no effect, grading goes on. ERR: a clear error to the student. KEEP: what was
earned before stays. ZERO: the item earns nothing. FLAG: a person looks. For every row it was also looked whether the
grader lived, whether a process was left, a file outside of the run's folders touched, a listener on the host called, or
a secret of the host told.
"""


def line(result: Result) -> str:
    """A result on the terminal."""
    expected = result.row.expected
    verdict = "DIFFERS" if result.differs else "ok"
    seen = in_few_words(expected, result.seen)
    head = f"{expected.id:4} {result.row.folder.name[4:34]:30} {expected.outcome:14} {verdict:8}"
    lines = [f"{head} {result.seen.seconds:5.1f} s  {seen}"]
    lines += [f"     - {sentence}" for sentence in result.differs]
    return "\n".join(lines)


def page(
    results: Sequence[Result], listed: dict[str, Entry], others: dict[str, Elsewhere], backends: Sequence[str]
) -> str:
    """The documentation's page on all rows, in the order of the catalogue."""
    parts = [HEAD]
    for group, letter in GROUPS.items():
        ids = [key for key in listed if key.startswith(letter)]
        rows = [result for result in results if result.row.group == group]
        if not rows and not any(key in others for key in ids):
            continue
        parts.append(f"\n## {group.capitalize()}\n")
        parts.append(_table(ids, rows, backends))
        parts.append(_elsewhere(ids, listed, others))
    parts.append(_exceptions(results))
    return "\n".join(part for part in parts if part) + "\n"


def _table(ids: Iterable[str], rows: Sequence[Result], backends: Sequence[str]) -> str:
    lines = [
        f"| id | what | must | {' | '.join(f'{backend} | s' for backend in backends)} |",
        f"|---|---|---|{'---|---|' * len(backends)}",
    ]
    for key in ids:
        for name in dict.fromkeys(result.row.folder.name for result in rows if result.row.id == key):
            found = {result.backend: result for result in rows if result.row.folder.name == name}
            expected = next(iter(found.values())).row.expected
            cells = [_cell(found.get(backend)) for backend in backends]
            lines.append(f"| {key} | {_escaped(expected.attack)} | {expected.outcome} | {' | '.join(cells)} |")
    return "\n".join(lines) if len(lines) > 2 else ""


def _cell(result: Result | None) -> str:
    if result is None:
        return "not run | "
    mark = "**differs**: " if result.differs else ""
    return f"{mark}{_escaped(in_few_words(result.row.expected, result.seen))} | {result.seen.seconds:.0f}"


def _elsewhere(ids: Iterable[str], listed: dict[str, Entry], others: dict[str, Elsewhere]) -> str:
    lines = []
    for key in ids:
        if key in others:
            entry = others[key]
            where = ", ".join(f"`{test}`" for test in entry.tests)
            lines.append(f"- {key}, {_escaped(listed[key].attack)}: {' '.join(p for p in (entry.reason, where) if p)}")
    return "\n" + "\n".join(lines) if lines else ""


def _exceptions(results: Sequence[Result]) -> str:
    """Rows whose outcome is another than the catalogue's, on some backend, and why."""
    lines = [
        f"- {result.row.id} {result.row.folder.name[4:]}, {result.backend}: {_escaped(result.row.expected.why)}"
        for result in results
        if result.row.expected.why
    ]
    return "\n## Exceptions\n\n" + "\n".join(dict.fromkeys(lines)) if lines else ""


def _escaped(text: str) -> str:
    return " ".join(text.replace("|", "\\|").replace("<", "&lt;").split())


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
