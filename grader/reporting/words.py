"""The grader's terms in words that a student reads."""

from __future__ import annotations

from grader.model.assignment import BonusPolicy
from grader.model.evidence import Basis, CellEnd, RunEnd
from grader.model.grade import Cause, Grade, ItemGrade, Status, Verdict

SYMBOLS = {Status.PASSED: "✓", Status.FAILED: "✗", Status.UNGRADABLE: "?"}

STATUSES = {Status.PASSED: "passed", Status.FAILED: "failed", Status.UNGRADABLE: "could not be judged"}

CAUSES = {
    Cause.API_AGE: "The notebook uses a library function that has since been removed or changed. "
    "That is nothing you did wrong.",
    Cause.NO_DATA: "Data that the notebook needs was not available where it was run.",
    Cause.BUDGET: "A limit of time, memory or space ended the run, or a training in it, before this could be seen.",
    Cause.UPSTREAM: "It depends on an earlier step that did not work.",
    Cause.GRADER: "The grader itself failed here. That is not your fault, and a person will look at it.",
}

SHORT_CAUSES = {
    Cause.API_AGE: "removed library function",
    Cause.NO_DATA: "missing data",
    Cause.BUDGET: "limit reached",
    Cause.UPSTREAM: "an earlier step failed",
    Cause.GRADER: "fault of the grader",
}

BASES = {
    Basis.RECOMPUTED: "computed again by the grader from your trained model",
    Basis.OBSERVED: "measured from outside while your notebook ran",
    Basis.REPORTED: "recorded inside your notebook while it ran",
    Basis.SAVED: "outputs saved in the file you handed in",
    Basis.SUBMITTED: "the text you handed in",
}

FOR_TEACHERS = {
    Basis.RECOMPUTED: "found by the grader itself from exported weights and arrays, without the student's code",
    Basis.OBSERVED: "measured by the host: exit, time, memory, when each message came",
    Basis.REPORTED: "said by the student's process, where the recorder is: testimony",
    Basis.SAVED: "stored in the file that was handed in, from whatever run that was",
    Basis.SUBMITTED: "the handed-in text itself",
}

VERDICTS = {
    Verdict.GRADED: "Graded. Nobody needs to look at this before it counts.",
    Verdict.NEEDS_REVIEW: "Graded for now. A person will look at this before the score counts.",
    Verdict.NOT_GRADED: "Not graded.",
}

POLICIES = {
    BonusPolicy.MAKES_UP: "Bonus points make up for points lost elsewhere.",
    BonusPolicy.ON_TOP: "Bonus points come on top.",
}

RUN_ENDS = {
    RunEnd.COMPLETED: "ran to the last cell",
    RunEnd.KERNEL_DIED: "stopped: the Python process died",
    RunEnd.OUT_OF_TIME: "stopped: out of time",
    RunEnd.OUT_OF_MEMORY: "stopped: out of memory",
    RunEnd.CPU_LIMIT: "stopped: too much processor time",
    RunEnd.PROCESS_LIMIT: "stopped: too many processes",
    RunEnd.OUTPUT_LIMIT: "stopped: too much output",
    RunEnd.DISK_LIMIT: "stopped: too much written to disk",
    RunEnd.PROTOCOL_VIOLATION: "stopped: the Python process sent something it must not",
    RunEnd.MACHINERY: "stopped by a fault of the grader, which is not charged to you",
}

CELL_ENDS = {
    CellEnd.OK: "ran",
    CellEnd.ERROR: "stopped with an error",
    CellEnd.OUT_OF_TIME: "ran out of time",
    CellEnd.DIED: "the Python process died here",
    CellEnd.NOT_RUN: "was not run",
}


def item_status(grade: ItemGrade) -> str:
    """An item's status, which for half the points is neither passed nor failed to a student."""
    if grade.status is Status.FAILED and grade.earned:
        return "partly passed"
    return STATUSES[grade.status]


def item_symbol(grade: ItemGrade) -> str:
    return "◐" if grade.status is Status.FAILED and grade.earned else SYMBOLS[grade.status]


def rule(grade: Grade) -> str:
    """How the bonus enters the score, with this grade's numbers."""
    if grade.policy is BonusPolicy.ON_TOP:
        return f"score = earned + bonus = {grade.earned} + {grade.bonus} = {grade.score}"
    sums = f"min({grade.possible}, {grade.earned} + {grade.bonus}) = {grade.score}"
    return f"score = min(possible, earned + bonus) = {sums}"


def count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def duration(seconds: float) -> str:
    if seconds < 10:
        return f"{max(0.0, seconds):.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"


def memory(size: int) -> str:
    return f"{size / (1 << 30):.1f} GB" if size >= 1 << 30 else f"{size / (1 << 20):.0f} MB"
