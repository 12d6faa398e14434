"""A score from the reference answer alone: ten plain features and boosted trees, never tested on a question they saw.

A sanity benchmark against published figures, and no way to award a mark: similarity is what stuffed answers have.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from nltk.stem.snowball import SnowballStemmer  # type: ignore[import-untyped]
from numpy.typing import NDArray
from sklearn.ensemble import (  # type: ignore[import-untyped]
    HistGradientBoostingClassifier,
    HistGradientBoostingRegressor,
)
from sklearn.metrics import f1_score  # type: ignore[import-untyped]
from sklearn.model_selection import GroupKFold  # type: ignore[import-untyped]
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from benchmarks.answers.measures import pearson
from benchmarks.answers.public import CORRECT, INCORRECT, TRAINING, UNSEEN, PublicAnswer
from benchmarks.answers.rendering import number, table
from grader.roles import textlanguage as language

FOLDS = 10
THREADS = 1
"""A few thousand rows gain nothing from more, and on a busy machine threads wait for one another."""
MONOTONIC = (1, 1, 1, 1, 1, 1, 1, 1, 0, -1)
"""Of the features, in their order: more overlap never lowers a score, and length may do either."""
SETTINGS = {
    **{"max_iter": 150, "learning_rate": 0.05, "max_leaf_nodes": 8, "l2_regularization": 1.0},
    **{"early_stopping": False, "random_state": 0},  # the same figures every time
}
PUBLISHED = (
    "Of the whole set: in an earlier trial of ten such features 0.637, with an RMSE of 0.854; "
    "published: two people 0.597, Sultan and others (2016) 0.592."
)

Floats = NDArray[np.float64]

_stemmer = SnowballStemmer("english")


@lru_cache(maxsize=65536)
def _stem(word: str) -> str:
    return str(_stemmer.stem(word))


@lru_cache(maxsize=65536)
def _stems(text: str) -> tuple[str, ...]:
    """Stems of the words that carry meaning, in order."""
    return tuple(_stem(word) for word in language.words(text) if language.content_words(word))


def features(answers: Sequence[PublicAnswer]) -> Floats:
    """Ten numbers for each answer, against the reference answer that is nearest to it."""
    references = {reference for answer in answers for reference in answer.references}
    spread = Counter(stem for reference in references for stem in set(_stems(reference)))
    rarity = {stem: math.log((1 + len(references)) / count) for stem, count in spread.items()}
    return np.array([_features(answer, rarity) for answer in answers], dtype=np.float64)


def _features(answer: PublicAnswer, rarity: dict[str, float]) -> tuple[float, ...]:
    said = _stems(answer.text)
    reference = max(answer.references, key=lambda each: _alike(set(_stems(each)), set(said)), default="")
    wanted, asked = _stems(reference), set(_stems(answer.asked))
    common = set(wanted) & set(said)
    new = set(wanted) - asked
    return (
        _over(len(common), len(set(wanted))),
        _over(len(common), len(set(said))),
        _alike(set(wanted), set(said)),
        _over(sum(rarity.get(stem, 0.0) for stem in common), sum(rarity.get(stem, 0.0) for stem in set(wanted))),
        _over(len(common & new), len(new)),
        _alike(_pieces(wanted, 2), _pieces(said, 2)),
        _alike(_pieces(tuple(reference.lower()), 4), _pieces(tuple(answer.text.lower()), 4)),
        _over(_longest_common(wanted, said), len(wanted)),
        math.log1p(len(said)) - math.log1p(len(wanted)),
        float(language.has_denial(answer.text.lower()) != language.has_denial(reference.lower())),
    )


def _over(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _alike(one: set[str], other: set[str]) -> float:
    return _over(2 * len(one & other), len(one) + len(other))


def _pieces(sequence: Sequence[str], length: int) -> set[str]:
    return {" ".join(sequence[at : at + length]) for at in range(len(sequence) - length + 1)}


def _longest_common(one: Sequence[str], other: Sequence[str]) -> int:
    """The length of the longest run of stems that both have in this order, anything between them."""
    best = [0] * (len(other) + 1)
    for stem in one:
        before = 0
        for at, its in enumerate(other, start=1):
            before, best[at] = best[at], before + 1 if stem == its else max(best[at], best[at - 1])
    return best[-1]


def predicted_scores(answers: Sequence[PublicAnswer]) -> list[float]:
    """A score for each answer, learned from the other questions only."""
    known, given = features(answers), np.array([answer.score for answer in answers])
    found = np.zeros(len(answers))
    with threadpool_limits(limits=THREADS):
        for learned, left in _folds(answers):
            model = HistGradientBoostingRegressor(monotonic_cst=MONOTONIC, **SETTINGS)
            found[left] = model.fit(known[learned], given[learned]).predict(known[left])
    return [float(score) for score in found]


def predicted_labels(answers: Sequence[PublicAnswer], labels: Sequence[str]) -> tuple[list[str], list[str]]:
    """Labels as given and as predicted, of questions that were not learned from."""
    known, given = features(answers), np.array(labels)
    # The trees keep a direction for two classes only.
    monotonic = MONOTONIC if len(set(labels)) == 2 else None
    right: list[str] = []
    found: list[str] = []
    with threadpool_limits(limits=THREADS):
        for learned, left in _divided(answers):
            model = HistGradientBoostingClassifier(monotonic_cst=monotonic, class_weight="balanced", **SETTINGS)
            # Of two classes the tree's positive one is the last in the alphabet: a digit puts the right answers there.
            coded = np.array([f"{int(label == CORRECT)}{label}" for label in given[learned]])
            found += [str(label)[1:] for label in model.fit(known[learned], coded).predict(known[left])]
            right += [str(label) for label in given[left]]
    return right, found


Fold = tuple[NDArray[np.int64], NDArray[np.int64]]


def _folds(answers: Sequence[PublicAnswer]) -> list[Fold]:
    questions = [answer.question for answer in answers]
    count = min(FOLDS, len(set(questions)))
    if count < 2:
        raise ValueError("there is one question only, so that none could be left out")
    return list(GroupKFold(n_splits=count).split(questions, groups=questions))


def _divided(answers: Sequence[PublicAnswer]) -> list[Fold]:
    """The set's own division, where it has one; else questions are left out in turn."""
    parts = [np.flatnonzero([answer.part == part for answer in answers]) for part in (TRAINING, UNSEEN)]
    return [(parts[0], parts[1])] if len(parts[0]) and len(parts[1]) else _folds(answers)


def told_of_scores(answers: Sequence[PublicAnswer]) -> str:
    """Mohler's figures."""
    found, given = predicted_scores(answers), [answer.score for answer in answers]
    error = math.sqrt(sum((one - other) ** 2 for one, other in zip(found, given, strict=True)) / len(given))
    both = [answer.scores for answer in answers if answer.scores is not None]
    people = pearson([one for one, _ in both], [other for _, other in both])
    questions = len({answer.question for answer in answers})
    heads = ("Mohler, leave-questions-out", "answers", "questions", "Pearson", "RMSE", "two people, Pearson")
    row = (
        "ten features", f"{len(given)}", f"{questions}", number(pearson(found, given)), number(error), number(people)
    )  # fmt: skip
    return f"{table(heads, [row])}\n\n{PUBLISHED}"


def told_of_labels(answers: Sequence[PublicAnswer]) -> str:
    """SciEntsBank's figures, two-way and three-way."""
    rows = []
    three = [answer.label for answer in answers]
    for name, labels in (
        ("two-way", [label if label == CORRECT else INCORRECT for label in three]),
        ("three-way", three),
    ):
        if name == "two-way" or len(set(three)) > 2:
            right, found = predicted_labels(answers, labels)
            scores = (f1_score(right, found, average=way, zero_division=0) for way in ("macro", "weighted"))
            rows.append((name, f"{len(right)}", *(number(float(score)) for score in scores)))
    return table(("SciEntsBank, unseen questions", "answers", "macro F1", "weighted F1"), rows)
