"""Translations that were shown and that the model really made.

Not parsed from one print format or another: for every decoding that the recorder saw, its text under the notebook's own
vocabulary is looked for in what the notebook showed, and its source in the lines around. A printed translation that no
decoding produced is therefore none, and one that was produced counts whatever it was printed with.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np

from grader.model.evidence import Basis, Evidence
from grader.model.findings import Translation
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.traces import Vocabulary
from grader.roles import decoding, tensors
from grader.roles.arrays import Arrays, Ids, padding, row_key
from grader.roles.decoded import Decoding
from grader.roles.tensors import Tensors

MOST_TRIED = 200  # decodings that decide which vocabulary is meant
NEAR = 4  # lines above and below in which a source may stand
MARKERS = re.compile(
    r"</?[A-Za-z_]{1,12}/?>|\[[A-Za-z]{2,12}\]"
    r"|\b(?:startseq|endseq|sos|eos|bos|start_|_start_?|end_|_end_?|_go|_eos)\b",
    re.IGNORECASE,
)
UNKNOWN = re.compile("unk|oov")
STARTS = frozenset(("start", "sos", "bos", "startseq", "_go", "_pad"))
ENDS = frozenset(("end", "_end", "end_", "eos", "_eos", "endseq"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    shown: tuple[Translation, ...]
    """Distinct ones, in the order in which they were made."""
    decoded: int
    """Distinct decodings that the recorder saw, shown or not."""
    basis: tuple[Basis, ...]

    @property
    def with_source(self) -> tuple[Translation, ...]:
        return tuple(translation for translation in self.shown if translation.source)


def bare(text: str) -> str:
    """What of a text is compared: letters and digits without case, accents, markers, punctuation or blanks."""
    text = unicodedata.normalize("NFKD", MARKERS.sub(" ", text)).casefold()
    return "".join(character for character in text if character.isalnum())


def find(evidence: Evidence, arrays: Arrays) -> Translations:
    """Translations that the recorded decodings account for.

    Raises `Missing` or `Prevented` where nothing was decoded, and `Prevented` where decodings were seen and none of
    them can be found in what was shown: then sampling, a beam or a text that was mended may stand between, which only
    a person can tell from a fake.
    """
    inference = decoding.find(evidence)
    decodings = inference.decodings
    if inference.is_doubtful:
        raise Prevented(Cause.GRADER, inference.doubt)
    found = _shown(evidence, decodings, _tensors(evidence, arrays), inference.basis)
    if not found.shown and any(len(d.emitted) > 1 or d.text for d in decodings):
        raise Prevented(
            Cause.GRADER,
            f"The model was seen decoding {found.decoded} sentences, and none of what it put out is among what the "
            "notebook shows; a person must compare them.",
        )
    return found


def _tensors(evidence: Evidence, arrays: Arrays) -> Tensors | None:
    """The training rows to compare with; without them translations are still translations."""
    try:
        return tensors.of_main_model(evidence, arrays)
    except (Missing, Prevented):
        return None


def _shown(
    evidence: Evidence, decodings: tuple[Decoding, ...], ids: Tensors | None, basis: tuple[Basis, ...]
) -> Translations:
    lines = _shown_lines(evidence)
    end = _end_token(decodings)
    readers = [Reader.of(vocabulary) for vocabulary in evidence.reported.vocabularies]
    outputs = _best_reading([_before(one.emitted, end) for one in decodings], decodings, readers, lines)
    sources = _best_reading([one.source for one in decodings], decodings, readers, lines)
    outputs = [one.text or read for one, read in zip(decodings, outputs, strict=True)]
    sources = [one.source_text or read for one, read in zip(decodings, sources, strict=True)]
    seen = _training_rows(ids)
    found: dict[tuple[str, str], Translation] = {}
    for made_by, text, source in zip(decodings, outputs, sources, strict=True):
        places = _places(text, made_by.cell, lines)
        if not places:
            continue
        # Two sentences may have the same translation: each is looked for beside its own source.
        beside = next((place for place in places if _is_near(source, place, lines)), None)
        place = places[0] if beside is None else beside
        translation = Translation(
            cell=lines[place][0],
            source="" if beside is None else source,
            output=text,
            confirmed=made_by.reproduced,
            trained_on=_trained_on(made_by.source, seen),
        )
        found.setdefault((bare(source), bare(text)), translation)
    made = {(one.source, one.source_text, one.emitted, one.text) for one in decodings}
    return Translations(shown=tuple(found.values()), decoded=len(made), basis=basis)


def _shown_lines(evidence: Evidence) -> list[tuple[int, str]]:
    """Every line that was shown, with its cell, ready to be compared; tables are read as text and as HTML."""
    lines: list[tuple[int, str]] = []
    for output in evidence.reported.outputs:
        if output.error:
            continue
        table = re.sub(r"<[^>]{0,400}>", " ", re.sub(r"</tr>", "\n", output.html)) if output.html else ""
        texts = (bare(line) for line in f"{output.text}\n{table}".split("\n"))
        lines.extend((output.cell, text) for text in texts if text)
    return lines


def _end_token(decodings: tuple[Decoding, ...]) -> int | None:
    """The id at which the loops stopped: the commonest last one, where at least two in five ended with it.

    It must not stand in the sentence before: a weak model that repeats a word to the maximal length ends with it too.
    """
    loops = [one for one in decodings if one.is_loop]
    last = Counter(one.emitted[-1] for one in loops if one.emitted.index(one.emitted[-1]) == len(one.emitted) - 1)
    token, count = last.most_common(1)[0] if last else (None, 0)
    return token if count >= 2 and count >= 0.4 * len(loops) else None


def _before(ids: tuple[int, ...], end: int | None) -> tuple[int, ...]:
    return ids[: ids.index(end)] if end in ids else ids


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

    def text(self, ids: tuple[int, ...]) -> str:
        """The ids as text, empty where the vocabulary has a word for less than half of them."""
        tokens = _until_end([self.words.get(number, "") for number in ids])
        named = [token for token in tokens if token]
        return MARKERS.sub(" ", self.joint.join(named)).strip() if len(named) * 2 >= len(tokens) else ""


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


def _best_reading(
    rows: list[tuple[int, ...]], decodings: tuple[Decoding, ...], readers: list[Reader], lines: list[tuple[int, str]]
) -> list[str]:
    """The rows of ids, one for each decoding, as text under the vocabulary under which most of them were shown."""
    hits: dict[str, int] = {}
    for row, made_by in list(zip(rows, decodings, strict=True))[:MOST_TRIED]:
        for reader in readers:
            if text := reader.text(row):
                hits[reader.name] = hits.get(reader.name, 0) + bool(_places(text, made_by.cell, lines))
    best = max(hits, key=lambda name: hits[name]) if hits else None
    chosen = next((reader for reader in readers if reader.name == best), None)
    return [chosen.text(row) if chosen else "" for row in rows]


def _places(text: str, cell: int, lines: list[tuple[int, str]]) -> list[int]:
    """The lines, in that cell or a later one, that show the text."""
    wanted = bare(text)
    return [place for place, (where, line) in enumerate(lines) if where >= cell and wanted in line] if wanted else []


def _is_near(source: str, place: int, lines: list[tuple[int, str]]) -> bool:
    wanted = bare(source)
    around = lines[max(0, place - NEAR) : place + NEAR + 1]
    return bool(wanted) and any(wanted in line for _, line in around)


def _training_rows(arrays: Tensors | None) -> tuple[int, frozenset[bytes]] | None:
    """The source rows that were trained on, without their padding."""
    if arrays is None or arrays.source is None or not arrays.trained:
        return None
    rows: Ids = arrays.source.rows[: arrays.trained_rows or None]
    pad = padding(arrays.source.rows)
    return pad, frozenset(row_key(np.asarray(row), pad) for row in rows)


def _trained_on(source: tuple[int, ...], seen: tuple[int, frozenset[bytes]] | None) -> bool | None:
    if seen is None or not source:
        return None
    pad, rows = seen
    return row_key(np.asarray(source, dtype=np.int32), pad) in rows
