"""Greedy decoding of many sentences side by side, for the baselines; the reference has its own."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

State = Sequence[np.ndarray]
# Last symbols (sentences, 1) and the decoder's state -> scores (sentences, 1, symbols) and the new state.
Step = Callable[[np.ndarray, State], tuple[np.ndarray, State]]


def decode(step: Step, state: State, count: int, start: int, end: int, limit: int) -> list[list[int]]:
    """Feed back the best symbol until every sentence has ended or has `limit` symbols; `end` is cut off."""
    symbol = np.full((count, 1), start, dtype="int32")
    columns: list[np.ndarray] = []
    finished = np.zeros(count, dtype=bool)
    while len(columns) < limit and not finished.all():
        scores, state = step(symbol, state)
        symbol = np.argmax(scores, axis=-1).astype("int32")
        columns.append(symbol)
        finished |= symbol[:, 0] == end
    rows = np.hstack(columns).tolist()
    return [row[: row.index(end)] if end in row else row for row in rows]


def batches(sentences: Sequence[str], size: int = 250) -> Iterator[Sequence[str]]:
    """The sentences, `size` at a time."""
    for start in range(0, len(sentences), size):
        yield sentences[start : start + size]
