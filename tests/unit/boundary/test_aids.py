"""What the notebook was helped with, from a line of the journal to the record."""

from __future__ import annotations

import json
from pathlib import Path

from grader.boundary import decode
from grader.boundary.store import EvidenceFolder
from grader.model.aids import Aid, AidSort


def line(**fields: object) -> str:
    return json.dumps(
        {"kind": "aid", "cell": 2, "at": 0.5, "sort": "age", "name": "lr=", "text": "was taken", **fields}
    )


def test_each_thing_is_kept_where_it_was_first_asked_for(tmp_path: Path) -> None:
    lines = [line(), line(cell=5), line(name="input()", sort="everyday"), line(sort="forged"), line(text=5)]
    (tmp_path / "journal.jsonl").write_text("\n".join(lines))
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    reported = decode.read_journal(tmp_path, (), folder)
    assert reported.aids == (
        Aid(cell=2, sort=AidSort.AGE, name="lr=", sentence="was taken"),
        Aid(cell=2, sort=AidSort.EVERYDAY, name="input()", sentence="was taken"),
    )
    assert len(reported.notes) == 2
