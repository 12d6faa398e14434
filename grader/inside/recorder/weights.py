"""Snapshots of the weights of trained models, so that what is claimed of a training can be computed again elsewhere.

One before the first epoch and one after each, thinned out as they become many; and one at the end of a cell that
changed a trained model's weights otherwise (`load_weights`). The first and the last always stay.
"""

from __future__ import annotations

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from keras_measures.blocks import MOST_LAYERS, leaves
from recorder.journal import Journal
from recorder.models import configuration, weights_digest

MOST_KEPT = 10  # of a model; when there are more, the distance between them is doubled
MOST_BYTES = 96 << 20  # of a model's snapshots
LARGEST = 64 << 20  # of one snapshot


class Keeper:
    """Keeps snapshots of the models that are trained."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        journal.keeper = self
        self._place = journal.outbox / "weights"
        self._place.mkdir(exist_ok=True)
        self._models: dict[int, _Kept] = {}

    def began(self, model: Any) -> None:
        """Before an epoch: keeps the weights if they are not the ones that were kept last."""
        self._keep(model, trained=0)

    def epoch(self, model: Any) -> None:
        """After an epoch."""
        self._keep(model, trained=1)

    def look(self) -> None:
        """At the end of a cell: keeps the weights of trained models that were changed by something else."""
        for kept in list(self._models.values()):
            self._keep(kept.model, trained=0)

    @property
    def models(self) -> list[Any]:
        """All models that were trained, in order."""
        return [kept.model for kept in self._models.values()]

    def _keep(self, model: Any, trained: int) -> None:
        kept = self._models.setdefault(self._journal.handle(model), _Kept(model))
        kept.epochs += trained
        now = weights_digest(model)
        if not now or (now == kept.digest and not trained) or not kept.has_configuration:
            return
        kept.digest = now
        numbers = [(path, [np.asarray(weight) for weight in layer.weights]) for path, layer in leaves(model)]
        blob = b"".join(np.ascontiguousarray(w, dtype="<f4").tobytes() for _, group in numbers for w in group)
        if len(blob) > LARGEST or len(numbers) > MOST_LAYERS:
            return
        name = hashlib.blake2b(blob, digest_size=16).hexdigest()
        path = self._place / f"{name}.bin"
        path.write_bytes(blob)
        kept.add(path, len(blob))
        self._journal.write(
            "weights",
            model=self._journal.handle(model),
            epochs=kept.epochs,
            digest=name,
            blocks=[{"layer": layer, "shapes": [list(w.shape) for w in group]} for layer, group in numbers],
        )


class _Kept:
    """The snapshots of one model that are on disk: the first, every so many epochs, and the last."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.epochs = 0
        self.digest = ""
        self._files: list[tuple[int, Path]] = []
        self._stride = 1

    @cached_property
    def has_configuration(self) -> bool:
        """Without one nobody can rebuild the model, and its weights would be of no use."""
        return bool(configuration(self.model))

    def add(self, path: Path, size: int) -> None:
        self._thin_out(self._files[1:])  # what was the last until now stays only at its turn
        self._files = [entry for entry in self._files if entry[1] != path] + [(self.epochs, path)]
        most = max(2, min(MOST_KEPT, MOST_BYTES // size))
        while len(self._files) > most and self._stride < 1 << 20:
            self._stride *= 2
            self._thin_out(self._files[1:-1])

    def _thin_out(self, among: list[tuple[int, Path]]) -> None:
        gone = [entry for entry in among if entry[0] % self._stride]
        for _, path in gone:
            path.unlink(missing_ok=True)
        self._files = [entry for entry in self._files if entry not in gone]
