"""The verifier in its real sandbox: what it answers, and what is said when it can't."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.model.assignment import Limits
from grader.sandbox.choose import choose
from grader.sandbox.fake import FakeSandbox
from grader.verify.run import verify
from tests.unit.verify import tiny
from tests.unit.verify.test_answering import evidence_of

pytestmark = pytest.mark.runs


@pytest.mark.parametrize("sandbox", ["bubblewrap", "none"])
def test_a_training_is_recomputed(tmp_path: Path, sandbox: str) -> None:
    tiny.trained(tmp_path, tiny.build(), epochs=2)
    evidence, folder = evidence_of(tmp_path)
    found = verify(evidence, folder, choose(sandbox), Limits())
    assert found.note == ""
    assert [(rebuilt.refused, len(rebuilt.points)) for rebuilt in found.models] == [("", 3)]


def test_one_that_takes_too_long_is_told(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(), epochs=1)
    evidence, folder = evidence_of(tmp_path)
    found = verify(evidence, folder, choose("bubblewrap"), replace(Limits(), verify_seconds=1))
    assert "stopped after 1 seconds" in found.note
    assert [rebuilt.refused for rebuilt in found.models] == ["the verifier gave no answer"]


def test_one_that_is_killed_leaves_the_record_and_says_so(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(), epochs=1)
    evidence, folder = evidence_of(tmp_path)
    found = verify(evidence, folder, FakeSandbox("import os; os.kill(os.getpid(), 9)"), Limits())
    assert found.note.startswith("Nothing could be recomputed.")
    assert [rebuilt.refused for rebuilt in found.models] == ["the verifier gave no answer"]


def test_a_hostile_configuration_ends_in_a_refusal(tmp_path: Path) -> None:
    tiny.trained(tmp_path, tiny.build(), epochs=1)
    evidence, folder = evidence_of(tmp_path)
    models = tuple(
        replace(model, config=model.config.replace('"keras.layers"', '"os"')) for model in evidence.reported.models
    )
    evidence = replace(evidence, reported=replace(evidence.reported, models=models))
    (rebuilt,) = verify(evidence, folder, choose("bubblewrap"), Limits()).models
    assert "no part of Keras" in rebuilt.refused


def test_without_a_training_nothing_is_started(tmp_path: Path) -> None:
    evidence, folder = evidence_of(tmp_path)
    assert verify(evidence, folder, choose("bubblewrap"), Limits()).models == ()
