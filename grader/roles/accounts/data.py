"""Accounts of the arrays, the vocabularies, the way of inference and the translations."""

from __future__ import annotations

from grader.model.accounts import Account, Confidence
from grader.model.judging import Missing, Prevented
from grader.model.traces import Vocabulary
from grader.roles import pairs, translations
from grader.roles.accounts.given import Given, in_cells, name, plural, some, sure
from grader.roles.accounts.network import PINNED
from grader.roles.tensors import Side
from grader.roles.vocabularies import Choice


def sentence_pairs(given: Given) -> Account:
    """Likely: a list of texts in two columns, or two lists of one length, is seldom anything else."""
    found = pairs.find(given.evidence, given.arrays)
    lists = [f"{name(texts.name)}, {texts.rows} × {texts.columns}" for texts in given.evidence.reported.texts]
    return Account(
        role="Sentence pairs",
        taken=f"{found.rows} pairs{f', such as “{found.sample[:80]}”' if found.sample else ''}",
        where=(found.place,),
        because="Texts in two columns, or in two lists of one length, stood in the notebook's namespace."
        if found.sample
        else "Two arrays of ids with one row for each pair entered training.",
        confidence=Confidence.LIKELY,
        others=some(lists[1:]),
    )


def source(given: Given) -> Account:
    """Certain where it entered `fit` beside the decoder's input; likely where it entered alone or stood in the
    namespace beside a shifted pair; a guess otherwise."""
    found = given.tensors
    pinned = given.evidence.pins.tensors.source is not None
    if found.trained:
        because = "It entered `fit`, and the target is not it shifted by a step."
        confidence = sure(found.shifted)
    else:
        because = "No array was seen entering `fit`; it stood in the namespace, with as many rows as the target."
        confidence = Confidence.LIKELY if found.shifted else Confidence.GUESS
    return _array("Source", given, found.source, because, confidence, pinned)


def decoder_input(given: Given) -> Account:
    """Certain where the target is it shifted by one step; a guess where it was taken by its place among the inputs."""
    found = given.tensors
    pinned = given.evidence.pins.tensors.decoder_input is not None
    because = (
        "The target equals it one step later."
        if found.shifted
        else "It is the second input of `fit`; the target is not it shifted by one step."
    )
    return _array("Decoder's input", given, found.decoder_input, because, sure(found.shifted, Confidence.GUESS), pinned)


def target(given: Given) -> Account:
    """Certain where it entered `fit` as the targets; likely where it is an array of the namespace that equals another
    one step later; a guess otherwise."""
    found = given.tensors
    pinned = given.evidence.pins.tensors.target is not None
    if found.trained:
        return _array("Target", given, found.target, "It entered `fit` as the targets.", Confidence.CERTAIN, pinned)
    because = "No array was seen entering `fit`; it stood in the namespace"
    because += ", and equals another array one step later." if found.shifted else "."
    likely = Confidence.LIKELY if found.shifted else Confidence.GUESS
    return _array("Target", given, found.target, because, likely, pinned)


def _array(role: str, given: Given, side: Side | None, because: str, confidence: Confidence, pinned: bool) -> Account:
    if side is None:
        raise Missing("Among the arrays that entered `fit`, or stood in the namespace, none could be meant.")
    named = given.evidence.reported.arrays
    own = [array.name for array in named if array.array.digest == side.ref.digest]
    others = [f"{name(array.name)} {_shape(array.array.shape)}" for array in named if array.name not in own]
    return Account(
        role=role,
        taken=f"{side.words}{f', {name(own[0])}' if own else ''}",
        where=in_cells([given.tensors.cell]),
        because=f"{PINNED} {because}" if pinned else because,
        confidence=Confidence.CERTAIN if pinned else confidence,
        others=some(others),
        pinned=pinned,
    )


def _shape(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


def source_vocabulary(given: Given) -> Account:
    """Certain where sources read with it were shown, ten times as many as with any other; likely where it does best;
    a guess where no row was shown whatever it was read with. The same mapping the other way round is no other."""
    return _vocabulary("Vocabulary of the source", given, _read(given).source_vocabulary)


def target_vocabulary(given: Given) -> Account:
    """As the source's, by what was decoded."""
    return _vocabulary("Vocabulary of the target", given, _read(given).target_vocabulary)


def _read(given: Given) -> translations.Translations:
    """What was decoded, whether or not any of it was shown."""
    try:
        return given.translations
    except Prevented:
        return translations.read(given.evidence, given.inference.decodings)


def _vocabulary(role: str, given: Given, choice: Choice) -> Account:
    known = {each.name: len(each.tokens) for each in _vocabularies(given)}
    if choice.reader is None:
        raise Missing(f"Of {len(known)} vocabularies in the namespace, none has words for the ids.")
    vocabularies = {each.name: dict(zip(each.ids, each.tokens, strict=True)) for each in _vocabularies(given)}
    same = {other for other, words in vocabularies.items() if words == choice.reader.words}
    rivals = {rival: count for rival, count in choice.hits if rival not in same | {choice.name} and count}
    because = f"Read with it, {choice.found} of {choice.tried} rows of ids are among what the notebook showed"
    because += (
        f"; with {name(max(rivals, key=lambda rival: rivals[rival]))}, {max(rivals.values())}." if rivals else "."
    )
    confidence = sure(choice.found >= 10 * max(rivals.values(), default=0))
    if not choice.found:
        confidence = Confidence.GUESS
    taken = f"{name(choice.name)}, {known.get(choice.name, 0)} tokens" if choice.name else "ids, printed as numbers"
    return Account(
        role=role,
        taken=taken,
        because=f"{PINNED} {because}" if choice.pinned else because,
        confidence=Confidence.CERTAIN if choice.pinned else confidence,
        others=some([f"{name(other)}, {size} tokens" for other, size in known.items() if other not in same]),
        pinned=choice.pinned,
    )


def _vocabularies(given: Given) -> tuple[Vocabulary, ...]:
    return given.evidence.reported.vocabularies


def inference_path(given: Given) -> Account:
    """Certain where nearly every loop was fed what it had put out before; likely where some were, or where whole
    sequences came out at once; a guess where no loop was."""
    found = given.inference
    loops = found.loops
    fed = [loop for loop in loops if loop.feeds_back]
    once = len(found.decodings) - len(loops)
    models = {model.handle: model.name for model in given.evidence.reported.models}
    used = [name(models.get(handle, "?")) for handle in dict.fromkeys(each.model for each in fed or found.decodings)]
    if loops:
        because = f"In {len(fed)} of {len(loops)} loops each newest token was the one put out before."
        confidence = sure(len(fed) >= 0.9 * len(loops), Confidence.LIKELY if fed else Confidence.GUESS)
    else:
        because, confidence = "Each call put out a whole sequence, and nothing was fed back.", Confidence.LIKELY
    others = [f"{plural(once, 'sequence')} put out at once"] if loops and once else []
    others += [f"{plural(len(loops) - len(fed), 'loop')} fed something else"] if len(loops) > len(fed) else []
    others += [f"{found.left_out} calls too many to be noted"] if found.left_out else []
    return Account(
        role="Inference path",
        taken=f"{plural(len(loops) or once, 'decoding')} by {', '.join(used[:3])}",
        where=in_cells(sorted({decoding.cell for decoding in found.decodings})[:8]),
        because=because,
        confidence=confidence,
        others=some(others),
    )


def shown_translations(given: Given) -> Account:
    """Certain where each was found beside its source; likely where some stand without."""
    found = given.translations
    if not found.shown:
        raise Missing(f"None of {found.decoded} decodings is among what the notebook showed.")
    pin = given.evidence.pins.translations.cells
    count = len(found.shown)
    because = f"What {plural(count, 'decoding')} put out was found in the outputs, {len(found.with_source)} beside "
    because += "the sentence that had been encoded."
    unseen = found.decoded - count
    return Account(
        role="Translations",
        taken=f"{plural(count, 'sentence')}, such as “{found.shown[0].source[:60]}” → “{found.shown[0].output[:60]}”",
        where=in_cells(sorted({each.cell for each in found.shown})[:8]),
        because=f"{PINNED} {because}" if pin else because,
        confidence=sure(bool(pin) or len(found.with_source) == count),
        others=(f"{plural(unseen, 'decoding')} not shown",) if unseen > 0 else (),
        pinned=pin is not None,
    )
