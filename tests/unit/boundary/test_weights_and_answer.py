"""Weights and the verifier's answer at the boundary: what doesn't fit is not there, and nothing raises."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader.boundary import answer, decode
from grader.boundary.store import EvidenceFolder
from grader.model.traces import Snapshot

NUMBERS = np.arange(6, dtype="<f4")


def read(tmp_path: Path, raw: bytes, **changes: Any) -> tuple[Snapshot, ...]:
    place = tmp_path / "out"
    (place / "weights").mkdir(parents=True)
    name = hashlib.blake2b(raw, digest_size=16).hexdigest()
    (place / "weights" / f"{name}.bin").write_bytes(raw)
    event = {
        "kind": "weights", "cell": 1, "at": 1.0, "model": 2, "epochs": 3, "digest": name,
        "blocks": [{"layer": "a/b", "shapes": [[2, 3]]}], **changes,
    }  # fmt: skip
    (place / "journal.jsonl").write_text(json.dumps(event) + "\n")
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    return decode.read_journal(place, (), folder).snapshots


def test_weights_that_fit_are_kept(tmp_path: Path) -> None:
    (snapshot,) = read(tmp_path, NUMBERS.tobytes())
    assert snapshot.stored
    path = EvidenceFolder(tmp_path / "evidence").weights(snapshot)
    assert path is not None
    assert np.load(path, allow_pickle=False).tolist() == NUMBERS.tolist()


@pytest.mark.parametrize(
    ("raw", "changes"),
    [
        (NUMBERS[:5].tobytes(), {}),
        (b"", {}),
        (np.array([1, 2, 3, 4, 5, np.nan], dtype="<f4").tobytes(), {}),
        (np.array([1, 2, 3, 4, 5, np.inf], dtype="<f4").tobytes(), {}),
        (NUMBERS.tobytes(), {"digest": "00" * 16}),
        (NUMBERS.tobytes(), {"blocks": [{"layer": "a", "shapes": [[1 << 30, 1 << 30]]}]}),
        (NUMBERS.tobytes(), {"blocks": []}),
    ],
    ids=["too short", "empty", "nan", "infinite", "another digest", "a shape beyond memory", "no layers"],
)
def test_weights_that_do_not_fit_are_not_kept(tmp_path: Path, raw: bytes, changes: dict[str, Any]) -> None:
    (snapshot,) = read(tmp_path, raw, **changes)
    assert not snapshot.stored


@pytest.mark.parametrize(
    "changes",
    [
        {"digest": "../../etc/passwd"},
        {"blocks": [{"layer": "a", "shapes": [[-1]]}]},
        {"blocks": [{"layer": 5, "shapes": [[1]]}]},
        {"epochs": -1},
        {"epochs": 1e999},
    ],
)
def test_a_line_that_makes_no_sense_is_dropped(tmp_path: Path, changes: dict[str, Any]) -> None:
    assert read(tmp_path, NUMBERS.tobytes(), **changes) == ()


GOOD: dict[str, Any] = {"models": [{"model": 2, "rows": 5, "points": [], "padding": "masked"}]}


def test_a_good_answer_is_read(tmp_path: Path) -> None:
    (tmp_path / "answer.json").write_text(json.dumps(GOOD))
    found, fault = answer.read(tmp_path, {2})
    assert found is not None
    assert (found[0].rows, fault) == (5, "")


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "not json",
        "[" * 200_000,
        '{"models": 5}',
        '{"models": [{"model": 2, "rows": 5, "rows": 6}]}',
        '{"models": [{"model": 2, "rows": ' + "9" * 5000 + "}]}",
        '{"models": []}',
        '{"models": [{"model": 3}]}',
        '{"models": [{"model": 2}, {"model": 2}]}',
        '{"models": [{"model": 2}], "extra": 1}',
        '{"models": [{"model": 2, "moved": NaN}]}',
        '{"models": [{"model": 2, "padding": "elsewhere"}]}',
        '{"models": [{"model": "2"}]}',
        "a" * ((8 << 20) + 1),
    ],
)
def test_a_bad_answer_is_none_with_its_own_sentence(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / "answer.json").write_text(text)
    found, fault = answer.read(tmp_path, {2})
    assert found is None
    assert fault.endswith(".")


def test_a_link_in_the_answers_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere.json").write_text(json.dumps(GOOD))
    (tmp_path / "answer.json").symlink_to(tmp_path / "elsewhere.json")
    assert answer.read(tmp_path, {2})[0] is None
