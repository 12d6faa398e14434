"""The same training pairs and the same held-out sentences for every system."""

from collections.abc import Sequence
from dataclasses import dataclass

from reference.seq2seq.data import normalise, split_pairs

Pairs = Sequence[tuple[str, str]]

SPLIT_SEED = 1  # the split is the same for all systems and all seeds, so the spread is that of training alone
HELD_OUT = 1000  # distinct English sentences


@dataclass(frozen=True, slots=True)
class Exam:
    """Pairs to train on, and distinct sentences to translate, each with all of its references."""

    training: list[tuple[str, str]]
    sources: list[str]
    references: list[list[str]]


def make_exam(pairs: Pairs, held_out: int = HELD_OUT, on_validation: bool = False) -> Exam:
    """Hold out `held_out` distinct English sentences for the test and as many for validation.

    The test is taken by systems that were trained on all other pairs, the validation pairs among them: nothing is
    selected while training. With `on_validation` the validation sentences are the exam instead, and neither they nor
    the test sentences are trained on: that is for the choice of settings. Raises ValueError if a fifth of
    the sentences or less would be left for training.

    All text is lower-cased and normalised, as the reference does it: nobody has to guess a letter's case.
    """
    pairs = [(normalise(english), normalise(french)) for english, french in pairs]
    distinct = len({english for english, _ in pairs})
    if 2 * held_out > 0.8 * distinct:
        raise ValueError(f"{distinct} distinct sentences are too few to hold out twice {held_out}.")
    training, validation, test = split_pairs(pairs, SPLIT_SEED, held_out / distinct)
    if on_validation:
        return pose(training, validation)
    return pose(training + validation, test)


def pose(training: Pairs, held_out: Pairs) -> Exam:
    """An exam on the distinct English sentences of `held_out`."""
    grouped: dict[str, list[str]] = {}
    for english, french in held_out:
        grouped.setdefault(normalise(english), []).append(french)
    return Exam(list(training), list(grouped), list(grouped.values()))
