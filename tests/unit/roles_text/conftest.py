"""A submission put together from texts, as intake would have read it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from grader import assignment as assignments
from grader.model.assignment import Assignment
from grader.model.drawings import Figure
from grader.model.evidence import Evidence, Observed, Output, Reported, RunEnd
from grader.model.submission import Cell, CellKind, Document, DocumentKind, SavedOutput, Submission
from grader.roles import answers
from grader.roles.answers import Hit, Reading
from grader.roles.textblocks import blocks
from grader.roles.textsources import Passage, Source
from grader.roles.textties import Tied

Handed = Callable[..., Evidence]
Read = Callable[..., dict[str, Hit]]


@pytest.fixture(scope="session")
def assignment() -> Assignment:
    return assignments.load("seq2seq")


@pytest.fixture(scope="session")
def handed() -> Handed:
    """Makes evidence: `cells` are texts, those that begin with `%code` are code; `documents` are texts by name."""

    def make(
        *cells: str,
        documents: dict[str, str] | None = None,
        outputs: Sequence[tuple[int, str]] = (),
        saved: Sequence[tuple[int, str]] = (),
        figures: Sequence[Figure] = (),
        images: Sequence[int] = (),
        error: str | None = None,
        **observed: Any,
    ) -> Evidence:
        found = tuple(
            Cell(
                index=index,
                kind=CellKind.CODE if text.startswith("%code") else CellKind.MARKDOWN,
                source=text.removeprefix("%code").lstrip("\n"),
                saved_outputs=tuple(SavedOutput(text=shown) for cell, shown in saved if cell == index),
            )
            for index, text in enumerate(cells)
        )
        beside = tuple(
            Document(name=name, kind=DocumentKind.README if "README" in name else DocumentKind.OTHER, text=text)
            for name, text in (documents or {}).items()
        )
        shown = [Output(cell=cell, text=text, error=error) for cell, text in outputs]
        shown.extend(Output(cell=cell, text="<Figure>", image="ab") for cell in images)
        settings: dict[str, Any] = {"end": RunEnd.COMPLETED, "sandbox": "none", "seconds": 1.0, "peak_memory": 1}
        return Evidence(
            submission=Submission(
                name="x", slug="x", path="x", notebook="x.ipynb", sha256="", cells=found, documents=beside
            ),
            observed=Observed(**{**settings, **observed}),
            reported=Reported(outputs=tuple(shown), figures=tuple(figures)),
        )

    return make


@pytest.fixture(scope="session")
def read(assignment: Assignment) -> Read:
    """Reads a text as the answer to a question: what it says of each of its concepts."""

    def judge(question: str, text: str, *, tied: bool = True) -> dict[str, Hit]:
        passages = [
            Passage(block=block, source=Source.NOTEBOOK, container="", place="cell 1") for block in blocks(text)
        ]
        under = (question,) if tied else ()
        found = [Tied(passage=passage, questions=under, text=passage.text) for passage in passages]
        asked = assignment.question(question)
        reading: Reading = answers.reading(asked, [(each, answers.split(at, each)) for at, each in enumerate(found)])
        return {concept.id: reading.hit(concept) for concept in asked.concepts}

    return judge
