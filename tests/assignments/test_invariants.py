"""What must hold for every assignment, shown on real runs: the checks can be passed, and each of them can fail."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from grader import intake, pipeline, recording, selftest
from grader.boundary.store import EvidenceFolder
from grader.checking import catalogue, judge, many, mutants
from grader.checking.mutants import Mutant
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence, Observed, Reported, RunEnd
from grader.model.grade import CheckSpec, Outcome, Status
from grader.model.selftest import Level
from tests.assignments.places import REFERENCE
from tests.assignments.places import Grade as Graded

pytestmark = pytest.mark.runs

ASSIGNMENT = "seq2seq"
MUTANTS = mutants.read(ASSIGNMENT)
ORIGINALS = mutants.originals(ASSIGNMENT)

# A sample of those that are run again, one for each task with code; all of them: pytest -m runs --all-runs
IN_CI = frozenset(
    ("target_is_not_shifted", "four_epochs", "inference_from_fresh_layers", "weights_wander_under_a_falling_loss")
)


Outcomes = dict[str, Outcome]


def outcomes_of(assignment: Assignment, specs: tuple[CheckSpec, ...], evidence: Path) -> Outcomes:
    return by_id(judge.judge(assignment, specs, evidence))


def by_id(outcomes: tuple[Outcome, ...]) -> Outcomes:
    return {outcome.id: outcome for outcome in outcomes}


def lost(outcomes: Outcomes) -> set[str]:
    return {name for name, outcome in outcomes.items() if outcome.status is not Status.PASSED}


@pytest.mark.parametrize("name", ORIGINALS)
def test_the_originals_earn_every_point(name: str, graded: Graded) -> None:
    grade = graded(ORIGINALS[name]).grade
    short = [(check.id, check.found, check.for_teacher) for item in grade.items for check in item.checks
             if check.status is not Status.PASSED]  # fmt: skip
    assert not short
    assert (grade.earned, grade.bonus, grade.score, grade.reasons) == (100, 10, 100, ())


def test_every_check_has_a_mutant_that_is_for_it(specs: tuple[CheckSpec, ...]) -> None:
    named = {name for mutant in MUTANTS for name in mutant.loses}
    killed = {name for mutant in MUTANTS for name in mutant.targets}
    known = {spec.id for spec in specs}
    assert named - known == set(), "mutants name checks that do not exist"
    assert known - killed == set(), "checks that no mutant is for"


@pytest.mark.parametrize("mutant", [pytest.param(m, id=m.name) for m in MUTANTS if m.level is not Level.CODE])
def test_a_mutant_loses_exactly_what_it_names(mutant: Mutant, judged: dict[str, Outcomes]) -> None:
    assert lost(judged[mutant.name]) == mutant.loses


@pytest.fixture(scope="session")
def judged(
    graded: Graded,
    assignment: Assignment,
    specs: tuple[CheckSpec, ...],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[str, Outcomes]:
    """The outcomes of every mutant of texts and records, judged on its original's own stored arrays and pictures."""
    root = tmp_path_factory.mktemp("mutants")
    stored = {name: EvidenceFolder(graded(path).folder / pipeline.EVIDENCE) for name, path in ORIGINALS.items()}
    loaded = {name: folder.load() for name, folder in stored.items()}
    folders = {m.name: root / m.name for m in MUTANTS if m.level is not Level.CODE}
    for mutant in (m for m in MUTANTS if m.name in folders):
        folder = selftest.beside(stored[mutant.original], folders[mutant.name])
        folder.save(mutant.evidence(loaded[mutant.original]))
    judged = many.judge_all(assignment, specs, list(folders.values()))
    return {name: by_id(outcomes) for name, outcomes in zip(folders, judged, strict=True)}


@pytest.fixture(scope="session")
def rerun(
    graded: Graded,
    assignment: Assignment,
    workers: ThreadPoolExecutor,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> dict[str, Future[tuple[Evidence, Path]]]:
    """The runs of the mutants of code, begun together after those of the samples."""
    chosen = [m for m in MUTANTS if m.level is Level.CODE and _is_chosen(m, request.config)]

    def run(mutant: Mutant) -> tuple[Evidence, Path]:
        folder = EvidenceFolder(tmp_path_factory.mktemp(mutant.name) / "evidence")
        folder.make()
        submission = mutant.submission(intake.read(ORIGINALS[mutant.original]))
        evidence = recording.record(submission, assignment, "auto", assignment.data, lambda _: None, folder)
        folder.save(evidence)
        return evidence, folder.path

    return {mutant.name: workers.submit(run, mutant) for mutant in chosen}


def _is_chosen(mutant: Mutant, config: pytest.Config) -> bool:
    return bool(config.getoption("--all-runs")) or mutant.name in IN_CI


@pytest.mark.parametrize("mutant", [pytest.param(m, id=m.name) for m in MUTANTS if m.level is Level.CODE])
def test_a_mutant_of_code_loses_exactly_what_it_names(
    mutant: Mutant,
    rerun: dict[str, Future[tuple[Evidence, Path]]],
    assignment: Assignment,
    specs: tuple[CheckSpec, ...],
    request: pytest.FixtureRequest,
) -> None:
    if not _is_chosen(mutant, request.config):
        pytest.skip("run with all runs: .venv/bin/python -m pytest tests/assignments --all-runs")
    _, path = rerun[mutant.name].result()
    assert lost(outcomes_of(assignment, specs, path)) == mutant.loses


def test_an_untouched_template_earns_nothing(
    assignment: Assignment, specs: tuple[CheckSpec, ...], tmp_path: Path
) -> None:
    template = intake.read(REFERENCE / "template.ipynb")
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    evidence = recording.record(template, assignment, "auto", assignment.data, lambda _: None, folder)
    folder.save(evidence)
    passed = [o.id for o in judge.judge(assignment, specs, folder.path) if o.status is Status.PASSED]
    assert passed == []


@pytest.mark.parametrize("end", [RunEnd.COMPLETED, RunEnd.MACHINERY])
def test_nothing_passes_on_empty_evidence(
    assignment: Assignment, specs: tuple[CheckSpec, ...], tmp_path: Path, end: RunEnd
) -> None:
    empty = replace(intake.read(REFERENCE / "template.ipynb"), cells=(), documents=(), files=())
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    observed = Observed(end=end, reason="It broke.", sandbox="", seconds=0, peak_memory=0)
    folder.save(Evidence(submission=empty, observed=observed, reported=Reported()))
    outcomes = judge.judge(assignment, specs, folder.path)
    assert [outcome.id for outcome in outcomes if outcome.status is Status.PASSED] == []
    assert {outcome.id for outcome in outcomes} == {spec.id for spec in specs}


def test_the_catalogue_fits_the_rubric(assignment: Assignment, specs: tuple[CheckSpec, ...]) -> None:
    assert catalogue.read(assignment) == specs
    assert assignment.possible == 100
    assert len(assignment.items) == 39
    assert all(spec.advice for spec in specs)
