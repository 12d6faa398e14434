"""Whole notebooks in the styles of public ones that don't call `fit`: what their code deserves, they earn."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from grader import intake, pipeline
from grader.boundary.store import EvidenceFolder
from grader.model.assignment import Assignment
from grader.model.grade import Status
from grader.roles import training
from tests.assignments.places import ROOT

pytestmark = pytest.mark.runs

STYLES = ROOT / "tests" / "assignments" / "styles"
CODE = ("3.", "4.", "5.", "6.", "7.1", "7.2", "S.1")

LACKS: dict[str, set[str]] = {
    # Subclassed encoder and decoder, Bahdanau's attention, a tape in a tf.function. It measures no accuracy.
    "gradient_tape": {"7.2/accuracy_curve"},
    # A functional model, shuffled by hand, and no attention.
    "train_on_batch": {"6.1/attention_built", "6.1/attention_trained"},
    # One class whose step returns nothing and whose metrics tell; decoding inside a tf.function.
    "one_class": {"6.1/attention_built", "6.1/attention_trained"},
}
HIDDEN = {"one_class": {"5.1/feeds_back"}}
HEATMAP = {"6.2/heatmap_drawn", "6.2/heatmap_of_trained_model"}
EPOCHS = {"gradient_tape": 12, "train_on_batch": 10, "one_class": 11}


@pytest.fixture(scope="module")
def styles(
    assignment: Assignment, workers: ThreadPoolExecutor, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Future[pipeline.Graded]]:
    out = tmp_path_factory.mktemp("styles")
    return {
        name: workers.submit(pipeline.grade, intake.read(STYLES / f"{name}.ipynb"), assignment=assignment, out=out)
        for name in LACKS
    }


@pytest.mark.parametrize("name", LACKS)
def test_code_earns_what_it_deserves(styles: dict[str, Future[pipeline.Graded]], name: str) -> None:
    graded = styles[name].result()
    checks = [check for item in graded.grade.items for check in item.checks if check.id.startswith(CODE)]
    lost = {check.id for check in checks if check.status is Status.FAILED}
    lacks = LACKS[name] | (HEATMAP if "6.1/attention_built" in LACKS[name] else set())
    assert lost == lacks, [check.found for check in checks if check.id in lost - lacks]
    assert {check.id for check in checks if check.status is Status.UNGRADABLE} == HIDDEN.get(name, set())
    evidence = EvidenceFolder(graded.folder / pipeline.EVIDENCE).load()
    assert evidence.reported.notes == ()
    assert training.find(evidence).epochs == EPOCHS[name]
