"""A row for a gradebook, in the columns that nbgrader exports and that most others import from."""

from __future__ import annotations

import csv
import io

from grader.export.escaping import csv_cell
from grader.model.grade import Grade

COLUMNS = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def render(grade: Grade) -> bytes:
    """A header and one row; who the student is stands in `student_id`, the rest is for who knows more."""
    row: dict[str, str | int] = {
        "assignment": csv_cell(grade.assignment),
        "student_id": csv_cell(grade.student),
        "raw_score": grade.score,
        "late_submission_penalty": 0,
        "score": grade.score,
        "max_score": grade.possible,
    }
    written = io.StringIO()
    writer = csv.DictWriter(written, COLUMNS, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerow(row)
    return written.getvalue().encode()
