"""One source sequence that was decoded, step by step or inside a function that hides its steps."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from grader.model.recomputed import Replay
from grader.model.traces import Call, Glimpse


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoding:
    """One source sequence being decoded."""

    cell: int
    model: int
    source: tuple[int, ...]
    """Ids that were encoded; empty where they were not seen."""
    start: int
    """The first token on the target side; -1 where no step was seen."""
    emitted: tuple[int, ...]
    """The most probable token after each step."""
    steps: int
    fed_back: int
    """Steps at which the newest input token was the one put out before."""
    calls: tuple[Call, ...]
    hidden: bool = False
    """Whether it happened inside a function that was traced: what went in and came out was seen, and no step."""
    source_text: str = ""
    """Where strings were encoded, or came out, those."""
    text: str = ""
    replay: Replay | None = None
    """The same sentence decoded by the grader, through the rebuilt model; None where that could not be done."""

    @property
    def reproduced(self) -> bool | None:
        """Whether the grader's own decoding chose the same tokens; None where it decoded none.

        Up to the shorter of the two: a loop may stop at a length of its own, and the end token is kept out of a replay.
        """
        if self.replay is None:
            return None
        ours, theirs = self.replay.emitted, self.emitted
        length = min(len(ours), len(theirs))
        return ours[:length] == theirs[:length] and (length > 0 or len(theirs) <= 1)

    @property
    def is_loop(self) -> bool:
        return self.steps > 1

    @property
    def ended_at_once(self) -> bool:
        """Whether it was a single token, such as the end token that a weak model puts first: perhaps of a loop."""
        return self.steps == 1 and len(self.emitted) == 1

    @property
    def feeds_back(self) -> bool:
        """All steps but one in ten: a cut at the maximal length, or a tie, may break the chain once."""
        return self.is_loop and self.fed_back >= 0.9 * (self.steps - 1)


def inside_function(call: Call) -> Decoding | None:
    """A whole decoding inside a traced function: a sequence of ids or a text goes in, another one comes out."""
    if call.target != "function":
        return None
    sources = [glimpse for glimpse in call.inputs if _is_sequence(glimpse)]
    results = [glimpse for glimpse in call.outputs if _is_sequence(glimpse)]
    if not sources or not results:
        return None
    return Decoding(
        cell=call.cell,
        model=call.model,
        source=sources[0].ids,
        start=-1,
        emitted=results[0].ids,
        steps=0,
        fed_back=0,
        calls=(call,),
        hidden=True,
        source_text=" ".join(sources[0].texts),
        text=" ".join(results[0].texts),
    )


def _is_sequence(glimpse: Glimpse) -> bool:
    """Texts, or several ids that are values of their own rather than places of the largest of many."""
    return bool(glimpse.texts) or (1 < len(glimpse.ids) == prod(glimpse.shape) and len(set(glimpse.ids)) > 1)
