"""The roles of one submission, each found once, when an account first asks for it; and words that accounts share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.model.accounts import Confidence
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence
from grader.roles import answers, architecture, decoding, diagram, figures, tensors, training, translations, witness
from grader.roles.arrays import Arrays

MOST_OTHERS = 6
LONGEST_NAME = 60


@dataclass(frozen=True, kw_only=True)
class Given:
    """What accounts are made from. Asking for a role raises as its module does, `Missing` or `Prevented`."""

    evidence: Evidence
    assignment: Assignment
    arrays: Arrays

    @cached_property
    def training(self) -> training.Training:
        return training.find(self.evidence)

    @cached_property
    def model(self) -> architecture.Architecture:
        return architecture.find(self.evidence)

    @cached_property
    def tensors(self) -> tensors.Tensors:
        return tensors.of_main_model(self.evidence, self.arrays)

    @cached_property
    def inference(self) -> decoding.Inference:
        return decoding.find(self.evidence)

    @cached_property
    def translations(self) -> translations.Translations:
        return translations.find(self.evidence, self.arrays, self.inference)

    @cached_property
    def curves(self) -> figures.Curves:
        return figures.curves(self.evidence)

    @cached_property
    def witness(self) -> witness.Witness:
        return witness.find(self.evidence)

    @cached_property
    def answers(self) -> answers.Answers:
        return answers.find(self.evidence, self.assignment)

    @cached_property
    def diagram(self) -> diagram.Diagram:
        return diagram.find(self.evidence, self.assignment)


def in_cells(cells: Iterable[int]) -> tuple[str, ...]:
    """Cells as a reader is told of them, each once."""
    return tuple(f"cell {cell + 1}" for cell in dict.fromkeys(cells))


def name(text: str) -> str:
    """A student's name for something, in backticks."""
    return f"`{text[:LONGEST_NAME].replace('`', '')}`"


def some(others: Sequence[str]) -> tuple[str, ...]:
    """The first of the alternatives, and how many there are beside."""
    more = len(others) - MOST_OTHERS
    return (*others[:MOST_OTHERS], f"and {more} more") if more > 0 else tuple(others)


def sure(certain: bool, otherwise: Confidence = Confidence.LIKELY) -> Confidence:
    return Confidence.CERTAIN if certain else otherwise


def plural(number: int, thing: str) -> str:
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
