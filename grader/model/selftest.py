"""What the self-test of an assignment's checks found: which mutant lost which check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from grader.model.grade import CheckSpec


class Level(StrEnum):
    """What a mutant changes."""

    CODE = "code"
    """The submission's code: it is run again."""
    TEXT = "text"
    """Markdown, comments or documents: the run stays as it was."""
    RECORD = "record"
    """The evidence, as another notebook would have left it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One mutant judged, or an original as it is: then nothing is named, and nothing may be lost."""

    name: str
    original: str
    level: Level | None
    """None for an original as it is."""
    targets: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()
    lost: frozenset[str] | None
    """Ids of the checks that did not pass; None where it has not been run yet."""

    @property
    def surviving(self) -> frozenset[str]:
        """Checks that it names and that pass all the same."""
        return frozenset() if self.lost is None else (self.targets | self.also) - self.lost

    @property
    def unexpected(self) -> frozenset[str]:
        return frozenset() if self.lost is None else self.lost - self.targets - self.also

    @property
    def collateral(self) -> frozenset[str]:
        """Checks lost that it is not for."""
        return frozenset() if self.lost is None else self.lost - self.targets


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    checks: tuple[CheckSpec, ...]
    trials: tuple[Trial, ...]

    @property
    def killed(self) -> frozenset[str]:
        """Checks that noticed at least one of the mutants that are for them."""
        return frozenset(check for trial in self.trials for check in trial.targets & (trial.lost or frozenset()))

    @property
    def never_killed(self) -> tuple[str, ...]:
        return tuple(check.id for check in self.checks if check.id not in self.killed)

    @property
    def unknown(self) -> frozenset[str]:
        """Checks that mutants name and that do not exist."""
        return frozenset(name for trial in self.trials for name in trial.targets | trial.also) - {
            check.id for check in self.checks
        }

    @property
    def sound(self) -> bool:
        """Whether every check was killed, and every trial lost exactly what it names."""
        odd = any(trial.surviving or trial.unexpected for trial in self.trials)
        return not (self.never_killed or self.unknown or odd)
