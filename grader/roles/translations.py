"""Translations that were shown and that the model really made.

Not parsed from one print format or another: for every decoding that the recorder saw, its text under the notebook's own
vocabulary is looked for in what the notebook showed, and its source in the lines around. A printed translation that no
decoding produced is therefore none, and one that was produced counts whatever it was printed with.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from grader.model.evidence import Basis, Evidence
from grader.model.findings import Translation
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.roles import decoding, shown, tensors, training, vocabularies
from grader.roles.arrays import Arrays, Ids, padding, row_key
from grader.roles.decoded import Decoding
from grader.roles.decoding import Inference
from grader.roles.shown import Shown, bare
from grader.roles.tensors import Tensors
from grader.roles.vocabularies import NOTHING, Choice

NEAR = 4  # lines above and below in which a source may stand
SHORT = 2  # tokens of a decoding that is looked for as a whole only


@dataclass(frozen=True, slots=True, kw_only=True)
class Translations:
    shown: tuple[Translation, ...]
    """Distinct ones, in the order in which they were made."""
    decoded: int
    """Distinct decodings that the recorder saw, shown or not."""
    excuse: Prevented | None = None
    """Why what is not shown can't be charged: there was nothing to show, for the grader cut the training short."""
    source_vocabulary: Choice = NOTHING
    target_vocabulary: Choice = NOTHING
    basis: tuple[Basis, ...] = (Basis.REPORTED,)

    @property
    def with_source(self) -> tuple[Translation, ...]:
        return tuple(translation for translation in self.shown if translation.source)


def find(evidence: Evidence, arrays: Arrays, inference: Inference | None = None) -> Translations:
    """Translations that the recorded decodings account for; `inference` where it was found already.

    Raises `Missing` or `Prevented` where nothing was decoded, and `Prevented` where decodings were seen and none of
    them can be found in what was shown: then sampling, a beam or a text that was mended may stand between, which only
    a person can tell from a fake.
    """
    inference = inference or decoding.find(evidence)
    decodings = inference.decodings
    if inference.is_doubtful:
        raise Prevented(Cause.GRADER, inference.doubt)
    found = read(evidence, decodings, _tensors(evidence, arrays))
    if not found.shown and any(len(d.emitted) > 1 or d.text for d in decodings):
        raise Prevented(
            Cause.GRADER,
            f"The model was seen decoding {found.decoded} sentences, and none of what it put out is among what the "
            "notebook shows; a person must compare them.",
        )
    return replace(found, excuse=_excuse(evidence, decodings))


def _excuse(evidence: Evidence, decodings: tuple[Decoding, ...]) -> Prevented | None:
    """For a model that ends its sentences before their first word, as one does that was hardly trained.

    Bad translations are none the less shown; only what is empty can't be.
    """
    cut = training.find(evidence).cut
    end = _end_token(decodings)
    if cut is None or not cut.few or all(one.text or _before(one.emitted, end) for one in decodings):
        return None
    return Prevented(Cause.BUDGET, f"Some of what the model put out is empty. {cut.sentence}")


def _tensors(evidence: Evidence, arrays: Arrays) -> Tensors | None:
    """The training rows to compare with; without them translations are still translations."""
    try:
        return tensors.of_main_model(evidence, arrays)
    except (Missing, Prevented):
        return None


def read(evidence: Evidence, decodings: tuple[Decoding, ...], ids: Tensors | None = None) -> Translations:
    """The decodings that were shown, each with its source where that stands beside it."""
    pins = evidence.pins
    lines = shown.read(evidence, pins.translations.cells)
    end = _end_token(decodings)
    known = evidence.reported.vocabularies
    emitted = [(_kept(one.emitted, end), one.cell) for one in decodings]
    target = vocabularies.choose(emitted, known, lines, pins.vocabularies.target)
    encoded = [(one.source, one.cell) for one in decodings]
    source = vocabularies.choose(encoded, known, lines, pins.vocabularies.source)
    seen = _training_rows(ids)
    found: dict[tuple[str, str], Translation] = {}
    for made_by in decodings:
        text, places = _found(made_by, end, target, lines)
        if not places:
            continue
        # Two sentences may have the same translation: each is looked for beside its own source.
        around = (
            lines.places(made_by.source_text, 0) if made_by.source_text else source.places(made_by.source, 0, lines)
        )
        beside = next((place for place in places if any(abs(place - other) <= NEAR for other in around)), None)
        # Of an untrained model's decodings some word stands by chance in a sentence that was shown, even in its own.
        of = _source(made_by, source)
        places = [place for place in places if lines.is_mostly(text, place, "" if beside is None else of)]
        if not places:
            continue
        beside = beside if beside in places else None
        place = places[0] if beside is None else beside
        translation = Translation(
            cell=lines.lines[place].cell,
            source="" if beside is None else _source(made_by, source),
            output=text,
            confirmed=made_by.reproduced,
            trained_on=_trained_on(made_by.source, seen),
        )
        found.setdefault((bare(_source(made_by, source)), bare(translation.output)), translation)
    made = {(one.source, one.source_text, one.emitted, one.text) for one in decodings}
    compared = any(one.reproduced is not None for one in decodings)
    return Translations(
        shown=tuple(found.values()),
        decoded=len(made),
        source_vocabulary=source,
        target_vocabulary=target,
        basis=(Basis.RECOMPUTED, Basis.REPORTED) if compared else (Basis.REPORTED,),
    )


def _found(made_by: Decoding, end: int | None, target: Choice, lines: Shown) -> tuple[str, list[int]]:
    """What a decoding says and the lines that show it: the whole, or all but the token at which its loop stopped."""
    if made_by.text:
        return made_by.text, lines.places(made_by.text, made_by.cell)
    for ids in (_before(made_by.emitted, end), _kept(made_by.emitted, end)):
        if places := target.places(ids, made_by.cell, lines):
            return target.text(ids), places
    return "", []


def _source(made_by: Decoding, vocabulary: Choice) -> str:
    return made_by.source_text or vocabulary.text(made_by.source)


def _end_token(decodings: tuple[Decoding, ...]) -> int | None:
    """The id at which the loops stopped: the commonest last one, where at least two in five ended with it.

    It must not stand in the sentence before: a weak model that repeats a word to the maximal length ends with it too.
    """
    loops = [one for one in decodings if one.is_loop]
    last = Counter(one.emitted[-1] for one in loops if one.emitted.index(one.emitted[-1]) == len(one.emitted) - 1)
    token, count = last.most_common(1)[0] if last else (None, 0)
    return token if count >= 2 and count >= 0.4 * len(loops) else None


def _kept(ids: tuple[int, ...], end: int | None) -> tuple[int, ...]:
    """What is shown in any case: a loop that stops at a maximal length seldom shows the token at which it stops."""
    before = _before(ids, end)
    return before[:-1] if before == ids and len(ids) > SHORT else before


def _before(ids: tuple[int, ...], end: int | None) -> tuple[int, ...]:
    return ids[: ids.index(end)] if end in ids else ids


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
