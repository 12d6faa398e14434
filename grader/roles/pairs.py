"""The parallel data as it was loaded: lists of texts on two sides."""

from __future__ import annotations

from dataclasses import dataclass

from grader.model.evidence import Basis, Evidence
from grader.model.judging import Missing
from grader.model.traces import TextList
from grader.roles import stops, tensors
from grader.roles.arrays import Arrays

DOING = r"open\s*\(|read_csv|read_table|loadtxt|get_file|load_dataset|\bpairs\b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    rows: int
    place: str
    sample: str
    basis: tuple[Basis, ...] = (Basis.REPORTED,)


def find(evidence: Evidence, arrays: Arrays) -> Pairs:
    """Pairs in one list of two columns, in two lists of one length, or the rows that they became.

    Raises `Missing` or `Prevented` where there is none of these.
    """
    lists = evidence.reported.texts
    for texts in lists:
        if texts.columns >= 2:
            return _pairs(texts, " → ".join(texts.sample[:2]))
    for number, left in enumerate(lists):
        for right in lists[number + 1 :]:
            if left.rows == right.rows and left.sample[:1] != right.sample[:1]:
                return _pairs(left, " → ".join((*left.sample[:1], *right.sample[:1])))
    try:
        ids = tensors.of_main_model(evidence, arrays)
    except Missing:
        raise stops.absent(evidence, "No source and target sentences were seen.", DOING) from None
    if ids.source is None or ids.target is None or len(ids.source.rows) != len(ids.target.rows):
        raise Missing(f"The arrays of {ids.place} hold one language only.")
    return Pairs(rows=len(ids.source.rows), place=ids.place, sample="")


def _pairs(texts: TextList, sample: str) -> Pairs:
    return Pairs(rows=texts.rows, place=f"cell {texts.cell + 1}", sample=sample)
