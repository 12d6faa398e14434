"""Task 5, inference: judged by the recorded calls of models after training and by what was shown of their output."""

from __future__ import annotations

from grader.checking.plugin import Found
from grader.checking.rubric import rubric
from grader.model.evidence import Evidence
from grader.model.findings import Translation
from grader.model.grade import Cause
from grader.model.judging import Prevented
from grader.roles import stops, weights
from grader.roles.decoding import Inference
from grader.roles.training import Training
from grader.roles.translations import Translations
from grader.roles.witness import Testimony, Witness

WANTED = 5
SOME = 2


@rubric("5.1", points=3)
def check_translates(inference: Inference, found: Found) -> None:
    """Let the trained model translate: in a loop over tokens, or the whole sequence at once.

    Try: after training, encode a sentence and ask the decoder for the most probable token.
    """
    found(_inference(inference))
    assert inference.decodings, "no decoding"


@rubric("5.1", points=3)
def check_feeds_back(inference: Inference, found: Found) -> None:
    """Decode one token at a time, feeding back the token that was predicted, until the end token or a maximal length.

    Try: a loop that starts with the start token, takes the argmax, and gives it and the new states to the next step.
    """
    found(_inference(inference))
    loops = inference.loops
    fed = [loop for loop in loops if loop.feeds_back]
    if not loops and any(decoding.hidden for decoding in inference.decodings):
        raise Prevented(
            Cause.GRADER,
            "The notebook decodes inside a tf.function, where the steps can't be seen; a person must look whether the "
            "predicted token is fed back.",
        )
    if not loops and any(decoding.ended_at_once for decoding in inference.decodings):
        raise Prevented(
            Cause.GRADER,
            "Every decoding that was seen ended with its first token, so that there was nothing to feed back; a person "
            "must look whether a loop would have gone on.",
        )
    assert loops, "no loop"
    assert len(fed) >= max(1, len(loops) / 2), f"{len(fed)} of {len(loops)} loops feed back"


def _inference(inference: Inference) -> str:
    loops = inference.loops
    fed = sum(loop.feeds_back for loop in loops)
    hidden = sum(decoding.hidden for decoding in inference.decodings)
    once = len(inference.decodings) - len(loops) - hidden
    place = _cells(inference)
    if not loops and hidden:
        return f"{hidden} sequences were decoded in {place} inside a tf.function, where the steps can't be seen."
    if not loops and any(decoding.ended_at_once for decoding in inference.decodings):
        return f"{once} decodings were seen in {place}, and ended with their first token."
    if not loops:
        return f"{once} sequences were predicted at once in {place}; no loop over tokens was seen."
    return (
        f"{len(loops)} sequences were decoded token by token in {place}; {fed} fed back what the model had predicted."
        f"{_repeated(inference)}"
    )


def _repeated(inference: Inference) -> str:
    """What the grader's own decoding gave, as a sentence that follows another."""
    if not inference.compared:
        return ""
    return (
        f" The grader decoded {inference.compared} of them by itself with the trained weights: "
        f"{inference.reproduced} came out the same."
    )


def _cells(inference: Inference) -> str:
    cells = sorted({decoding.cell + 1 for decoding in inference.decodings})
    return ", ".join(f"cell {cell}" for cell in cells[:3])


@rubric("5.2", points=4)
def check_trained_weights(inference: Inference, training: Training, evidence: Evidence, found: Found) -> None:
    """Run inference through the layers that were trained, none of them fresh.

    Try: build the inference models from the very layer objects of the training model, or load its saved weights.
    """
    known = weights.of_inference(evidence, inference, training)
    sentence = known.sentence(_cells(inference))
    found(sentence)
    if known.fresh and stops.ran(evidence, r"load_model|load_weights|set_weights"):
        raise Prevented(
            Cause.GRADER,
            f"{sentence} The notebook loads weights; a person must see whether they are the trained ones.",
        )
    assert known.used and not known.fresh, f"{known.fresh} fresh variables"
    if inference.is_doubtful:
        raise Prevented(Cause.GRADER, inference.doubt)


def _saved(least: int) -> Testimony:
    """So many different sentences, each with what came of it."""

    def testify(witness: Witness) -> str:
        sources = {pair.source.casefold() for pair in witness.translations}
        assert len(sources) >= least, f"{len(sources)} saved"
        first = witness.translations[0]
        return (
            f"translations of {len(sources)} sentences, such as “{first.source}” → “{first.output}” in cell "
            f"{first.cell + 1}."
        )

    return testify


@rubric("5.3", points=3, saved=_saved(SOME))
def check_some_translations(translations: Translations, found: Found) -> None:
    """Show at least two translations that the model made.

    Try: print each sentence together with what the decoding loop returns for it.
    """
    found(_shown(translations))
    assert len(translations.shown) >= SOME, f"{len(translations.shown)} shown"


@rubric("5.3", points=3, saved=_saved(WANTED))
def check_five_translations(translations: Translations, found: Found) -> None:
    """Show at least five different sentences with the model's translations.

    Try: a loop over five sentences that prints source and translation.
    """
    found(_shown(translations))
    assert len(translations.with_source) >= WANTED, f"{len(translations.with_source)} with their sources"


def _shown(translations: Translations) -> str:
    shown = translations.shown
    if not shown:
        return "No translation that the model made is shown."
    first = translations.with_source[0] if translations.with_source else shown[0]
    return (
        f"{len(shown)} translations by the model are shown, {len(translations.with_source)} of them with their source, "
        f"such as “{first.source or '…'}” → “{first.output}” in cell {first.cell + 1}."
    )


@rubric("5.4", points=2)
def check_some_unseen(translations: Translations, found: Found) -> None:
    """Translate at least some sentences that were not trained on.

    Try: keep a part of the pairs away from fit and translate those.
    """
    found(_unseen(translations))
    known = _known(translations)
    assert any(not translation.trained_on for translation in known), "all were trained on"


@rubric("5.4", points=2)
def check_all_unseen(translations: Translations, found: Found) -> None:
    """Translate at least five sentences that were not trained on.

    Try: split the pairs before training, and take the sentences that you show from the held-out part.
    """
    found(_unseen(translations))
    unseen = [translation for translation in _known(translations) if translation.trained_on is False]
    assert len(unseen) >= WANTED, f"{len(unseen)} unseen"


def _known(translations: Translations) -> list[Translation]:
    """Those of which it can be told; where it can be told of none, that is not the student's fault."""
    known = [translation for translation in translations.shown if translation.trained_on is not None]
    if translations.shown and not known:
        raise Prevented(
            Cause.GRADER, "It could not be told whether the sentences shown were trained on; a person must look."
        )
    return known


def _unseen(translations: Translations) -> str:
    known = [translation for translation in translations.shown if translation.trained_on is not None]
    seen = sum(bool(translation.trained_on) for translation in known)
    if not known:
        return "It could not be told whether the sentences were trained on."
    first = next((each for each in known if each.trained_on), known[0])
    such = f"“{first.source or first.output}” in cell {first.cell + 1} {'is a known one' if seen else 'is new'}"
    counts = f"{seen} were among the rows trained on and {len(known) - seen} were not"
    return f"Of {len(known)} sentences shown, {counts}; {such}."
