"""Runs each notebook of this folder once a session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from grader import assignment as assignments
from grader import intake, recording
from grader.boundary.store import EvidenceFolder
from grader.model.assignment import RowOrder
from tests.hostile.supply.cells import HERE, ROWS, Seen


@pytest.fixture(scope="session")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Seen]:
    """Runs a notebook of this folder, handed in with another file, with 40 rows of the toy data."""
    known: dict[tuple[str, str], Seen] = {}

    def once(notebook: str, sandbox: str) -> Seen:
        if (notebook, sandbox) not in known:
            handed_in = tmp_path_factory.mktemp("handed-in")
            (handed_in / "work.ipynb").write_bytes((HERE / f"{notebook}.ipynb").read_bytes())
            (handed_in / "stopwords.txt").write_text("the\n")
            assignment = assignments.load("seq2seq")
            rules = replace(assignment.data_rules, rows=ROWS, order=RowOrder.SPREAD)
            assignment = replace(assignment, data_rules=rules)
            folder = EvidenceFolder(tmp_path_factory.mktemp("run") / "evidence")
            folder.make()
            submission = intake.read(handed_in)
            evidence = recording.record(submission, assignment, sandbox, assignment.data, lambda standing: None, folder)
            known[notebook, sandbox] = Seen(evidence)
        return known[notebook, sandbox]

    return once
