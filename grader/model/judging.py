"""How a role tells a check that what it looks for is not there."""

from __future__ import annotations

from grader.model.grade import Cause


class Missing(Exception):
    """The student did not do it: the check fails, with this sentence."""


class Doubted(AssertionError):
    """The check fails for now, and a person must look: a guard took the credit, or nothing written was understood."""


class Prevented(Exception):
    """It could not be judged, for a cause that is not the student's omission: the check is ungradable, never failed."""

    def __init__(self, cause: Cause, sentence: str) -> None:
        super().__init__(cause, sentence)
        self.cause = cause
        self.sentence = sentence
