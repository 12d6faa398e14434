"""An assignment of one broken check among good ones, and what is made of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader import assignment as assignments
from grader.boundary.store import EvidenceFolder
from grader.model.assignment import Assignment, RubricItem
from grader.model.evidence import Evidence, Observed, Reported, RunEnd
from grader.model.submission import Submission

HEADER = """
from grader.checking.plugin import Found
from grader.checking.rubric import rubric
"""

CHECK = '''
@rubric("{item}", points=1)
def check_{name}(found: Found) -> None:
    """Do {name}."""
{body}
'''

GOOD = '    found("It is there.")'


def checks(tmp_path: Path, **bodies: str) -> Assignment:
    """An assignment with a check, and an item, for each body of a function; a name says which."""
    folder = tmp_path / "checks" / "tiny"
    folder.mkdir(parents=True)
    names = {f"1.{number}": name for number, name in enumerate(bodies, start=1)}
    source = "".join(CHECK.format(item=item, name=name, body=bodies[name]) for item, name in names.items())
    (folder / "check_it.py").write_text(HEADER + source)
    (tmp_path / "checks" / "pytest.ini").write_text((assignments.CHECKS / "pytest.ini").read_text())
    items = tuple(RubricItem(id=item, title=name, task="1", points=1) for item, name in names.items())
    return replace(assignments.load("seq2seq"), name="tiny", folder=folder, items=items)


def evidence(folder: Path) -> Path:
    """Evidence of a notebook without cells."""
    stored = EvidenceFolder(folder)
    stored.make()
    submission = Submission(name="x", slug="x", path="x.ipynb", notebook="x.ipynb", sha256="", cells=())
    observed = Observed(end=RunEnd.COMPLETED, sandbox="", seconds=1, peak_memory=1)
    stored.save(Evidence(submission=submission, observed=observed, reported=Reported()))
    return stored.path
