"""The numeric arrays: source, decoder's input and target, told from what entered `fit` and how they relate."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import permutations

import numpy as np

from grader.model.evidence import Basis, Evidence
from grader.model.judging import Missing, Prevented
from grader.model.pins import NONE
from grader.model.traces import ArrayRef
from grader.roles import stops, training
from grader.roles.arrays import Arrays, Ids, is_evenly_spread, is_shifted, sequences

DOING = (
    r"\.fit\s*\(|pad_sequences|texts_to_sequences|TextVectorization|np\.zeros|to_categorical|one_hot"
    r"|[Tt]okeni[sz]|[Vv]ocab|word2i|word_?index|\bpad_"
)

FEWEST_TOKENS = 3  # distinct ids that make a side look like text rather than a constant


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One array of ids, with its rows where they were stored."""

    ref: ArrayRef
    rows: Ids

    @property
    def is_text(self) -> bool:
        """Whether it holds several different ids in varying order."""
        return len(np.unique(self.rows)) >= FEWEST_TOKENS and len(np.unique(self.rows, axis=0)) > 1

    @property
    def is_noise(self) -> bool:
        """Whether dice rather than sentences made it."""
        return is_evenly_spread(self.rows)

    @property
    def words(self) -> str:
        """Described for a sentence."""
        kind = f"one-hot rows of {self.ref.one_hot}" if self.ref.one_hot else "integer ids"
        return f"{self.ref.shape[0]} × {self.ref.stored_shape[1]} {kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tensors:
    source: Side | None
    target: Side | None
    decoder_input: Side | None
    shifted: bool
    """Whether the target is the decoder's input shifted by one step."""
    trained: bool
    """Whether these arrays entered `fit`; otherwise they only stood in the notebook's namespace."""
    cell: int
    trained_rows: int
    basis: tuple[Basis, ...] = (Basis.REPORTED,)

    @property
    def place(self) -> str:
        return f"cell {self.cell + 1}"

    @property
    def doubt(self) -> str:
        """A sentence where the arrays hold what is no text; empty otherwise."""
        if not any(side is not None and side.is_noise for side in (self.source, self.target)):
            return ""
        return (
            f"The ids in the arrays of {self.place} are spread evenly, as dice have it and no sentences; a person must "
            "see where they come from."
        )


def find(evidence: Evidence, arrays: Arrays, model: int | None = None) -> Tensors:
    """The arrays that entered `fit` (of that model, where one is named), else what stood in the namespace.

    Raises `Missing` or `Prevented` where there is no numeric array of sequences at all.
    """
    for fit in evidence.reported.fits:
        if model is not None and fit.model != model:
            continue
        inputs, targets = _sides(fit.inputs, arrays), _sides(fit.targets, arrays)
        if inputs and targets:
            return _from_fit(inputs, targets, fit.cell, fit.trained_rows)
    if model is not None:
        return find(evidence, arrays)
    named = evidence.reported.arrays
    sides = _sides(tuple(array.array for array in named), arrays)
    if len(sides) >= 2:
        return _from_namespace(sides, named[-1].cell)
    raise stops.absent(evidence, "No arrays of token ids for both languages were seen.", DOING)


def of_main_model(evidence: Evidence, arrays: Arrays) -> Tensors:
    """The arrays of the training that matters, else whatever `find` finds; those that are pinned in their place."""
    try:
        found = find(evidence, arrays, training.find(evidence).model.handle)
    except (Missing, Prevented):
        found = find(evidence, arrays)
    return _pinned(evidence, arrays, found) if evidence.pins.tensors != NONE.tensors else found


def _pinned(evidence: Evidence, arrays: Arrays, found: Tensors) -> Tensors:
    """With the arrays that the teacher named. Whether they were trained on is asked of the record, as ever."""
    pin = evidence.pins.tensors
    named = {array.name: array.array for array in evidence.reported.arrays}

    def side(name: str | None, otherwise: Side | None) -> Side | None:
        kept = _sides((named[name],), arrays) if name in named else []
        return kept[0] if kept else otherwise

    source, target = side(pin.source, found.source), side(pin.target, found.target)
    decoder = side(pin.decoder_input, found.decoder_input)
    entered = {ref.digest for fit in evidence.reported.fits for ref in (*fit.inputs, *fit.targets)}
    trained = found.trained and all(each is None or each.ref.digest in entered for each in (source, target))
    return replace(
        found,
        source=source,
        target=target,
        decoder_input=decoder,
        shifted=target is not None and decoder is not None and is_shifted(target.rows, decoder.rows),
        trained=trained,
        trained_rows=found.trained_rows if trained else 0,
    )


def _sides(refs: tuple[ArrayRef, ...], arrays: Arrays) -> list[Side]:
    found = ((ref, sequences(ref, arrays)) for ref in refs)
    return [Side(ref=ref, rows=rows) for ref, rows in found if rows is not None]


def _from_fit(inputs: list[Side], targets: list[Side], cell: int, rows: int) -> Tensors:
    target = targets[0]
    decoder = next((side for side in inputs if is_shifted(target.rows, side.rows)), None)
    others = [side for side in inputs if side is not decoder]
    guess = decoder or (inputs[1] if len(inputs) > 1 else None)
    return Tensors(
        source=others[0] if others else None,
        target=target,
        decoder_input=guess,
        shifted=decoder is not None,
        trained=True,
        cell=cell,
        trained_rows=rows,
    )


def _from_namespace(sides: list[Side], cell: int) -> Tensors:
    """Of arrays with the same number of rows: a pair shifted by one step is the target's side, another the source."""
    for target, decoder in permutations(sides[:12], 2):
        if is_shifted(target.rows, decoder.rows):
            others = [s for s in sides if len(s.rows) == len(target.rows) and s is not target and s is not decoder]
            source = next((s for s in others if not np.array_equal(s.rows, target.rows)), None)
            return Tensors(
                source=source,
                target=target,
                decoder_input=decoder,
                shifted=True,
                trained=False,
                cell=cell,
                trained_rows=0,
            )
    equal = [(a, b) for a, b in permutations(sides[:12], 2) if len(a.rows) == len(b.rows)]
    source, target = equal[0] if equal else (sides[0], sides[1])
    return Tensors(
        source=source, target=target, decoder_input=None, shifted=False, trained=False, cell=cell, trained_rows=0
    )
