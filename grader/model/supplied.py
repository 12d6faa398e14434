"""The course's data as one notebook was given it, and what the notebook asked for while it ran."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model.assignment import RowOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class SuppliedData:
    """The form in which the data set was put in place; the same rows answer downloads."""

    name: str
    """Of the teacher's file."""
    rows: int
    of: int
    """Rows that the file has."""
    order: RowOrder = RowOrder.FIRST
    columns: int
    """Of its tab-separated form."""
    headers: tuple[str, ...] = ()
    """Of its form as a table; empty where it was supplied without."""
    own: tuple[str, ...] = ()
    """Places for which the submission brought a file of its own, which was left as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """Something that a running notebook asked for beyond its own folder."""

    way: str
    """By what: `http`, `wget`, `unzip`, `kaggle`; `path` for a place that a file could not be put into."""
    asked: str
    answered: str = ""
    """The name of the supplied file that it got; empty where it got none."""
