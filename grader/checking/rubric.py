"""How a check says what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import pytest

from grader.roles.witness import Testimony

Check = TypeVar("Check", bound=Callable[..., None])

MARK = "rubric"


def rubric(item: str, *, points: int, saved: Testimony | None = None) -> Callable[[Check], Check]:
    """Declares a check: the rubric item that it belongs to and the points that it earns, all or nothing.

    The docstring's first sentence is what the student reads; what stands behind `Try:` is the advice. Both arguments
    must be literals: the catalogue of checks is read from the source without running it. `saved` is asked where the
    run could not show the item through no fault of the student's: it says what saved outputs show, or asserts that they
    don't bear it.
    """

    def mark(check: Check) -> Check:
        marked: Check = pytest.mark.rubric(item=item, points=points, saved=saved)(check)
        return marked

    return mark
