"""What was unpacked and split runs as a notebook would, with the files that came with it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader import assignment as assignments
from grader import intake, recording
from grader.boundary.store import EvidenceFolder
from grader.model.evidence import CellEnd

pytestmark = pytest.mark.runs

SCRIPT = '''
"""# Reads what lies beside it"""

!echo from a shell
get_ipython().system("echo from an export")
get_ipython().run_line_magic("cd", ".")
# Commented out IPython magic to ensure Python compatibility.
# %precision 2

text = open("größe data/pairs.csv").read()

1 / 0

print(text, __name__)
'''


def test_a_script_in_an_archive_runs_beyond_its_first_error(tmp_path: Path) -> None:
    path = tmp_path / "Élodie's work (final).zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("work/übung 2.py", SCRIPT)
        archive.writestr("work/größe data/pairs.csv", "a,b\n")
    assignment = assignments.load("seq2seq")
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    with intake.opened(str(path)) as submission:
        assert (submission.name, submission.notebook) == ("Élodie's work (final)", "übung 2.py")
        evidence = recording.record(submission, assignment, "auto", assignment.data, lambda _: None, folder)
    ends = {run.cell: run.end for run in evidence.observed.cells}
    assert [ends[cell.index] for cell in submission.code] == [CellEnd.OK, CellEnd.OK, CellEnd.ERROR, CellEnd.OK]
    shown = "".join(output.text for output in evidence.reported.outputs if not output.error)
    assert "from a shell" in shown and "from an export" in shown
    assert "a,b\n __main__" in shown
