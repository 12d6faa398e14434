"""Inference as the recorder saw it: calls of trained models chained by what was fed back.

A greedy decoder leaves a trace that no name or print can fake without running the model: each call's newest token is
the one that the call before it put out as most probable. Two styles are told apart by shape alone: one token at a time
with states handed on, and a growing (or gradually filled) target sequence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from grader.model.evidence import Basis, Evidence
from grader.model.grade import Cause
from grader.model.judging import Missing, Prevented
from grader.model.traces import Call, Glimpse
from grader.roles import stops, training
from grader.roles.decoded import Decoding as Decoding
from grader.roles.decoded import inside_function

DOING = r"\.predict\s*\(|decode_sequence|translate|argmax"
MOST_ROWS = 64  # of a batch that is decoded at once
FEWEST_COMPARED = 2
LONGEST_PAUSE = 4  # calls of other models between two steps of one decoding


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    call: Call
    fed: tuple[int, ...]
    """The target-side ids that went in."""
    out: tuple[int, ...]
    """The most probable token at each of its positions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inference:
    decodings: tuple[Decoding, ...]
    left_out: int
    """Calls that were too many to be noted."""

    @property
    def basis(self) -> tuple[Basis, ...]:
        return (Basis.RECOMPUTED, Basis.REPORTED) if self.compared else (Basis.REPORTED,)

    @property
    def compared(self) -> int:
        """Decodings that the grader did again."""
        return sum(one.reproduced is not None for one in self.decodings)

    @property
    def reproduced(self) -> int:
        """Of these, the ones in which it chose the same tokens."""
        return sum(bool(one.reproduced) for one in self.decodings)

    @property
    def is_doubtful(self) -> bool:
        """Whether the grader's own decodings differ from most that were recorded.

        Some may differ honestly: a tie, a mask that inference leaves out, more padding than in training.
        """
        return self.compared >= FEWEST_COMPARED and self.reproduced < self.compared / 2

    @property
    def doubt(self) -> str:
        """A sentence on a decoding that could not be reproduced."""
        return (
            f"Decoding the same sentences with the trained weights, the grader got the same tokens in "
            f"{self.reproduced} of {self.compared}; a person must see why."
        )

    @property
    def loops(self) -> tuple[Decoding, ...]:
        return tuple(decoding for decoding in self.decodings if decoding.is_loop)

    @property
    def variables(self) -> frozenset[int]:
        """All variables that the decodings ran through."""
        return frozenset(v for decoding in self.decodings for call in decoding.calls for v in call.variables)


def find(evidence: Evidence) -> Inference:
    """Decodings by models after the training.

    Raises `Missing` or `Prevented` where no model was called after a training.
    """
    width = _width(evidence)
    calls = [call for call in evidence.reported.calls if call.trained]
    decodings = tuple(decoding for stream in _streams(calls) for decoding in _chains(stream, width))
    if not decodings and any(call.target == "function" for call in calls):
        raise Prevented(
            Cause.GRADER,
            "After the training a tf.function of the notebook's own ran through the model, inside which calls can't be "
            "seen, and neither ids nor texts came out of it; a person must look.",
        )
    if not decodings:
        raise stops.absent(evidence, "No model was seen translating after the training.", DOING)
    replays = {(r.cell, r.source): r for found in evidence.recomputed.models for r in found.replays}
    decodings = tuple(replace(one, replay=replays.get((one.cell, one.source))) for one in decodings)
    return Inference(decodings=decodings, left_out=evidence.reported.calls_left_out)


def _width(evidence: Evidence) -> int | None:
    """The size of the target vocabulary, from the trained model's output; None where it has no fixed one.

    Without a training there is nothing whose inference could be looked at, and its absence is the reason.
    """
    trained = training.find(evidence)
    if trained.logged and not trained.epochs:
        raise Missing("No epoch of the training changed a weight: what then translates was never trained.")
    shapes = trained.model.output_shapes
    return next((shape[-1] for shape in shapes if len(shape) == 3), None)


def _batch(call: Call) -> int:
    return max((o.shape[0] for o in call.outputs if len(o.shape) > 1 or (o.shape and o.texts)), default=1)


def _streams(calls: list[Call]) -> list[list[Call]]:
    """The calls as each row of a batch saw them: sentences decoded together are told apart."""
    streams: list[list[Call]] = []
    for call in calls:
        batch = _batch(call)
        streams.extend([] for _ in range(min(batch, MOST_ROWS) - len(streams)))
        for number in range(min(batch, MOST_ROWS)):
            streams[number].append(_row(call, number, batch) if batch > 1 else call)
    return streams


def _row(call: Call, number: int, batch: int) -> Call:
    def cut(glimpse: Glimpse) -> Glimpse:
        if not glimpse.shape or glimpse.shape[0] != batch:
            return glimpse
        kept = glimpse.rows or batch
        each = len(glimpse.ids) // kept
        return replace(
            glimpse,
            shape=(1, *glimpse.shape[1:]),
            ids=glimpse.ids[number * each : (number + 1) * each],
            values=(),
            texts=glimpse.texts[number : number + 1],
        )

    return replace(call, inputs=tuple(map(cut, call.inputs)), outputs=tuple(map(cut, call.outputs)))


def _chains(calls: list[Call], width: int | None) -> list[Decoding]:
    """One decoding for each run of calls in which each goes on where the one before ended."""
    decodings: list[Decoding] = []
    chain: list[Step] = []
    readings: list[Step] = []  # of the chain's first call, until the second tells which of its inputs is the target
    before: list[Call] = []
    pause = 0
    for call in calls:
        if whole := inside_function(call):
            decodings.append(whole)
            continue
        steps = _steps(call, width)
        if chain and steps and call.model == chain[-1].call.model:
            pair = _continued(readings if len(chain) == 1 else chain[-1:], steps)
            if pair:
                chain[-1:] = pair
                pause = 0
                continue
        pause += 1
        if chain and (steps or pause > LONGEST_PAUSE):
            decodings.append(_decoding(chain, before))
            chain = []
        if steps:
            chain, readings, pause = [steps[0]], steps, 0
        before = [*before[-8:], call]
    if chain:
        decodings.append(_decoding(chain, before))
    return decodings


def _steps(call: Call, width: int | None) -> list[Step]:
    """A call as a step of decoding, one reading for each input that may hold the target's tokens."""
    out = _distribution(call.outputs, width)
    if out is None or not out.ids:
        return []
    fed = [glimpse.ids for glimpse in call.inputs if glimpse.ids and _is_tokens(glimpse)]
    return [Step(call=call, fed=ids, out=out.ids) for ids in sorted(fed, key=len)]


def _distribution(outputs: Sequence[Glimpse], width: int | None) -> Glimpse | None:
    """The output that is over the target vocabulary: as wide as it, else the first with three axes."""
    for output in outputs:
        if width and output.shape[-1:] == (width,) and len(output.shape) in (2, 3) and output.shape[0] == 1:
            return output
    if width is None:
        return next((output for output in outputs if len(output.shape) == 3 and output.shape[0] == 1), None)
    return None


def _is_tokens(glimpse: Glimpse) -> bool:
    """Ids of one sequence: (1, n), (1, n, 1) or one-hot (1, n, width)."""
    shape = glimpse.shape
    return len(shape) in (1, 2, 3) and (shape[0] == 1 or len(shape) == 1) and len(glimpse.ids) >= 1


def _continued(lasts: list[Step], steps: list[Step]) -> tuple[Step, Step] | None:
    """The step before and the one that goes on with it, in readings that fit; None where the sequence is another."""
    for last in lasts:
        for step in steps:
            if _follows(last, step):
                return last, step
    # Not fed back, but handed the states that came out: a loop that feeds something else.
    handed = {output.digest for output in lasts[0].call.outputs if output.digest}
    if any(glimpse.digest in handed for glimpse in steps[0].call.inputs):
        return lasts[0], steps[0]
    return None


def _follows(last: Step, step: Step) -> bool:
    """Whether the newest token that was fed is the one that came out before."""
    if len(step.fed) == 1 and len(last.fed) == 1:
        return step.fed[0] == last.out[-1] and _state_moved(last.call, step.call)
    if len(step.fed) == len(last.fed) + 1 and step.fed[:-1] == last.fed:
        return step.fed[-1] == last.out[-1]
    if len(step.fed) == len(last.fed):
        changed = [place for place, (a, b) in enumerate(zip(last.fed, step.fed, strict=True)) if a != b]
        if len(changed) == 1 and 0 < changed[0] <= len(last.out):
            return step.fed[changed[0]] == last.out[changed[0] - 1]
    return False


def _state_moved(last: Call, call: Call) -> bool:
    """One token at a time makes sense only with a state: some input must be an output of the step before."""
    handed = {output.digest for output in last.outputs if output.digest}
    return any(glimpse.digest in handed for glimpse in call.inputs)


def _decoding(chain: list[Step], before: list[Call]) -> Decoding:
    first = chain[0]
    growing = len(chain) > 1 and len(chain[-1].fed) > 1
    if len(chain) == 1:
        emitted: tuple[int, ...] = first.out
    elif growing and len(chain[0].fed) == len(chain[-1].fed):
        emitted = _filled(chain)
    else:
        emitted = tuple(step.out[-1] for step in chain)
    fed_back = sum(_follows(last, step) for last, step in zip(chain, chain[1:], strict=False))
    return Decoding(
        cell=first.call.cell,
        model=first.call.model,
        source=_source(first, before),
        start=first.fed[0],
        emitted=emitted,
        steps=len(chain),
        fed_back=fed_back,
        calls=(*_encoders(first, before), *(step.call for step in chain)),
        source_text=_source_text(first, before),
    )


def _filled(chain: list[Step]) -> tuple[int, ...]:
    """What came out of a sequence of fixed length that was filled place by place."""
    emitted = []
    for step, later in zip(chain, [*chain[1:], None], strict=False):
        if later is None:
            filled = [place for place, (a, b) in enumerate(zip(chain[-2].fed, step.fed, strict=True)) if a != b]
            emitted.append(step.out[min(filled[-1] if filled else 0, len(step.out) - 1)])
            continue
        changed = [place for place, (a, b) in enumerate(zip(step.fed, later.fed, strict=True)) if a != b]
        emitted.append(step.out[changed[0] - 1] if changed and changed[0] else step.out[-1])
    return tuple(emitted)


def _encoders(first: Step, before: list[Call]) -> list[Call]:
    """The calls whose outputs the first step was given."""
    given = {glimpse.digest for glimpse in first.call.inputs if glimpse.digest}
    return [call for call in before if given & {output.digest for output in call.outputs}]


def _source_text(first: Step, before: list[Call]) -> str:
    """The text that was encoded, where a model takes strings."""
    calls = (*reversed(_encoders(first, before)), first.call)
    return next((" ".join(glimpse.texts) for call in calls for glimpse in call.inputs if glimpse.texts), "")


def _source(first: Step, before: list[Call]) -> tuple[int, ...]:
    """The ids that were encoded: of the call that made the first state, else another input of the same call."""
    for call in reversed(_encoders(first, before)):
        ids = next((glimpse.ids for glimpse in call.inputs if len(glimpse.ids) > 1), ())
        if ids:
            return ids
    others = [g.ids for g in first.call.inputs if len(g.ids) > 1 and g.ids != first.fed and _is_tokens(g)]
    if others:
        return others[0]
    # The whole sequence at once from the source alone (RepeatVector): what was fed is the source.
    return first.fed if len(first.fed) > 1 else ()
