"""BLEU and chrF by sacreBLEU, and exact match, on text that is normalised alike for all systems."""

from collections.abc import Sequence
from dataclasses import dataclass

from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from reference.seq2seq.data import detokenise, tokenise


@dataclass(frozen=True, slots=True)
class Scores:
    """All from 0 to 100; the signatures say how sacreBLEU computed the first two."""

    bleu: float
    chrf: float
    exact: float
    bleu_signature: str
    chrf_signature: str


def plain(text: str) -> str:
    """Lower case, and spaces where the reference puts them: systems differ in how they join words and full stops."""
    return detokenise(tokenise(text))


def score(translations: Sequence[str], references: Sequence[Sequence[str]]) -> Scores:
    """Compare each translation with all references of its sentence; exact match is with any of them."""
    texts = [plain(text) for text in translations]
    options = [[plain(reference) for reference in group] for group in references]
    width = max(map(len, options))
    # sacreBLEU wants one stream per reference; None stands where a sentence has fewer.
    streams: list[list[str | None]] = [
        [group[i] if i < len(group) else None for group in options] for i in range(width)
    ]
    bleu, chrf = BLEU(), CHRF()
    result = (
        bleu.corpus_score(texts, streams).score,  # type: ignore[arg-type]  # its annotation forgets None
        chrf.corpus_score(texts, streams).score,  # type: ignore[arg-type]
        100 * sum(text in group for text, group in zip(texts, options, strict=True)) / len(texts),
    )
    return Scores(*result, str(bleu.get_signature()), str(chrf.get_signature()))
