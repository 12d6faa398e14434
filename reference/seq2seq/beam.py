"""Beam search: keep the most probable beginnings of a translation rather than only the best next word."""

from collections.abc import Sequence

import numpy as np

from reference.seq2seq.data import END, START
from reference.seq2seq.inference import Translation, Translator


def beam_search(
    translator: Translator, sentences: Sequence[str], width: int, length_power: float = 1.0
) -> list[Translation]:
    """Translate sentences side by side, keeping `width` beginnings of each; width 1 is greedy decoding.

    The result is the beginning with the highest log-probability divided by its length to the power of
    `length_power` (Wu et al., 2016), without which short translations would win. Raises ValueError for a
    width below 1.
    """
    if width < 1:
        raise ValueError(f"a beam is at least 1 wide, not {width}")
    # Row i * width + k of these arrays belongs to beam k of sentence i.
    state_h, state_c, *memory = (np.repeat(array, width, axis=0) for array in translator.encode(sentences))
    count = len(sentences)
    # All beams of a sentence are alike at the start: only the first may grow.
    scores = np.full((count, width), -np.inf)
    scores[:, 0] = 0.0
    finished = np.zeros((count, width), dtype=bool)
    ids = np.zeros((count, width, 0), dtype="int32")
    weights = np.zeros((count, width, 0, memory[1].shape[1] if memory else 0), dtype="float32")
    word = np.full((count * width, 1), START, dtype="int32")
    while ids.shape[2] < translator.max_length and not finished.all():
        outputs = translator.decoder([word, state_h, state_c, *memory])
        probabilities, state_h, state_c, *attention = map(np.asarray, outputs)
        scores, parents, words = _grow(scores, finished, probabilities.reshape(count, width, -1))

        # Each new beam takes over the past of its parent.
        finished = np.take_along_axis(finished, parents, axis=1) | (words == END)
        ids = np.concatenate([np.take_along_axis(ids, parents[..., None], axis=1), words[..., None]], axis=2)
        rows_of_parents = (parents + width * np.arange(count)[:, None]).ravel()
        state_h, state_c = state_h[rows_of_parents], state_c[rows_of_parents]
        if attention:
            seen = np.concatenate([weights, attention[0].reshape(count, width, 1, -1)], axis=2)
            weights = np.take_along_axis(seen, parents[..., None, None], axis=1)
        word = words.reshape(-1, 1)

    lengths = np.where(finished, np.argmax(ids == END, axis=2) + 1, ids.shape[2])
    best = np.argmax(scores / lengths**length_power, axis=1)
    chosen = np.arange(count), best
    return translator.read(sentences, ids[chosen], weights[chosen] if weights.shape[2] else None)


def _grow(
    scores: np.ndarray, finished: np.ndarray, probabilities: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Choose the best continuations of (sentences, width) beams: their scores, parents and last words."""
    count, width, size = probabilities.shape
    with np.errstate(divide="ignore"):
        logarithms = np.log(probabilities.astype("float64"))
    # A finished beam goes on with one more end token at no cost.
    logarithms[finished] = -np.inf
    logarithms[finished, END] = 0.0
    totals = (scores[..., None] + logarithms).reshape(count, width * size)
    # Stable, so that among equals the smallest id wins, as with argmax.
    order = np.argsort(-totals, axis=1, kind="stable")[:, :width]
    return np.take_along_axis(totals, order, axis=1), order // size, (order % size).astype("int32")
