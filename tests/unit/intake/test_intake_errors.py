"""The tree of errors: exit codes, sentences, and the way home from a worker process."""

from __future__ import annotations

import pickle

import pytest

from grader.errors import GraderError, MachineryError, SubmissionError, UsageError


@pytest.mark.parametrize(("kind", "code"), [(UsageError, 2), (SubmissionError, 3), (MachineryError, 3)])
def test_exit_codes(kind: type[GraderError], code: int) -> None:
    assert issubclass(kind, GraderError)
    assert kind.exit_code == code
    assert "exit_code" in vars(kind)


def test_reads_as_its_sentence_and_keeps_the_tip_when_pickled() -> None:
    error = pickle.loads(pickle.dumps(SubmissionError("It is empty.", "Save it again.")))
    assert type(error) is SubmissionError
    assert (str(error), error.message, error.tip) == ("It is empty.", "It is empty.", "Save it again.")
    assert GraderError("No tip.").tip == ""
