"""What enters `fit` batch by batch: data sets, generators and Keras's own sequences of batches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from types import GeneratorType
from typing import Any

from keras_measures import age
from recorder import rows, strings, tensors
from recorder.journal import Journal

MOST_BATCHES = 64  # of a tf.data.Dataset that are looked at, after the training
MOST_OBSERVED = 4_000  # batches of a generator that are looked at as they pass

Sides = tuple[list[dict[str, Any]], list[dict[str, Any]]]


class Observed:
    """Looks at the batches that a generator or `PyDataset` gives while Keras takes them, and takes none itself."""

    def __init__(self, journal: Journal, model: Any) -> None:
        self._journal, self._model = journal, model
        self._book = rows.Book()
        self._count = 0
        self._undo: Callable[[], None] = lambda: None

    def wrap(self, data: Any) -> Any:
        """What `fit` is to be given instead: the same object, or a generator that passes on what another one gives."""
        if isinstance(data, age.Batches):
            self._watch(type(data))
            return data
        return self._passed(data) if isinstance(data, GeneratorType) else data

    def end(self) -> Sides:
        self._undo()
        return self._book.stored(self._journal)

    def _passed(self, data: Any) -> Iterator[Any]:
        for batch in data:
            self._journal.quietly(partial(self._look, batch))
            yield batch

    def _watch(self, kind: Any) -> None:
        """A method with two underscores is looked up in the class, so it is the class that is lent another one."""
        original, inherited = kind.__getitem__, "__getitem__" not in vars(kind)

        def __getitem__(data: Any, index: Any) -> Any:
            batch = original(data, index)
            self._journal.quietly(lambda: self._look(batch))
            return batch

        def undo() -> None:
            if inherited:
                del kind.__getitem__
            else:
                kind.__getitem__ = original

        kind.__getitem__ = __getitem__
        self._undo = undo

    def _look(self, batch: Any) -> None:
        self._count += 1
        if self._count > MOST_OBSERVED or not isinstance(batch, tuple | list):
            return
        inputs, targets = strings.ids(self._journal, self._model, batch[0]), age.flatten(batch[1:2])
        self._book.add(rows.of_arrays(inputs, targets))


def of_dataset(journal: Journal, model: Any, dataset: Any) -> Sides:
    """The arrays of a `tf.data.Dataset` of batches, looked at after the training so as not to disturb it.

    Batches of different lengths (padded batch by batch) are padded with zeros to the longest.
    """
    columns: dict[tuple[int, int], list[Any]] = {}
    for batch in dataset.take(MOST_BATCHES):
        parts = batch if isinstance(batch, tuple) else (batch,)
        for side, part in enumerate(parts[:2]):
            leaves = age.flatten(part) if side else strings.ids(journal, model, part)
            for place, leaf in enumerate(leaves):
                columns.setdefault((side, place), []).append(tensors.as_array(leaf))
    sides: Sides = ([], [])
    for (side, _place), pieces in sorted(columns.items(), key=lambda entry: entry[0]):
        if any(piece is None or piece.ndim != pieces[0].ndim for piece in pieces):
            continue
        ref = tensors.store(journal, tensors.padded(pieces))
        if ref is not None:
            sides[side].append(ref)
    return sides
