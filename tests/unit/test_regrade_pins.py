"""Pins on their way through a command: read before a run, checked against the evidence, told in both reports."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from grader import cli
from grader.boundary.store import EvidenceFolder
from grader.model.traces import Snapshot
from tests.unit.roles import built

GOOD = Path(__file__).parent / "intake" / "files" / "good.ipynb"
MODELS = (built.model(), built.model(9, "rival"), built.model(8, "idle"))
FITS = (built.fit(losses=(3.0,) * 12), built.fit(9, (3.0, 2.5), cell=7))


@pytest.fixture
def report(tmp_path: Path) -> Path:
    folder = EvidenceFolder(tmp_path / "x" / "evidence")
    folder.make()
    evidence = built.evidence(models=MODELS, fits=FITS, cells=("%code\nx = 1",))
    # A finished training whose weights were not kept would be for a person.
    kept = tuple(Snapshot(model=m.handle, cell=7, epochs=2, digest="ab", blocks=(), stored=True) for m in MODELS)
    folder.save(replace(evidence, reported=replace(evidence.reported, snapshots=kept)))
    return tmp_path / "x"


def found(report: Path, check: str) -> str:
    items = json.loads((report / "grade.json").read_text())["items"]
    return next(str(each["found"]) for item in items for each in item["checks"] if each["id"] == check)


def test_a_regrade_follows_the_copy_and_says_so(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = (report / "evidence" / "evidence.json").read_bytes()
    (report / "roles.toml").write_text('[training]\nmodel = "rival"\n')
    assert cli.main(["--regrade", str(report)]) in (0, 1)
    assert f"Settled by hand in: {report / 'roles.toml'}" in capsys.readouterr().out
    assert "2 epochs changed the weights in cell 8" in found(report, "4.6/some_epochs")
    teacher, student = ((report / name).read_text() for name in ("teacher.html", "report.html"))
    assert "Pinned by the teacher." in teacher
    assert "Your teacher settled by hand what is meant by: training: model <code>rival</code>." in student
    assert "Pinned by the teacher." not in student
    assert (report / "evidence" / "evidence.json").read_bytes() == record, "pins are no part of the record"
    assert (report / "roles.toml").is_file()
    (report / "roles.toml").unlink()
    assert cli.main(["--regrade", str(report)]) in (0, 1)
    assert "12 epochs" in found(report, "4.6/some_epochs")
    assert not (report / "evidence" / "pins.json").exists()


def test_a_pinned_model_that_was_never_trained_earns_nothing(report: Path) -> None:
    (report / "roles.toml").write_text('[training]\nmodel = "idle"\n')
    assert cli.main(["--regrade", str(report)]) in (0, 1)
    assert "'idle', which the teacher pinned, was never trained" in found(report, "4.6/ten_epochs")


def test_a_pin_that_names_nothing_leaves_the_report_as_it_was(report: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (report / "roles.toml").write_text('[training]\nmodel = "nope"\n')
    before = sorted(path.name for path in report.rglob("*"))
    assert cli.main(["--regrade", str(report)]) == 2
    said = capsys.readouterr().err
    assert "there is no model of that name" in said
    assert "translator, rival, idle" in said
    assert "Traceback" not in said
    assert sorted(path.name for path in report.rglob("*")) == before


def test_a_mistake_in_the_file_costs_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(GOOD, tmp_path / "good.ipynb")
    (tmp_path / "good.roles.toml").write_text("[training]\nmodle = 'x'\n")
    out = tmp_path / "reports"
    assert cli.main([str(tmp_path / "good.ipynb"), str(tmp_path / "good.roles.toml"), "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "[training] has no key `modle`" in said
    assert said.count("error: ") == 1, "the file of pins is no submission"
    assert not out.exists()
    assert cli.main([str(tmp_path / "good.roles.toml")]) == 2
