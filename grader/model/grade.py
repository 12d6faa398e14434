"""What the judge decided."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.model.assignment import BonusPolicy, RubricItem
from grader.model.evidence import Basis


class Status(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    UNGRADABLE = "ungradable"


class Cause(StrEnum):
    """Why something could not be judged."""

    API_AGE = "api age"
    NO_DATA = "no data"
    BUDGET = "budget"
    UPSTREAM = "upstream"
    GRADER = "grader"


class Verdict(StrEnum):
    GRADED = "graded"
    NEEDS_REVIEW = "needs review"
    NOT_GRADED = "not graded"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckSpec:
    """A check as its file declares it."""

    id: str
    """`<rubric id>/<name>`, such as `4.6/ten_epochs`."""
    item: str
    points: int
    looked_for: str
    """The sentence that the student reads."""
    advice: str
    """What to try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    id: str
    points: int
    status: Status
    cause: Cause | None
    looked_for: str
    found: str
    advice: str
    rests_on: tuple[Basis, ...]
    for_teacher: str = ""
    """The assertion's text; never shown to a student."""
    doubted: bool = False
    """Whether it failed for now only, and a person must look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemGrade:
    item: RubricItem
    checks: tuple[Outcome, ...]

    @property
    def earned(self) -> int:
        return sum(check.points for check in self.checks if check.status is Status.PASSED)

    @property
    def status(self) -> Status:
        """The worst of its checks'."""
        for status in (Status.UNGRADABLE, Status.FAILED):
            if any(check.status is status for check in self.checks):
                return status
        return Status.PASSED


@dataclass(frozen=True, slots=True, kw_only=True)
class Grade:
    assignment: str
    version: str
    student: str
    path: str
    sha256: str
    items: tuple[ItemGrade, ...]
    policy: BonusPolicy
    reasons: tuple[str, ...] = ()
    """Why a person should look, a sentence each; empty when nobody needs to."""

    @property
    def verdict(self) -> Verdict:
        return Verdict.NEEDS_REVIEW if self.reasons else Verdict.GRADED

    @property
    def possible(self) -> int:
        return sum(grade.item.points for grade in self.items if not grade.item.bonus)

    @property
    def earned(self) -> int:
        return sum(grade.earned for grade in self.items if not grade.item.bonus)

    @property
    def bonus(self) -> int:
        return sum(grade.earned for grade in self.items if grade.item.bonus)

    @property
    def score(self) -> int:
        total = self.earned + self.bonus
        return total if self.policy is BonusPolicy.ON_TOP else min(self.possible, total)
