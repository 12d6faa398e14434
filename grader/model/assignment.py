"""What a course asks: the rubric, its points and the limits, read from `checks/<name>/assignment.toml`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class BonusPolicy(StrEnum):
    MAKES_UP = "makes up"
    """score = min(possible, earned + bonus)"""
    ON_TOP = "on top"
    """score = earned + bonus"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RubricItem:
    id: str
    title: str
    task: str
    points: int
    bonus: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one submission may use; every number is a default that `assignment.toml` can change."""

    cell_seconds: float = 300
    notebook_seconds: float = 900
    budget_minutes: float | None = None
    """For a notebook's run, training cut so as to fit; None runs what is written, as far as the other limits go."""
    fewest_epochs: int = 1
    """Epochs below which a budget cuts no training while there is time: as many as the rubric asks for."""
    verify_seconds: float = 180
    """For asking the rebuilt models, after the notebook."""
    cpu_seconds: float | None = None
    """Of the whole process tree; None: every processor of the machine for `notebook_seconds`."""
    memory_mb: int = 4096
    """Of the whole process tree."""
    output_mb: int = 64
    """Messages of the kernel, summed."""
    messages: int = 200_000
    """Of the kernel, whatever their size."""
    cell_output_kb: int = 256
    """Text kept of one cell."""
    disk_mb: int = 1024
    """Each scratch file system; a single file may not be larger than this either."""
    processes: int = 512
    """Threads count as well."""
    files: int = 20_000
    """In any folder of the host that the notebook may write into, with all below it."""
    evidence_mb: int = 512


class RowOrder(StrEnum):
    """Which rows of the data set are supplied where not all are."""

    FIRST = "first"
    SPREAD = "spread"
    """As many short sentences as the file has, as many long ones: evenly over its sentence lengths."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRules:
    """How the data set is supplied, and by what a notebook's code is seen to look for it."""

    names: tuple[str, ...]
    """File names under which notebooks look for it. A name that holds a word of both languages is one too."""
    rows: int | None = None
    """None: all."""
    order: RowOrder = RowOrder.FIRST
    source_words: tuple[str, ...] = ()
    """Words and short forms for the language that is translated, as file names and columns have them, lower case."""
    target_words: tuple[str, ...] = ()
    headers: tuple[str, str] = ("source", "target")
    """Of a table's two columns, where the code does not tell them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """A stage of the work that a heading or label should name; `words` are regular expressions."""

    id: str
    title: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Something that statements are made about, so that what is said of one is not credited as said of another."""

    id: str
    words: str
    """A regular expression of its names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """Something that a right answer says."""

    id: str
    title: str
    """What it is, as the end of a sentence; for the teacher."""
    ways: tuple[tuple[str, ...], ...]
    """Each way of saying it is a tuple of regular expressions that must all be found in one sentence or two."""
    about: str = ""
    """The entity that the last expression of a way must be said of; empty where it does not matter."""
    anyhow: tuple[tuple[str, ...], ...] = ()
    """Ways that say it whatever entity was named before."""
    either_way: bool = False
    """Whether a denial says it as well: "no overfitting" is an observation on overfitting."""
    general: bool = True
    """Whether a definition will do; otherwise the sentence must speak of the student's own work."""
    unless: tuple[str, ...] = ()
    """What, said of that same entity in the same place, shows that it was taken for another."""
    phrases: tuple[str, ...] = ()
    """Wordings that must be accepted; the tests hold every way to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Misconception:
    """Something wrong that takes away what the same answer would earn."""

    id: str
    says: str
    """What is right instead: a sentence for the student."""
    words: tuple[str, ...]
    """Regular expressions, any of which shows it."""
    voids: tuple[str, ...]
    """The concepts that it takes away."""


class Answered(StrEnum):
    """Where a question is answered."""

    PROSE = "prose"
    DIAGRAM = "diagram"
    """By a drawing or an ordered description."""
    WHOLE = "whole"
    """By the submission as a whole: its README, its sections."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that is answered by text."""

    id: str
    """The rubric item's."""
    text: str
    headings: tuple[str, ...]
    """Regular expressions that tell the question's heading, or its repetition, from others."""
    concepts: tuple[Concept, ...]
    given: tuple[str, ...] = ()
    """Other text that students are given, such as a template's wording; to repeat it says nothing."""
    entities: tuple[Entity, ...] = ()
    misconceptions: tuple[Misconception, ...] = ()
    ignored: tuple[str, ...] = ()
    """Names that the question itself gives, so that repeating them says nothing."""
    cues: tuple[str, ...] = ()
    """What must be near a sentence to take it for an answer where no heading or number ties it to the question."""
    listing: bool = False
    """Whether a list of names is an answer too."""
    subject: str = ""
    """A regular expression of the subject's words, of which an answer of some length has some; empty for any."""
    spelling: tuple[str, ...] = ()
    """Words in which slips of spelling are mended before anything is looked for."""
    look_alikes: tuple[str, ...] = ()
    """Words that are no slips of those."""
    answered: Answered = Answered.PROSE

    def concept(self, concept_id: str) -> Concept:
        return next(concept for concept in self.concepts if concept.id == concept_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    name: str
    version: str
    title: str
    tasks: tuple[Task, ...]
    items: tuple[RubricItem, ...]
    bonus: BonusPolicy
    limits: Limits
    folder: Path
    """`checks/<name>`."""
    data: Path
    """The data set that is supplied unless the teacher names another."""
    data_rules: DataRules
    stages: tuple[Stage, ...]
    questions: tuple[Question, ...]

    @property
    def possible(self) -> int:
        return sum(item.points for item in self.items if not item.bonus)

    def item(self, item_id: str) -> RubricItem:
        return next(item for item in self.items if item.id == item_id)

    def question(self, question_id: str) -> Question:
        return next(question for question in self.questions if question.id == question_id)
