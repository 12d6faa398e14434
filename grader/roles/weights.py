"""Whether inference ran through the weights that were trained: by identity as recorded, else by their values."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model.evidence import Evidence
from grader.model.traces import Variable
from grader.roles.decoding import Inference
from grader.roles.training import Training


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    used: int
    """Weight arrays that inference ran through."""
    same: int
    """Of these, the very objects that were trained."""
    equal: int
    """Others with the same values as a trained one: saved and loaded, or set."""

    @property
    def fresh(self) -> int:
        return self.used - self.same - self.equal

    def sentence(self, place: str) -> str:
        """What was found, for a reader; `place` says where inference ran."""
        if self.used and not self.fresh:
            way = "" if not self.equal else f" ({self.equal} as copies with the same values)"
            return f"Inference in {place} ran through {self.used} weight arrays, all of which were trained{way}."
        return (
            f"Of the {self.used} weight arrays that inference in {place} ran through, {self.fresh} were never trained."
        )


def of_inference(evidence: Evidence, inference: Inference, training: Training) -> Weights:
    """Counts the weight arrays that inference ran through; states of random generators are none."""
    trained = [variable for run in training.everything for variable in run.model.variables]
    handles = {variable.handle for variable in trained}
    values = {variable.digest for variable in trained if variable.digest}
    known = {variable.handle: variable for model in evidence.reported.models for variable in model.variables}
    used = {handle for handle in inference.variables if _is_weight(known.get(handle))}
    others = used - handles
    equal = sum(1 for handle in others if (variable := known.get(handle)) and variable.digest in values)
    return Weights(used=len(used), same=len(used) - len(others), equal=equal)


def _is_weight(variable: Variable | None) -> bool:
    return variable is None or "seed_generator" not in variable.path
