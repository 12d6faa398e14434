"""Which files a notebook is given: what came with it, and the course's data set wherever the code looks for it.

The code is read, never run: `strings` puts paths and addresses together, `names` tells those that mean the data set,
`layout` in which form the code reads it, and `corpus` writes that form.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from grader.execution.job import Supply
from grader.execution.supplies import corpus as corpora
from grader.execution.supplies.code import Code, called, parse
from grader.execution.supplies.corpus import Corpus
from grader.execution.supplies.layout import Layout, read_layout
from grader.execution.supplies.names import ARCHIVES, TABLES, Names, is_address, last_part
from grader.execution.supplies.strings import KERAS_HOME, Strings, words
from grader.model.assignment import DataRules
from grader.model.attempt import Attempt
from grader.model.submission import Submission
from grader.model.supplied import SuppliedData

MOST_PLACES = 200
MOST_BYTES = 400 << 20  # of all places together
MOST_FOLDERS = 8  # that are made the working folder, or listed
MOST_HOSTS = 40
MOST_MEMBERS = 6
_LISTING = ("listdir", "scandir", "walk", "glob", "iglob", "rglob", "iterdir")
_LISTED_ENDINGS = ("", ".txt", ".tsv", ".csv", ".zip")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """All that a run finds in place or can download."""

    files: tuple[Supply, ...]
    """The submission's own, and the data set."""
    downloads: tuple[Supply, ...]
    """The data set by the last part of an address."""
    hosts: tuple[str, ...]
    """Of the addresses in the code: they can be answered by https."""
    places: tuple[str, ...]
    """Where the data set was put."""
    data: SuppliedData


def supplies(submission: Submission, data: Path, rules: DataRules, attempt: Attempt, folder: Path) -> Given:
    """Reads the code, and writes the data set's forms into `folder`. Raises `UsageError` for a data set without pairs.

    A file that was handed in is never replaced; where the code names one by another folder, it is there too.
    """
    code = parse(tuple(cell.source for cell in submission.code))
    strings = Strings(code)
    found = tuple(dict.fromkeys(text for text in (*attempt.also, *strings.all()) if text.isprintable()))
    names = Names(rules=rules, strings=frozenset(found))
    meant = [text for text in found if text in attempt.also or names.means_data(text)]
    paths = [text for text in meant if not is_address(text)]
    folders = ("", *islice(_folders(code, strings), MOST_FOLDERS))
    named = (place for folder in folders for path in paths[:MOST_PLACES] for place in _places(path, folder))
    places = list(dict.fromkeys(named))
    places = [*places, *_for_listings(strings, code, places[:MOST_PLACES], rules)][:MOST_PLACES]
    layout = _layout(code, rules)
    layout = replace(layout, columns=attempt.columns or layout.columns)
    corpus = corpora.read(data, rules.rows, rules.order)
    maker = _Maker(corpus, layout, rules, names, tuple(places), folder)

    brought = {last_part(file.name): file.path for file in submission.files}
    own = {file.name: file.path for file in submission.files}
    for text in found:
        if last_part(text) in brought and not is_address(text):
            own = {**dict.fromkeys(_places(text, ""), brought[last_part(text)]), **own}
    kept = tuple(place for place in places if last_part(place) in brought)
    files = _affordable({place: maker.make(place) for place in places if place not in kept})
    sets = (f"{last_part(text)}.zip" for text in found if names.means_set(text))
    downloads = list(dict.fromkeys((*rules.names, *(last_part(text) for text in meant), *sets)))[:MOST_PLACES]
    return Given(
        files=tuple(Supply(source=source, target=target) for target, source in {**files, **own}.items()),
        downloads=tuple(Supply(source=str(maker.make(name)), target=name) for name in downloads),
        hosts=tuple(_hosts(found))[:MOST_HOSTS],
        places=tuple(files),
        data=SuppliedData(
            name=corpus.name,
            rows=len(corpus.rows),
            of=corpus.of,
            order=rules.order,
            columns=layout.columns or corpus.columns,
            headers=maker.headers,
            own=kept,
        ),
    )


class _Maker:
    """Writes each form once."""

    def __init__(
        self, corpus: Corpus, layout: Layout, rules: DataRules, names: Names, places: tuple[str, ...], folder: Path
    ) -> None:
        self._corpus, self._layout, self._rules, self._names = corpus, layout, rules, names
        self._places, self._folder = places, folder
        self._made: dict[str, Path] = {}
        self.headers: tuple[str, ...] = ()

    def make(self, place: str) -> Path:
        name = last_part(place)
        language = self._names.language(place)
        # Plain files differ by language, and as text or table; archives hold what their names say.
        key = name.lower() if name.lower().endswith(ARCHIVES) else f"{language} {name.lower().endswith(TABLES)}"
        if key not in self._made:
            content = self._archive(name) if name.lower().endswith(ARCHIVES) else self._plain(name, place)
            self._made[key] = self._folder / str(len(self._made))
            self._made[key].write_bytes(content)
        return self._made[key]

    def _plain(self, name: str, place: str) -> bytes:
        language = self._names.language(place)
        if name.lower().endswith(TABLES) and self._layout.headed and self._layout.commas:
            self.headers = self._layout.headers or self._rules.headers
        return corpora.formed(self._corpus, name, self._layout, self._rules.headers, language)

    def _archive(self, name: str) -> bytes:
        """With the plain files that the code names, each at the top and in the folders it may be looked for in."""
        plain = [place for place in self._places if not place.lower().endswith(ARCHIVES) and "\\" not in place]
        stem = re.sub(r"(\.tar)?\.\w+$", "", name)
        members: dict[str, bytes] = {}
        for place in plain[: 2 * MOST_MEMBERS] or [self._rules.names[0]]:
            content = self._plain(last_part(place), place)
            inside = {last_part(place), f"{stem}/{last_part(place)}"}
            parent = PurePosixPath(place).parent.name
            if parent and parent not in ("..", "~"):
                inside.add(f"{parent}/{last_part(place)}")
            members.update(dict.fromkeys(sorted(inside, key=len), content))
        return corpora.packed(dict(list(members.items())[: 3 * MOST_MEMBERS]), name)


def _layout(code: Code, rules: DataRules) -> Layout:
    try:
        return read_layout(code, rules)
    except RecursionError:  # of an expression that no person wrote
        return Layout()


def _affordable(files: dict[str, Path]) -> dict[str, str]:
    """As many as fit: each is a copy in memory."""
    left = MOST_BYTES
    kept: dict[str, str] = {}
    for place, path in files.items():
        left -= path.stat().st_size
        if left >= 0 or not kept:
            kept[place] = str(path)
    return kept


def _places(text: str, folder: str) -> Iterator[str]:
    """Where a file must be for the code to find it: as named, and its name alone in the working folder.

    The name alone too, because paths are often put together from parts that no reader of the source can see. A path of
    Windows is, on Linux, one long name in the working folder (with backslashes), or a folder called `C:` in it. With
    `folder`, the same below a folder that the notebook makes its working folder later.
    """
    path = text.removeprefix("file://").strip()
    path = re.sub(r"^\./", "", path)
    if not last_part(path):
        return
    if folder:
        yield from (str(PurePosixPath(folder) / one) for one in (path, last_part(path)) if one[0] not in "/~")
        return
    yield path
    yield last_part(path)
    if path.startswith("~") and not path.startswith(KERAS_HOME):
        yield f"./{path}"  # unless it is expanded, a tilde is a name like any other


def _folders(code: Code, strings: Strings) -> Iterator[str]:
    """Folders that the notebook makes its working folder."""
    for line in code.shell:
        said = words(line)
        if said[:1] == ["cd"] and len(said) > 1:
            yield said[1]
    yield from strings.arguments("chdir")


def _for_listings(strings: Strings, code: Code, places: list[str], rules: DataRules) -> list[str]:
    """A place in each folder that the code lists, where no file of the data set is put there by name."""
    added: list[str] = []
    for node in code.nodes():
        if not (isinstance(node, ast.Call) and called(node) in _LISTING):
            continue
        for folder, ending in _listed(node, strings) if len(added) < MOST_FOLDERS else ():
            name = PurePosixPath(rules.names[0])
            if "*" in folder or "://" in folder or folder.startswith(KERAS_HOME) or ending not in _LISTED_ENDINGS:
                continue
            if not any(PurePosixPath(place).parent == PurePosixPath(folder) for place in (*places, *added)):
                added.append(str(PurePosixPath(folder) / name.with_suffix(ending or name.suffix)))
    return added


def _listed(call: ast.Call, strings: Strings) -> Iterator[tuple[str, str]]:
    """The folders that may be listed, each with the ending that is asked for; empty where any will do."""
    base = call.func.value if isinstance(call.func, ast.Attribute) else None
    folders = strings.of(base) if base is not None and called(call) in ("glob", "rglob", "iterdir") else ()
    if folders:  # of a `Path`
        patterns = _first(call, strings)
        yield from ((folder, PurePosixPath(patterns[0]).suffix if patterns else "") for folder in folders)
        return
    for text in _first(call, strings):
        pattern = PurePosixPath(text)
        whole = not any(sign in pattern.name for sign in "*?[")
        yield (text, "") if whole else (str(pattern.parent), pattern.suffix)


def _first(node: ast.Call, strings: Strings) -> tuple[str, ...]:
    return strings.of(node.args[0]) if node.args else ()


def _hosts(strings: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for text in strings:
        for address in re.findall(r"https://[^\s'\"<>]+", text):
            try:
                host = urlsplit(address).hostname or ""
            except ValueError:
                continue
            if host and host not in seen and re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*", host):
                seen.add(host)
                yield host
