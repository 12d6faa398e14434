"""How good a translation is: exact match and chrF."""

from collections import Counter
from collections.abc import Sequence

from reference.seq2seq.data import detokenise, tokenise


def exact_match(translations: Sequence[str], references: Sequence[str]) -> float:
    """The share of translations that equal their reference, case and spacing aside."""
    same = [detokenise(tokenise(a)) == detokenise(tokenise(b)) for a, b in zip(translations, references, strict=True)]
    return sum(same) / len(same)


def chrf(translations: Sequence[str], references: Sequence[str], order: int = 6, beta: float = 2.0) -> float:
    """Corpus chrF in per cent (Popović, 2015): F-score of character n-grams, blanks and case left out.

    Precision and recall are taken over all sentences for each n from 1 to `order`, then averaged; recall weighs
    `beta` times as much. 100 is a perfect translation.
    """
    precisions, recalls = [], []
    for n in range(1, order + 1):
        common = produced = wanted = 0
        for translation, reference in zip(translations, references, strict=True):
            grams = [
                Counter(text[i : i + n] for i in range(len(text) - n + 1))
                for text in ("".join(tokenise(translation)), "".join(tokenise(reference)))
            ]
            common += (grams[0] & grams[1]).total()
            produced += grams[0].total()
            wanted += grams[1].total()
        if produced and wanted:
            precisions.append(common / produced)
            recalls.append(common / wanted)
    if not precisions:
        return 0.0
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    if precision + recall == 0:
        return 0.0
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
