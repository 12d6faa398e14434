"""Sentence pairs become padded integer arrays: normalise, tokenise, number, split, pad."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

PAD, UNKNOWN, START, END = 0, 1, 2, 3
SPECIAL = ("[pad]", "[unk]", "[start]", "[end]")


class Arrays(NamedTuple):
    """What `fit` takes; each row is one pair. Shapes: (pairs, source length), twice (pairs, target length)."""

    encoder_input: np.ndarray
    decoder_input: np.ndarray
    decoder_target: np.ndarray


def normalise(text: str) -> str:
    """Lower-case, composed (NFC), with plain apostrophes and single plain blanks (fra.txt has U+202F, U+00A0)."""
    text = unicodedata.normalize("NFC", text).replace("\u2019", "'").lower()
    return re.sub(r"\s+", " ", text).strip()


def tokenise(text: str) -> list[str]:
    """Split into words and punctuation; an elided word keeps its apostrophe: "l'ami dort." -> l' ami dort ."""
    return re.findall(r"[\w-]+'?|[^\w\s]", normalise(text))


def detokenise(tokens: Iterable[str]) -> str:
    """Join tokens into a sentence: no blank after an apostrophe, none before a full stop or a comma."""
    return re.sub(r" ([.,])", r"\1", " ".join(tokens).replace("' ", "'"))


def parse_pairs(text: str, rows: int | None = None) -> list[tuple[str, str]]:
    """Read (English, French) from the first `rows` lines of tab-separated text.

    fra.txt had two columns until 2019 and has had a third since, the attribution, which is ignored.
    """
    # Not splitlines(), which also splits at characters that may stand inside a sentence, such as U+2028.
    lines = [line.rstrip("\r").split("\t") for line in text.split("\n")[:rows]]
    return [(columns[0], columns[1]) for columns in lines if len(columns) >= 2]


def split_pairs(
    pairs: Sequence[tuple[str, str]], seed: int, held_out: float = 0.1
) -> tuple[list[tuple[str, str]], list[tuple[str, str]], list[tuple[str, str]]]:
    """Split into training, validation and test pairs; the last two get the share `held_out` each.

    The split is made over *distinct* English sentences: where one has several translations, all of them
    fall on the same side, so that no test sentence was seen in training.
    """
    sources = sorted({normalise(english) for english, _ in pairs})
    order = np.random.default_rng(seed).permutation(len(sources))
    count = round(held_out * len(sources))
    test = {sources[i] for i in order[:count]}
    validation = {sources[i] for i in order[count : 2 * count]}
    parts: tuple[list[tuple[str, str]], ...] = ([], [], [])
    for english, french in pairs:
        key = normalise(english)
        parts[2 if key in test else 1 if key in validation else 0].append((english, french))
    return parts[0], parts[1], parts[2]


def build_vocabulary(sentences: Iterable[str], size: int | None = None) -> dict[str, int]:
    """Number the tokens, the special ones first, then the most frequent (at most `size` in all)."""
    counts: dict[str, int] = {}
    for sentence in sentences:
        for token in tokenise(sentence):
            counts[token] = counts.get(token, 0) + 1
    # Ties are broken by the alphabet, so that the numbering does not depend on the order of the corpus.
    by_frequency = sorted(counts, key=lambda token: (-counts[token], token))
    return {token: index for index, token in enumerate([*SPECIAL, *by_frequency][:size])}


def to_ids(sentence: str, vocabulary: dict[str, int]) -> list[int]:
    """The token ids of one sentence; a token outside the vocabulary becomes `[unk]`."""
    return [vocabulary.get(token, UNKNOWN) for token in tokenise(sentence)]


def pad(rows: Sequence[Sequence[int]], length: int) -> np.ndarray:
    """Stack rows into an int32 array (rows, length): cut what is too long, fill with 0 what is too short."""
    padded = np.full((len(rows), length), PAD, dtype="int32")
    for index, row in enumerate(rows):
        padded[index, : len(row[:length])] = row[:length]
    return padded


def make_arrays(
    pairs: Sequence[tuple[str, str]],
    source_vocabulary: dict[str, int],
    target_vocabulary: dict[str, int],
    source_length: int,
    target_length: int,
) -> Arrays:
    """Encode pairs for teacher forcing: the decoder's target is its input shifted by one step.

    decoder input    [start]  le   chat  dort  .
    decoder target   le       chat dort  .     [end]
    """
    source = [to_ids(english, source_vocabulary) for english, _ in pairs]
    target = [[START, *to_ids(french, target_vocabulary), END] for _, french in pairs]
    # One step longer than the target, because input and target are two views of it.
    whole = pad(target, target_length + 1)
    decoder_input = np.where(whole[:, :-1] == END, PAD, whole[:, :-1])
    return Arrays(pad(source, source_length), decoder_input, whole[:, 1:])
