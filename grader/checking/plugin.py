"""The pytest plugin that hands evidence to checks and writes their outcomes.

Runs in a child of the grader, one for each submission. What a fixture gives is a role; where a role raises `Missing`
the student did not do it and the check fails with that sentence; where it raises `Prevented` the check is ungradable.
An AssertionError of the check is a failure. Anything else is our own fault, and ungradable for a person to see.
"""

from __future__ import annotations

import signal
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import pytest

from grader import assignment as assignments
from grader.boundary.store import EvidenceFolder
from grader.checking import child, lines
from grader.checking.catalogue import check_id, describe
from grader.checking.rubric import MARK
from grader.model.assignment import Assignment
from grader.model.evidence import Basis, Evidence
from grader.model.grade import Cause, Outcome, Status
from grader.model.judging import Doubted, Missing, Prevented
from grader.roles import (
    answers,
    architecture,
    comments,
    decoding,
    diagram,
    figures,
    pairs,
    readme,
    running,
    sections,
    tensors,
    training,
    translations,
    witness,
)

Found = Callable[[str], None]

LONGEST = 1_000  # characters of a sentence


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("grader")
    group.addoption("--evidence", type=Path, help="folder of evidence that a run left, such as reports/alice/evidence")
    group.addoption("--outcomes", type=Path, help="file to write the outcomes to, a JSON object a line")
    group.addoption("--without", action="append", default=[], metavar="ID", help="leave this check out (repeatable)")
    group.addoption("--check-seconds", type=int, default=0, help="end the process when one check takes longer")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", f"{MARK}(item, points): the rubric item that a check belongs to")
    config.stash[_judging] = _Judging(config.getoption("--evidence"), config.getoption("--outcomes"))
    if config.getoption("--outcomes"):  # not where a teacher runs checks by hand, with a debugger perhaps
        child.limit()


class _Judging:
    """The evidence of this process's one submission, and where its outcomes go."""

    def __init__(self, evidence: Path | None, outcomes: Path | None) -> None:
        self._path = evidence
        self._file = outcomes.open("ab") if outcomes else None
        self._evidence: Evidence | None = None
        self._witness: witness.Witness | None = None

    def folder(self) -> EvidenceFolder:
        if self._path is None:
            raise pytest.UsageError("checks need evidence to judge: pytest checks/<assignment> --evidence FOLDER")
        return EvidenceFolder(self._path)

    def evidence(self) -> Evidence:
        if self._evidence is None:
            self._evidence = self.folder().load()
        return self._evidence

    def testimony(self, prevented: Prevented, asked: witness.Testimony) -> str:
        if self._witness is None:
            self._witness = witness.find(self.evidence())
        return witness.testimony(self.evidence(), self._witness, prevented, asked)

    def began(self, check: str) -> None:
        if self._file is not None:
            lines.write_began(self._file, check)

    def write(self, outcome: Outcome) -> None:
        if self._file is not None:
            lines.write_outcome(self._file, outcome)


_judging = pytest.StashKey[_Judging]()
_found = pytest.StashKey[list[str]]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Says whose turn it is, and ends the process when that takes too long: not even a loop in C outlives an alarm."""
    item.config.stash[_judging].began(_id(item))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(item.config.getoption("--check-seconds"))
    try:
        return (yield)
    finally:
        signal.alarm(0)


def _id(item: pytest.Item) -> str:
    mark = item.get_closest_marker(MARK)
    return check_id(mark.kwargs["item"] if mark else "", item.name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call" or (call.when == "setup" and call.excinfo is not None):
        outcome = _outcome(item, call)
        item.config.stash[_judging].write(outcome)
        report.user_properties.append(("status", outcome.status))
    return report


def _outcome(item: pytest.Item, call: pytest.CallInfo[None]) -> Outcome:
    mark = item.get_closest_marker(MARK)
    function = getattr(item, "function", None)
    looked_for, advice = describe(function.__doc__ if function else None)
    error = call.excinfo.value if call.excinfo else None
    noted: list[str] = item.stash.get(_found, [])
    found = " ".join(noted)
    status, cause, teacher = Status.PASSED, None, ""
    rests_on = _rests_on(item)
    prevented = error if isinstance(error, Prevented) else None
    if isinstance(error, Missing):
        status, found = Status.FAILED, str(error)
    elif prevented is not None:
        status, cause, found = Status.UNGRADABLE, prevented.cause, prevented.sentence
    elif isinstance(error, AssertionError):
        status, teacher = Status.FAILED, str(error).split("\n")[0]
        if prevented := _excuse(item):
            status, cause, found = Status.UNGRADABLE, prevented.cause, f"{found} {prevented.sentence}"
    elif error is not None:
        status, cause, teacher = Status.UNGRADABLE, Cause.GRADER, f"{type(error).__name__}: {error}"
        found = "The check itself failed; this is the grader's fault, and a person will look at it."
    if prevented is not None and (said := _saved(item, prevented)):
        status, cause, found, rests_on = Status.PASSED, None, said, (Basis.SAVED,)
    return Outcome(
        id=_id(item),
        points=mark.kwargs["points"] if mark else 0,
        status=status,
        cause=cause,
        looked_for=looked_for,
        found=found[:LONGEST],
        advice=advice,
        rests_on=rests_on,
        for_teacher=teacher[:LONGEST],
        doubted=isinstance(error, Doubted) and status is Status.FAILED,
    )


def _excuse(item: pytest.Item) -> Prevented | None:
    """Why a failure can't be charged, where a role that the check was given knows a reason."""
    given: dict[str, Any] = getattr(item, "funcargs", {})
    return next((role.excuse for role in given.values() if getattr(role, "excuse", None)), None)


def _saved(item: pytest.Item, prevented: Prevented) -> str:
    """What saved outputs show in place of the run; empty where they may not be heard, or don't bear the item."""
    mark = item.get_closest_marker(MARK)
    asked: witness.Testimony | None = mark.kwargs.get("saved") if mark else None
    return item.config.stash[_judging].testimony(prevented, asked) if asked else ""


def _rests_on(item: pytest.Item) -> tuple[Basis, ...]:
    """What the roles that the check was given rest on, each once."""
    given: dict[str, Any] = getattr(item, "funcargs", {})
    return tuple(dict.fromkeys(basis for role in given.values() for basis in getattr(role, "basis", ())))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A check can't be skipped or expected to fail: there is nothing that could pass that way."""
    without = set(config.getoption("--without"))
    items[:] = [item for item in items if _id(item) not in without]
    for item in items:
        item.own_markers = [mark for mark in item.own_markers if mark.name not in ("skip", "skipif", "xfail")]


@pytest.fixture
def found(request: pytest.FixtureRequest) -> Found:
    """Notes what was found, in a sentence for the student; call it before asserting."""
    sentences: list[str] = []
    request.node.stash[_found] = sentences
    return sentences.append


@pytest.fixture(scope="session")
def folder(request: pytest.FixtureRequest) -> EvidenceFolder:
    return request.config.stash[_judging].folder()


@pytest.fixture(scope="session")
def evidence(request: pytest.FixtureRequest) -> Evidence:
    return request.config.stash[_judging].evidence()


@pytest.fixture(scope="session")
def assignment(request: pytest.FixtureRequest) -> Assignment:
    """The assignment whose checks are being run, by the folder that they stand in."""
    names = {Path(item.path).parent.name for item in request.session.items}
    return assignments.load(names.pop() if len(names) == 1 else None)


@pytest.fixture(name="running", scope="session")
def running_role(evidence: Evidence) -> running.Running:
    return running.find(evidence)


@pytest.fixture(name="training", scope="session")
def training_role(evidence: Evidence) -> training.Training:
    return training.find(evidence)


@pytest.fixture(name="trained", scope="session")
def trained_role(evidence: Evidence) -> Callable[[], training.Training]:
    """The training, only when it is asked for: an answer that was never written fails whatever became of the run."""
    return lambda: training.find(evidence)


@pytest.fixture(name="tensors", scope="session")
def tensors_role(evidence: Evidence, folder: EvidenceFolder) -> tensors.Tensors:
    return tensors.of_main_model(evidence, folder.array)


@pytest.fixture(name="pairs", scope="session")
def pairs_role(evidence: Evidence, folder: EvidenceFolder) -> pairs.Pairs:
    return pairs.find(evidence, folder.array)


@pytest.fixture(name="model", scope="session")
def model_role(evidence: Evidence) -> architecture.Architecture:
    return architecture.find(evidence)


@pytest.fixture(name="inference", scope="session")
def inference_role(evidence: Evidence) -> decoding.Inference:
    return decoding.find(evidence)


@pytest.fixture(name="translations", scope="session")
def translations_role(
    evidence: Evidence, folder: EvidenceFolder, inference: decoding.Inference
) -> translations.Translations:
    return translations.find(evidence, folder.array, inference)


@pytest.fixture(name="curves", scope="session")
def curves_role(evidence: Evidence) -> figures.Curves:
    return figures.curves(evidence)


@pytest.fixture(name="heatmaps", scope="session")
def heatmaps_role(evidence: Evidence) -> figures.Heatmaps:
    return figures.heatmaps(evidence)


@pytest.fixture(name="attention", scope="session")
def attention_role(evidence: Evidence) -> architecture.Attention:
    return architecture.attention(evidence)


@pytest.fixture(name="answers", scope="session")
def answers_role(evidence: Evidence, assignment: Assignment) -> answers.Answers:
    return answers.find(evidence, assignment)


@pytest.fixture(name="sections", scope="session")
def sections_role(evidence: Evidence, assignment: Assignment) -> sections.Sections:
    return sections.find(evidence, assignment)


@pytest.fixture(name="readme", scope="session")
def readme_role(evidence: Evidence, assignment: Assignment) -> readme.Readme:
    return readme.find(evidence, assignment)


@pytest.fixture(name="comments", scope="session")
def comments_role(evidence: Evidence, assignment: Assignment) -> comments.Comments:
    return comments.find(evidence, assignment)


@pytest.fixture(name="diagram", scope="session")
def diagram_role(evidence: Evidence, assignment: Assignment) -> diagram.Diagram:
    return diagram.find(evidence, assignment)
