"""From the journal's events to what the student's process reported."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.boundary import by_hand, images, outbox, wire
from grader.boundary.store import MOST_ELEMENTS, EvidenceFolder
from grader.model.aids import Aid, AidSort
from grader.model.budget import Cut
from grader.model.drawings import Figure
from grader.model.evidence import Output, Reported
from grader.model.recomputed import Point, Probe
from grader.model.traces import ArrayRef, Call, Epoch, Fit, Model, NamedArray, Snapshot, TextList, Vocabulary

MOST_FITS = 2_000
MOST_EPOCHS = 20_000
MOST_CALLS = 8_000
MOST_FIGURES = 200
MOST_VOCABULARIES = 60
MOST_ARRAYS = 120
MOST_ARRAY_BYTES = 512 << 20
MOST_NOTES = 50
MOST_AIDS = 200
MOST_SNAPSHOTS = 4_000
MOST_PROBES = 20
MOST_WEIGHT_BYTES = 384 << 20


class JournalReader:
    """Gathers events in the order of the journal; what is beyond a cap is left out and said so."""

    def __init__(self, place: Path, folder: EvidenceFolder) -> None:
        self._place, self._folder = place, folder
        self._models: dict[int, Model] = {}
        self._fits: dict[int, Fit] = {}
        self._epochs: dict[int, list[wire.EpochEnded]] = {}
        self._by_hand: dict[int, tuple[float, float]] = {}
        self._snapshots: list[Snapshot] = []
        self._probes: list[Probe] = []
        self._weights: dict[str, bool] = {}
        self._weight_budget = MOST_WEIGHT_BYTES
        self._calls: list[tuple[float, Call]] = []
        self._left_out = 0
        self._figures: dict[int, Figure] = {}
        self._arrays: dict[str, NamedArray] = {}
        self._texts: dict[str, TextList] = {}
        self._vocabularies: dict[str, Vocabulary] = {}
        self._notes: list[str] = []
        self._cells: dict[int, None] = {}
        self._aids: dict[str, Aid] = {}
        self._kept: dict[str, ArrayRef] = {}
        self._budget = MOST_ARRAY_BYTES
        self._room = images.Room()
        self._epoch_count = 0

    def add(self, event: wire.JournalLine) -> None:
        match event:
            case wire.ModelNoted():
                self._models[event.handle] = _model(event, self._models.get(event.handle))
            case wire.FitBegan() if len(self._fits) < MOST_FITS:
                self._fits[event.fit] = self._fit(event)
                if event.by_hand:
                    self._by_hand[event.fit] = (event.at, event.at)
            case wire.EpochEnded() if self._epoch_count < MOST_EPOCHS:
                self._epoch_count += 1
                self._epochs.setdefault(event.fit, []).append(event)
                if event.fit in self._by_hand:
                    self._by_hand[event.fit] = (self._by_hand[event.fit][0], event.at)
            case wire.FitEnded() if event.fit in self._fits:
                self._fits[event.fit] = self._ended(self._fits[event.fit], event)
            case wire.Forecast() if event.fit in self._fits:
                self._fits[event.fit] = replace(self._fits[event.fit], predicted=event.seconds)
            case wire.TrainingCut() if event.fit in self._fits:
                cut = Cut(epochs=event.epochs, within_epoch=event.within_epoch, predicted=event.predicted)
                self._fits[event.fit] = replace(self._fits[event.fit], cut=cut)
            case wire.WeightsKept() if len(self._snapshots) < MOST_SNAPSHOTS:
                self._snapshots.append(self._snapshot(event))
            case wire.Probed() if len(self._probes) < MOST_PROBES:
                self._probes.append(_probe(event))
            case wire.Called() if len(self._calls) < MOST_CALLS:
                self._calls.append((event.at, _call(event)))
            case wire.Called() | wire.CallsLeftOut():
                self._left_out += 1
            case wire.FigureNoted() if len(self._figures) < MOST_FIGURES:
                self._figures[event.handle] = self._figure(event)
            case wire.ArrayNoted() if len(self._arrays) < MOST_ARRAYS:
                named = NamedArray(cell=event.cell, name=event.name, array=self._store(event.array))
                self._arrays[event.name] = named
            case wire.TextsNoted() if len(self._texts) < MOST_ARRAYS:
                self._texts[event.name] = TextList(
                    cell=event.cell, name=event.name, rows=event.rows, columns=event.columns, sample=event.sample
                )
            case wire.VocabularyNoted() if len(self._vocabularies) < MOST_VOCABULARIES:
                if len(event.tokens) == len(event.ids):
                    self._vocabularies[event.name] = Vocabulary(name=event.name, tokens=event.tokens, ids=event.ids)
            case wire.Aided() if len(self._aids) < MOST_AIDS:
                told = Aid(cell=event.cell, sort=AidSort(event.sort), name=event.name, sentence=event.text)
                self._aids.setdefault(event.name, told)
            case wire.CellSeen():
                self._cells[event.cell] = None
            case wire.Noted() if len(self._notes) < MOST_NOTES:
                self._notes.append(event.text)
            case _:
                pass

    def finish(self, outputs: tuple[Output, ...], notes: list[str], unread: int = 0) -> Reported:
        fits = (self._finished(number, fit) for number, fit in self._fits.items())
        return Reported(
            outputs=outputs,
            models=tuple(self._models.values()),
            fits=tuple(fits),
            snapshots=tuple(self._snapshots),
            probes=tuple(self._probes),
            calls=tuple(self._after_training(at, call) for at, call in self._calls),
            calls_left_out=self._left_out,
            figures=tuple(self._figures.values()),
            arrays=tuple(self._arrays.values()),
            texts=tuple(self._texts.values()),
            vocabularies=tuple(self._vocabularies.values()),
            aids=tuple(self._aids.values()),
            notes=(*self._notes, *notes),
            cells=tuple(self._cells),
            unread=unread,
        )

    def _finished(self, number: int, fit: Fit) -> Fit:
        events = self._epochs.get(number, [])
        if fit.by_hand:
            # An epoch that was broken off ends without what the notebook prints of one.
            broken = events[-1:] if fit.cut is not None and fit.cut.within_epoch else []
            settled, losses = by_hand.settled(events[: len(events) - len(broken)])
            epochs = (*settled, *by_hand.settled(broken)[0])
            return replace(fit, epochs=epochs, epochs_asked=len(epochs), losses=losses, steps=max(0, fit.steps))
        epochs = tuple(Epoch(logs=event.logs, at=event.at, weights=event.weights) for event in events)
        return replace(fit, epochs=epochs, steps=max(0, fit.steps))

    def _after_training(self, at: float, call: Call) -> Call:
        """A call between two steps of a hand-written loop, such as a validation, came before the training was over."""
        within = any(began <= at < ended for began, ended in self._by_hand.values())
        return replace(call, trained=False) if within else call

    def _fit(self, event: wire.FitBegan) -> Fit:
        return Fit(
            cell=event.cell,
            model=event.model,
            epochs_asked=event.epochs,
            epochs=(),
            inputs=tuple(self._store(ref) for ref in event.inputs),
            targets=tuple(self._store(ref) for ref in event.targets),
            trained_rows=event.rows,
            validated=event.validated,
            # The optimizer's count at the beginning, negated: the end adds its own and leaves the difference.
            steps=-event.steps,
            weights_before=event.weights,
            finished=False,
            by_hand=event.by_hand,
        )

    def _ended(self, fit: Fit, event: wire.FitEnded) -> Fit:
        if event.fit in self._by_hand:
            self._by_hand[event.fit] = (self._by_hand[event.fit][0], event.last_at)
        return replace(
            fit,
            told=event.told,
            finished=event.finished,
            steps=max(0, fit.steps + event.steps),
            weights_after=event.weights,
            inputs=tuple(self._store(ref) for ref in event.inputs) or fit.inputs,
            targets=tuple(self._store(ref) for ref in event.targets) or fit.targets,
        )

    def _figure(self, event: wire.FigureNoted) -> Figure:
        picture = None
        if event.image:
            raw = outbox.read_bytes(self._place / "images", f"{event.image}.png", images.MOST_BYTES + 1)
            picture = images.reencoded(raw, self._room) if raw else None
        return Figure(
            cell=event.cell,
            title=event.title,
            axes=event.axes,
            texts=event.texts,
            image=self._folder.add_image(picture) if picture else None,
            trained=event.trained,
        )

    def _store(self, ref: ArrayRef) -> ArrayRef:
        """The reference, marked as stored only if the bytes are there and fit."""
        if not ref.stored:
            return ref
        if ref.digest not in self._kept:
            cap = min(4 * MOST_ELEMENTS, self._budget) + 1
            raw = outbox.read_bytes(self._place / "arrays", f"{ref.digest}.bin", cap) or b""
            self._budget -= len(raw)
            stored = self._folder.add_array(ref, raw)
            self._kept[ref.digest] = replace(ref, stored=stored)
        return replace(ref, stored=self._kept[ref.digest].stored)

    def _snapshot(self, event: wire.WeightsKept) -> Snapshot:
        """The snapshot, marked as stored if its bytes are there: the recorder removes some of many epochs."""
        noted = Snapshot(
            model=event.model, cell=event.cell, epochs=event.epochs, digest=event.digest, blocks=event.blocks
        )
        if noted.digest not in self._weights:
            cap = min(4 * MOST_ELEMENTS, self._weight_budget) + 1
            raw = outbox.read_bytes(self._place / "weights", f"{noted.digest}.bin", cap) or b""
            self._weight_budget -= len(raw)
            self._weights[noted.digest] = self._folder.add_weights(noted, raw)
        return replace(noted, stored=self._weights[noted.digest])


def _probe(event: wire.Probed) -> Probe:
    point = Point(
        epochs=0,
        loss=event.loss,
        masked_loss=event.masked_loss,
        accuracy=event.accuracy,
        masked_accuracy=event.masked_accuracy,
        filled=event.filled,
        kept_loss=event.kept_loss,
        kept_accuracy=event.kept_accuracy,
    )
    return Probe(model=event.model, rows=event.rows, point=point, moved=event.moved)


def _model(event: wire.ModelNoted, earlier: Model | None) -> Model:
    return Model(
        handle=event.handle,
        name=event.name,
        kind=event.type,
        cell=earlier.cell if earlier else event.cell,
        layers=event.layers,
        variables=event.variables,
        input_shapes=event.input_shapes,
        output_shapes=event.output_shapes,
        config=event.config,
        compiled=event.compiled,
        graph=event.graph,
    )


def _call(event: wire.Called) -> Call:
    return Call(
        cell=event.cell,
        target=event.target,
        name=event.name,
        model=event.model,
        inputs=event.inputs,
        outputs=event.outputs,
        variables=event.variables,
        trained=event.trained,
    )
