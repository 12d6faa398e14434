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
from grader.model.evidence import CellEnd, Evidence, Observed, Reported, RunEnd
from grader.model.submission import Submission
from grader.model.traces import ArrayRef, NamedArray


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
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {"loss": 9, "loss": 0.1}}',
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "fit": 6, "logs": {}}',
        '{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {}, "more": ' + "9" * 5000 + "}",
        b'{"kind": "epoch", "cell": 1, "at": 1, "fit": 5, "logs": {}, "more": "\xff"}',
        {**EPOCH, "weights": "ab\n"},
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
    with pytest.raises(SubmissionError, match=r"ab\.npy holds object where int32 should be"):
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


def test_more_values_than_a_record_may_have_are_dropped(
    place: Path, folder: EvidenceFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("grader.boundary.lines.MOST_PARTS", 40)
    reported = journal(place, folder, BEGAN, *[EPOCH] * 20)
    assert len(reported.fits[0].epochs) < 6
    assert "more of them than any recorder writes" in reported.notes[0]


def test_pixels_of_all_pictures_together_are_bounded() -> None:
    room = images.Room()
    room.pixels = 30
    assert images.reencoded(png(5, 5), room) is not None
    assert images.reencoded(png(5, 5), room) is None


def test_a_very_long_picture_is_made_smaller() -> None:
    written = images.reencoded(png(2, 40_000))
    assert written is not None
    with Image.open(io.BytesIO(written)) as picture:
        assert picture.height == images.TALLEST


def recorded(folder: EvidenceFolder) -> ArrayRef:
    """A record with one array of four ids, as it lies on disk."""
    raw = np.arange(4, dtype="<i4").tobytes()
    ref = ArrayRef(digest=hashlib.blake2b(raw, digest_size=16).hexdigest(), dtype="int32", shape=(2, 2), stored=True)
    assert folder.add_array(ref, raw)
    submission = Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=())
    observed = Observed(end=RunEnd.COMPLETED, sandbox="none", seconds=1.0, peak_memory=0)
    reported = Reported(arrays=(NamedArray(cell=0, name="ids", array=ref),))
    folder.save(Evidence(submission=submission, observed=observed, reported=reported))
    return ref


def npy(array: Any, **options: Any) -> bytes:
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, np.asarray(array), **options)
    return buffer.getvalue()


def test_a_record_is_read_as_it_was_written(folder: EvidenceFolder) -> None:
    ids = folder.array(recorded(folder))
    assert ids is not None
    assert ids.tolist() == [[0, 1], [2, 3]]
    assert len(folder.load().reported.arrays) == 1


HUGE = b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + b"{'descr': '<i4', 'fortran_order': False, 'shape': "
ARCHIVE = io.BytesIO()
np.savez_compressed(ARCHIVE, x=np.zeros(1_000_000, "<i4"))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"not an array",
        npy(np.array([{"x": 1}], dtype=object), allow_pickle=True),
        npy(np.zeros((2, 2), "<f8")),
        npy(np.zeros((2, 2), ">i4")),
        npy(np.asfortranarray(np.arange(4, dtype="<i4").reshape(2, 2))),
        npy(np.zeros((4, 4), "<i4")),
        npy(np.zeros((2, 2), "<i4"))[:-1],
        npy(np.zeros((2, 2), "<i4")) + b"more",
        npy(np.zeros((2, 2), "<i4"), version=(2, 0)),
        HUGE + b"(1099511627776, 1099511627776), }".ljust(70) + b"\n",
        HUGE + b"(-2, -2), }".ljust(70) + b"\n",
        HUGE + b"(True, 4), }".ljust(70) + b"\n",
        HUGE + b"__import__('os').system('true'), }".ljust(70) + b"\n",
        b"\x93NUMPY\x01\x00\xff\xff" + b"(" * 65_535,
        ARCHIVE.getvalue(),
    ],
)
def test_an_array_that_somebody_put_in_its_place_is_refused(folder: EvidenceFolder, raw: bytes) -> None:
    ref = recorded(folder)
    (folder.path / "arrays" / f"{ref.digest}.npy").write_bytes(raw)
    with pytest.raises(SubmissionError, match=f"{ref.digest}.npy") as refusal:
        folder.load()
    assert "grade the notebook again" in refusal.value.tip


def test_a_link_in_the_place_of_an_array_or_of_the_record_is_not_followed(
    folder: EvidenceFolder, tmp_path: Path
) -> None:
    ref = recorded(folder)
    for place in (folder.path / "arrays" / f"{ref.digest}.npy", folder.path / "evidence.json"):
        place.rename(tmp_path / "elsewhere")
        place.symlink_to(tmp_path / "elsewhere")
        with pytest.raises(SubmissionError):
            folder.load()
        place.unlink()
        (tmp_path / "elsewhere").rename(place)
    assert folder.load() is not None


@pytest.mark.parametrize("name", ["../../secret", "/etc/passwd", "", "AB"])
def test_a_picture_is_named_by_its_digest_only(folder: EvidenceFolder, name: str) -> None:
    folder.path.parent.joinpath("secret.png").write_bytes(png())
    assert folder.image(name) is None


def test_what_is_no_png_is_no_picture(folder: EvidenceFolder) -> None:
    assert folder.image(folder.add_image(png())) == png()
    assert folder.image(folder.add_image(b"<svg onload=alert(1)>")) is None


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('"schema": 2', '"schema": 2, "schema": 2'),
        ('"schema": 2', '"schema": 2, "more": NaN'),
        ('"schema": 2', '"schema": 2, "more": ' + "9" * 5000),
        ('"schema": 2', '"schema": 2, "more": ' + "[" * 5000 + "]" * 5000),
        ('"seconds": 1.0', '"seconds": 1e999'),
        ('"seconds": 1.0', '"seconds": "1"'),
        ('"shape": [', '"shape": [-1, '),
        ('"shape": [', '"shape": [true, '),
        ('"stored": true', '"stored": 1'),
        ('"sandbox": "none"', '"sandbox": "\\ud800"'),
    ],
)
def test_a_record_that_strict_json_does_not_allow_is_refused(folder: EvidenceFolder, before: str, after: str) -> None:
    recorded(folder)
    path = folder.path / "evidence.json"
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))
    with pytest.raises(SubmissionError):
        folder.load()


@pytest.mark.parametrize("pins", ["{", '{"items": {}, "items": {}}', "[]" * 3, '{"more": NaN}'])
def test_pins_that_strict_json_does_not_allow_are_refused(folder: EvidenceFolder, pins: str) -> None:
    recorded(folder)
    (folder.path / "pins.json").write_text(pins)
    with pytest.raises(SubmissionError):
        folder.load()


@pytest.mark.parametrize("content", [None, "{", '{"schema": 1}', '{"schema": 99}'])
def test_evidence_that_can_not_be_judged_is_refused(folder: EvidenceFolder, content: str | None) -> None:
    if content is not None:
        (folder.path / "evidence.json").write_text(content)
    with pytest.raises(SubmissionError) as caught:
        folder.load()
    assert caught.value.tip
