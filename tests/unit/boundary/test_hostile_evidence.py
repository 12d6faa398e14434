"""The boundary against bytes made to hurt it: nothing raises, nothing is followed, what can't be read is not there."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from grader.boundary import decode, images, outbox
from grader.boundary.store import EvidenceFolder
from grader.errors import SubmissionError
from grader.model.evidence import CellEnd, Reported, RunEnd
from grader.model.traces import ArrayRef


@pytest.fixture
def folder(tmp_path: Path) -> EvidenceFolder:
    folder = EvidenceFolder(tmp_path / "evidence")
    folder.make()
    return folder


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "out"
    for name in ("arrays", "images"):
        (place / name).mkdir(parents=True)
    return place


def journal(place: Path, folder: EvidenceFolder, *lines: dict[str, Any] | str | bytes) -> Reported:
    encoded = [
        line if isinstance(line, bytes) else (line if isinstance(line, str) else json.dumps(line)).encode()
        for line in lines
    ]
    (place / "journal.jsonl").write_bytes(b"\n".join(encoded) + b"\n")
    return decode.read_journal(place, (), folder)


EPOCH = {"kind": "epoch", "cell": 1, "at": 1.0, "fit": 5, "logs": {"loss": 1.5}, "weights": "ab"}
BEGAN = {"kind": "fit_began", "cell": 1, "at": 0.5, "fit": 5, "model": 2, "epochs": 3}
CALL = {
    "kind": "call", "cell": 1, "at": 1, "target": "model", "name": "m", "model": 2, "inputs": [], "outputs": [],
    "variables": [], "trained": True,
}  # fmt: skip
MODEL = {"kind": "model", "cell": 1, "at": 1, "handle": 2, "name": "m", "type": "subclassed", "layers": [],
         "variables": []}  # fmt: skip


def nested(depth: int) -> str:
    """A model whose one layer wraps another that wraps another…"""
    node = '{"kind": "Bidirectional", "layer": ' * depth + '{"kind": "LSTM"}' + "}" * depth
    return json.dumps(MODEL)[:-1] + f', "graph": {{"nodes": [{node}], "edges": [], "outputs": []}}}}'


@pytest.mark.parametrize(
    "line",
    [
        b"\xff\xfe not utf-8",
        "not json",
        "[" * 100_000,
        '{"kind": "epoch"' + ', "at": 1' * 10,
        '{"kind": "nothing known", "cell": 1, "at": 1}',
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {"loss": NaN}}',
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {"loss": 1e999}}',
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {"loss": ' + "9" * 5000 + "}}",
        '{"kind": "note", "cell": 1, "at": 1, "text": "\\ud800"}',
        {**EPOCH, "cell": "1"},
        {**EPOCH, "logs": {"loss": "1.5"}},
        {**EPOCH, "weights": "../../etc/passwd"},
        {**BEGAN, "epochs": 1e300},
        {**BEGAN, "inputs": [{"digest": "ab", "dtype": "int32", "shape": [-1]}]},
        {**BEGAN, "inputs": [{"digest": "../x", "dtype": "int32", "shape": [1]}]},
        {**CALL, "target": "kernel"},
        {**MODEL, "graph": {"nodes": [{"name": "a", "kind": "LSTM", "units": "8"}], "edges": [], "outputs": []}},
        {**MODEL, "graph": {"nodes": [{"kind": "LSTM"}] * 401, "edges": [], "outputs": []}},
        nested(9),
        nested(500),
        nested(100_000),
        {**CALL, "inputs": [{"shape": [1] * 9}]},
        {"kind": "figure", "cell": 1, "at": 1, "handle": 1, "image": "../../x", "trained": True},
        {"kind": "figure", "cell": 1, "at": 1, "handle": 1, "image": None, "trained": True,
         "axes": [{"heatmaps": [{"rows": 2, "columns": 2, "values": [1.0]}]}]},
    ],
)  # fmt: skip
def test_a_line_that_can_not_be_read_is_dropped_and_counted(
    place: Path, folder: EvidenceFolder, line: dict[str, Any] | str | bytes
) -> None:
    reported = journal(place, folder, BEGAN, line, EPOCH)
    assert [len(fit.epochs) for fit in reported.fits] == [1], "the lines around it are still read"
    assert len(reported.notes) == 1
    assert "could not be read" in reported.notes[0]


def test_a_line_cut_short_by_a_crash_loses_only_itself(place: Path, folder: EvidenceFolder) -> None:
    (place / "journal.jsonl").write_bytes(json.dumps(BEGAN).encode() + b"\n" + json.dumps(EPOCH).encode()[:-9])
    reported = decode.read_journal(place, (), folder)
    assert len(reported.fits) == 1
    assert not reported.fits[0].finished
    assert reported.fits[0].steps == 0


def test_a_loss_that_is_no_number_is_kept_as_such(place: Path, folder: EvidenceFolder) -> None:
    reported = journal(place, folder, BEGAN, {**EPOCH, "logs": {"loss": None}})
    assert reported.fits[0].epochs[0].logs == {"loss": None}


def test_no_journal_is_an_empty_report(place: Path, folder: EvidenceFolder) -> None:
    assert decode.read_journal(place, (), folder) == Reported(cells=())


@pytest.mark.parametrize("plant", ["link", "folder", "pipe"])
def test_what_was_planted_in_the_place_of_the_journal_is_not_opened(
    place: Path, folder: EvidenceFolder, tmp_path: Path, plant: str
) -> None:
    target = place / "journal.jsonl"
    (tmp_path / "elsewhere").write_text(json.dumps(BEGAN) + "\n")
    if plant == "link":
        target.symlink_to(tmp_path / "elsewhere")
    elif plant == "folder":
        target.mkdir()
    else:
        os.mkfifo(target)
    assert decode.read_journal(place, (), folder) == Reported(cells=())


def test_names_never_leave_the_folder(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("secret")
    (tmp_path / "in").mkdir()
    assert outbox.read_bytes(tmp_path / "in", "../secret", 100) is None
    (tmp_path / "link").symlink_to(tmp_path / "in")
    assert outbox.read_bytes(tmp_path / "link", "x", 100) is None


def stored(place: Path, ids: Any, **changes: Any) -> dict[str, Any]:
    raw = np.asarray(ids, dtype="<i4").tobytes()
    digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
    (place / "arrays" / f"{digest}.bin").write_bytes(raw)
    return {"digest": digest, "dtype": "int32", "shape": list(np.shape(ids)), "stored": True, **changes}


def test_an_array_comes_through_as_it_was(place: Path, folder: EvidenceFolder) -> None:
    reported = journal(place, folder, {**BEGAN, "inputs": [stored(place, [[1, 2], [3, 4]])]})
    ids = folder.array(reported.fits[0].inputs[0])
    assert ids is not None
    assert ids.tolist() == [[1, 2], [3, 4]]


@pytest.mark.parametrize(
    "changes",
    [
        {"shape": [2, 3]},
        {"shape": [1 << 35, 1 << 3]},
        {"shape": [0, 5]},
        {"digest": "00" * 16},
    ],
)
def test_an_array_that_does_not_fit_its_description_is_not_stored(
    place: Path, folder: EvidenceFolder, changes: dict[str, Any]
) -> None:
    reported = journal(place, folder, {**BEGAN, "inputs": [stored(place, [[1, 2], [3, 4]], **changes)]})
    ref = reported.fits[0].inputs[0]
    assert not ref.stored
    assert folder.array(ref) is None


def test_pickled_arrays_are_never_loaded(folder: EvidenceFolder) -> None:
    ref = ArrayRef(digest="ab", dtype="object", shape=(1,), stored=True)
    np.save(folder.path / "arrays" / "ab.npy", np.array([{"x": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        folder.array(ref)


def png(width: int = 4, height: int = 3) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGBA", (width, height), (255, 0, 0, 128)).save(buffer, "PNG")
    return buffer.getvalue()


def test_a_picture_is_written_anew() -> None:
    original = png() + b"<script>alert(1)</script>"
    written = images.reencoded(original)
    assert written is not None
    assert b"script" not in written
    with Image.open(io.BytesIO(written)) as picture:
        assert picture.size == (4, 3)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"<svg onload=alert(1)>",
        b"GIF89a" + b"\0" * 50,
        png()[:20],
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + (1 << 30).to_bytes(4, "big") * 2 + b"\x08\x02\0\0\0" + b"\0" * 20,
        b"x" * (images.MOST_BYTES + 1),
    ],
)
def test_what_is_no_picture_is_none(raw: bytes) -> None:
    assert images.reencoded(raw) is None
    assert images.from_base64(base64.b64encode(raw).decode()) is None


def test_base64_that_is_none_is_no_picture() -> None:
    assert images.from_base64("!!!") is None


def test_a_transcript_cut_short_keeps_its_first_half(tmp_path: Path, folder: EvidenceFolder) -> None:
    lines = [
        {"kind": "cell_began", "cell": 0, "at": 0.0},
        {"kind": "cell_ended", "cell": 0, "end": "ok", "began": 0.0, "ended": 1.0, "outputs": [{"text": "hi"}]},
        {"kind": "cell_began", "cell": 2, "at": 1.0},
    ]
    path = tmp_path / "transcript.jsonl"
    path.write_text("\n".join(map(json.dumps, lines)) + '\n{"kind": "cell_en')
    transcript = decode.read_transcript(path, (0, 2, 3), folder)
    assert [(run.cell, run.end) for run in transcript.cells] == [
        (0, CellEnd.OK),
        (2, CellEnd.DIED),
        (3, CellEnd.NOT_RUN),
    ]
    assert [output.text for output in transcript.outputs] == ["hi"]
    assert decode.run_end(transcript, None).end is RunEnd.MACHINERY


@pytest.mark.parametrize("content", [None, "{", '{"schema": 1}', '{"schema": 99}'])
def test_evidence_that_can_not_be_judged_is_refused(folder: EvidenceFolder, content: str | None) -> None:
    if content is not None:
        (folder.path / "evidence.json").write_text(content)
    with pytest.raises(SubmissionError) as caught:
        folder.load()
    assert caught.value.tip
