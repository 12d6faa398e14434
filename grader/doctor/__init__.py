"""`grade doctor`: whether notebooks can be graded on this machine, in which sandbox, and what would make it better."""

from __future__ import annotations

from pathlib import Path

from grader.doctor import basics, sandboxes
from grader.model.assignment import Assignment
from grader.model.doctor import Health


def examine(assignment: Assignment, out: Path) -> Health:
    """Looks, and tries each sandbox that there is; takes seconds and changes nothing. `out`: where reports would go."""
    return Health(sandboxes=sandboxes.examine(), basics=basics.examine(assignment, out))
