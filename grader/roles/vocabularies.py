"""Which of the notebook's vocabularies ids are read with: the one under which most of them stand in what was shown."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.model.traces import Vocabulary
from grader.roles.shown import MARKERS, Shown

MOST_TRIED = 200  # decodings that decide which vocabulary is meant
UNKNOWN = re.compile("unk|oov")
STARTS = frozenset(("start", "sos", "bos", "startseq", "_go", "_pad"))
ENDS = frozenset(("end", "_end", "end_", "eos", "_eos", "endseq"))

Ids = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """A vocabulary made ready to read ids with."""

    name: str
    words: dict[int, str]
    joint: str
    """What stands between two tokens: nothing where they are characters."""

    @classmethod
    def of(cls, vocabulary: Vocabulary) -> Reader:
        words = dict(zip(vocabulary.ids, vocabulary.tokens, strict=True))
        single = all(len(token.strip("\t\n")) <= 1 for token in words.values() if not MARKERS.search(token))
        return cls(name=vocabulary.name, words=words, joint="" if single else " ")

    def text(self, ids: Ids) -> str:
        """The ids as text, empty where the vocabulary has a word for less than half of them."""
        tokens = _until_end([self.words.get(number, "") for number in ids])
        named = [token for token in tokens if token]
        return MARKERS.sub(" ", self.joint.join(named)).strip() if len(named) * 2 >= len(tokens) else ""

    def places(self, ids: Ids, cell: int, shown: Shown) -> list[int]:
        """The lines, in that cell or a later one, that show what the ids say."""
        return shown.places(self.text(ids), cell)


class Numbers(Reader):
    """Reads ids as themselves, for notebooks whose tokens are numbers and have no vocabulary."""

    __slots__ = ()

    def text(self, ids: Ids) -> str:
        return " ".join(map(str, ids)) if len(ids) > 2 else ""

    def places(self, ids: Ids, cell: int, shown: Shown) -> list[int]:
        text = self.text(ids)
        return shown.listed(text, cell) if text else []


NUMBERS = Numbers(name="", words={}, joint=" ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The vocabulary that one side's ids are read with, and how all of them fared."""

    reader: Reader | None
    hits: tuple[tuple[str, int], ...] = ()
    """(vocabulary, how many rows of ids stand in what was shown when read with it), for all that can read them."""
    tried: int = 0
    """Rows of ids that decided."""
    pinned: bool = False

    @property
    def name(self) -> str:
        return self.reader.name if self.reader else ""

    @property
    def found(self) -> int:
        """Rows that were found under the chosen one."""
        return dict(self.hits).get(self.name, 0)

    def text(self, ids: Ids) -> str:
        return self.reader.text(ids) if self.reader else ""

    def places(self, ids: Ids, cell: int, shown: Shown) -> list[int]:
        return self.reader.places(ids, cell, shown) if self.reader else []


NOTHING = Choice(reader=None)


def choose(
    rows: Sequence[tuple[Ids, int]],
    vocabularies: Sequence[Vocabulary],
    shown: Shown,
    pinned: str | None = None,
) -> Choice:
    """The vocabulary under which most of the rows, each with the cell that made it, were shown; or the pinned one.

    Where none reads a single row that was shown, ids that were printed as numbers are read as numbers.
    """
    readers = [Reader.of(vocabulary) for vocabulary in vocabularies]
    hits: dict[str, int] = {}
    tried = rows[:MOST_TRIED]
    for ids, cell in tried:
        for reader in readers:
            if reader.text(ids):
                hits[reader.name] = hits.get(reader.name, 0) + bool(reader.places(ids, cell, shown))
    best = pinned or (max(hits, key=lambda name: hits[name]) if hits else "")
    chosen = next((reader for reader in readers if reader.name == best), None)
    if not pinned and not hits.get(best):
        listed = sum(bool(NUMBERS.places(ids, cell, shown)) for ids, cell in tried)
        if listed:
            chosen, hits = NUMBERS, {**hits, NUMBERS.name: listed}
    return Choice(reader=chosen, hits=tuple(hits.items()), tried=len(tried), pinned=bool(pinned))


def _until_end(tokens: list[str]) -> list[str]:
    """Cuts at the first end marker, and drops start markers and what stands for padding."""
    kept: list[str] = []
    for token in tokens:
        plain = token.strip().casefold()
        marker = bool(MARKERS.fullmatch(plain)) and not UNKNOWN.search(plain)
        if (marker and kept and plain not in STARTS) or plain in ENDS or token == "\n":
            break
        if not marker and plain not in STARTS and token != "\t":
            kept.append(token)
    while kept and not kept[-1]:
        kept.pop()
    return kept
