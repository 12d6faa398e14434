"""The self-test's records and its verdict; real mutants are judged in tests/assignments."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import assignment as assignments
from grader import recording
from grader.boundary.store import EvidenceFolder
from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.evidence import Evidence, Observed, Reported, RunEnd
from grader.model.grade import CheckSpec
from grader.model.selftest import Level, Matrix, Trial
from grader.model.submission import Cell, CellKind, Submission
from grader.records import Records, recording_side

END = {"ends": RunEnd.COMPLETED, "fails": RunEnd.MACHINERY}


def submission(source: str) -> Submission:
    cell = Cell(index=0, kind=CellKind.CODE, source=source)
    return Submission(name="x", slug="x", path="/there/x.ipynb", notebook="x.ipynb", sha256="", cells=(cell,))


@pytest.fixture
def data(tmp_path: Path) -> Path:
    path = tmp_path / "pairs.tsv"
    path.write_text("a\tb\n")
    return path


@pytest.fixture
def assignment(data: Path) -> Assignment:
    return replace(assignments.load("seq2seq"), data=data)


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The sources that were run; what a run does is told by its source."""
    done: list[str] = []

    def record(one: Submission, *rest: Any) -> Evidence:
        source = one.cells[0].source
        if source == "interrupted":
            raise KeyboardInterrupt
        done.append(source)
        observed = Observed(end=END.get(source, RunEnd.COMPLETED), reason="No.", sandbox="", seconds=1, peak_memory=1)
        return Evidence(submission=one, observed=observed, reported=Reported())

    monkeypatch.setattr(recording, "record", record)
    return done


def make(tmp_path: Path, assignment: Assignment, **sources: str) -> Records:
    records = Records(folder=tmp_path / "cache", assignment=assignment, sandbox="auto")
    records.make({name: submission(source) for name, source in sources.items()}, lambda *_: None)
    return records


def test_what_was_recorded_is_not_run_again(tmp_path: Path, assignment: Assignment, runs: list[str]) -> None:
    records = make(tmp_path, assignment, one="ends")
    make(tmp_path, assignment, one="ends")
    assert runs == ["ends"]
    assert EvidenceFolder(records.place("one", submission("ends"))).load().submission == submission("ends")


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff\x00", None])
def test_a_damaged_record_is_made_anew(
    tmp_path: Path, assignment: Assignment, runs: list[str], damage: bytes | None
) -> None:
    records = make(tmp_path, assignment, one="ends", other="b")
    file = records.place("one", submission("ends")) / "evidence.json"
    file.unlink()
    if damage is not None:
        file.write_bytes(damage)
    make(tmp_path, assignment, one="ends", other="b")
    assert sorted(runs) == ["b", "ends", "ends"]
    assert EvidenceFolder(file.parent).load().submission == submission("ends")


def test_a_stale_record_is_replaced(tmp_path: Path, assignment: Assignment, runs: list[str]) -> None:
    make(tmp_path, assignment, one="a", other="ends")
    make(tmp_path, assignment, one="b", other="ends")
    assert sorted(runs) == ["a", "b", "ends"]
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_a_record_hangs_on_all_that_it_is_made_of(tmp_path: Path, assignment: Assignment, data: Path) -> None:
    def place(assignment: Assignment, source: str) -> Path:
        return Records(folder=tmp_path, assignment=assignment, sandbox="auto").place("one", submission(source))

    limits = replace(assignment, limits=replace(assignment.limits, cell_seconds=1))
    rows = replace(assignment, data_rules=replace(assignment.data_rules, rows=5))
    places = [place(assignment, "a"), place(assignment, "b"), place(limits, "a"), place(rows, "a")]
    data.write_text("a\tc\n")
    assert len({*places, place(assignment, "a")}) == 5
    moved = replace(submission("a"), path="/elsewhere/x.ipynb")
    records = Records(folder=tmp_path, assignment=assignment, sandbox="auto")
    assert records.place("one", moved) == place(assignment, "a")


def test_an_interruption_keeps_what_was_over(tmp_path: Path, assignment: Assignment, runs: list[str]) -> None:
    with pytest.raises(KeyboardInterrupt):
        make(tmp_path, assignment, first="ends", second="interrupted")
    assert [path.name.split("-")[0] for path in (tmp_path / "cache").iterdir()] == ["first"]
    make(tmp_path, assignment, first="ends", second="b")
    assert runs == ["ends", "b"]


def test_a_failure_of_ours_is_no_record(tmp_path: Path, assignment: Assignment, runs: list[str]) -> None:
    with pytest.raises(MachineryError, match="The run of one failed: No\\."):
        make(tmp_path, assignment, one="fails")
    assert runs == ["fails"]
    assert list((tmp_path / "cache").iterdir()) == []


SPECS = tuple(CheckSpec(id=f"1.1/{name}", item="1.1", points=1, looked_for=".", advice="") for name in "ab")


def trial(targets: str, also: str, lost: str | None) -> Trial:
    def named(names: str) -> frozenset[str]:
        return frozenset(f"1.1/{name}" for name in names)

    return Trial(
        name="t",
        original="o",
        level=Level.TEXT,
        targets=named(targets),
        also=named(also),
        lost=None if lost is None else named(lost),
    )


@pytest.mark.parametrize(
    ("trials", "never_killed", "sound"),
    [
        ([trial("a", "", "a"), trial("b", "a", "ab")], "", True),
        ([trial("a", "b", "ab")], "b", False),
        ([trial("ab", "", "ab"), trial("a", "", "")], "", False),
        ([trial("ab", "", "ab"), trial("a", "", "ab")], "", False),
        ([trial("ab", "", "ab"), trial("c", "", None)], "", False),
        ([trial("ab", "", "ab"), trial("b", "", None)], "", True),
        ([trial("ab", "", None)], "ab", False),
    ],
)
def test_what_is_sound(trials: list[Trial], never_killed: str, sound: bool) -> None:
    matrix = Matrix(checks=SPECS, trials=tuple(trials))
    assert matrix.never_killed == tuple(f"1.1/{name}" for name in never_killed)
    assert matrix.sound is sound


def test_a_record_hangs_on_what_records_and_not_on_what_judges() -> None:
    files = {str(path.relative_to(assignments.ROOT)) for path in recording_side()}
    assert {"grader/inside/recorder/training.py", "grader/boundary/decode.py", "grader/model/evidence.py"} <= files
    assert not [file for file in files if file.startswith(("grader/checking", "grader/reporting", "checks"))]
    assert "grader/roles/answers.py" not in files
