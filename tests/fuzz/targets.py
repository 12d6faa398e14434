"""What is fuzzed, and what must hold: named refusals only, the same twice, and what comes out can be written again."""

from __future__ import annotations

import hashlib
import tempfile
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec
from hypothesis import strategies as st

from grader.boundary import answer, decode, images, numbers, saved
from grader.boundary.requests import read_requests
from grader.boundary.store import EvidenceFolder
from grader.errors import GraderError
from grader.execution import messages
from grader.execution.outputs import CellOutputs
from grader.intake import archives
from grader.intake.notebook import read_notebook
from grader.model.evidence import Evidence
from grader.model.submission import Submission
from tests.fuzz.mutations import changed_bytes, changed_json, changed_lines

SEEDS = Path(__file__).parent / "seeds"
ROOM, PER_BYTE = 48 << 20, 400
"""Bytes of Python's memory that reading may take, whatever is read, and for each byte of it."""

Reader = Callable[[bytes, Path], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    name: str
    read: Reader
    """Reads the bytes, with an empty folder to work in; raises nothing but what it may."""
    seeds: tuple[str, ...]
    lines: bool = False
    tree: bool = False
    weight: int = 4
    """How many examples it has among those of all; what starts a process has few."""

    def examples(self) -> st.SearchStrategy[bytes]:
        found = []
        for name in self.seeds:
            seed = (SEEDS / name).read_bytes()
            found.append(changed_bytes(seed))
            if self.lines:
                found += [changed_lines(seed)] * 3
            if self.tree:
                found += [changed_json(seed)] * 3
        return st.one_of(found)


class Broken(AssertionError):
    """Something that must hold of every input does not hold of this one."""


def check(target: Target, data: bytes) -> None:
    """Reads twice, in two folders. Raises `Broken`, or whatever the reader should not have raised."""
    tracemalloc.start()
    try:
        first = _once(target, data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    if peak > ROOM + PER_BYTE * len(data):
        raise Broken(f"{target.name} took {peak >> 20} MB for {len(data)} bytes")
    if _once(target, data) != first:
        raise Broken(f"{target.name} read the same bytes twice and found different things")


def _once(target: Target, data: bytes) -> bytes:
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        found = target.read(data, Path(folder))
        written = msgspec.json.encode(found)  # fails on what no report could hold, such as half a surrogate pair
        if isinstance(found, Evidence) and msgspec.json.decode(written, type=Evidence) != found:
            raise Broken(f"{target.name} does not come back from what was written of it")
        return written


def _journal(data: bytes, place: Path) -> Any:
    out = place / "out"
    for kind, name in (("arrays", "array.bin"), ("weights", "weights.bin"), ("images", "picture.png")):
        (out / kind).mkdir(parents=True)
        raw = (SEEDS / name).read_bytes()
        digest = hashlib.blake2b(raw, digest_size=16).hexdigest()
        (out / kind / f"{digest}{Path(name).suffix}").write_bytes(raw)
    (out / "journal.jsonl").write_bytes(data)
    folder = EvidenceFolder(place / "evidence")
    folder.make()
    return decode.read_journal(out, (), folder)


def _transcript(data: bytes, place: Path) -> Any:
    folder = EvidenceFolder(place / "evidence")
    folder.make()
    (place / "transcript.jsonl").write_bytes(data)
    found = decode.read_transcript(place / "transcript.jsonl", (0, 1, 2), folder)
    return found, decode.run_end(found, None)


def _answer(data: bytes, place: Path) -> Any:
    (place / "answer.json").write_bytes(data)
    return answer.read(place, {2})


def _requests(data: bytes, place: Path) -> Any:
    (place / "requests.jsonl").write_bytes(data)
    return read_requests(place)


def _picture(data: bytes, place: Path) -> Any:
    written = images.reencoded(data)
    if written is not None and images.reencoded(written) is None:
        raise Broken("a picture that was written anew can't be read")
    return written


def _array(data: bytes, place: Path) -> Any:
    (place / "x.npy").write_bytes(data)
    try:
        return numbers.mapped(place / "x.npy", numbers.IDS, (2, 2)).tolist()
    except numbers.Unsound as refused:
        return str(refused)


def _record(name: str) -> Reader:
    def read(data: bytes, place: Path) -> Any:
        folder = EvidenceFolder(place)
        folder.make()
        (place / "evidence.json").write_bytes((SEEDS / "evidence.json").read_bytes())
        (place / name).write_bytes(data)
        try:
            evidence = folder.load()
        except GraderError as refused:
            # Its folder has another name each time.
            return refused.message.replace(str(place), "")
        folder.save(evidence)
        return folder.load()

    return read


def _notebook(data: bytes, place: Path) -> Any:
    try:
        notebook = read_notebook(data, "x.ipynb")
    except GraderError as refused:
        return refused.message
    submission = Submission(name="x", slug="x", path="x", notebook="x", sha256="", cells=notebook.cells)
    return notebook, saved.read(submission)


def _message(data: bytes, place: Path) -> Any:
    header, _, rest = data.partition(b"\n")
    parent, _, content = rest.partition(b"\n")
    try:
        read = messages.read([header, parent, b"{}", content])
    except messages.Violation as refused:
        return str(refused)
    outputs = CellOutputs(1_000)
    for kind in ("stream", "display_data", "error"):
        outputs.add(kind, read["content"])
    return read, outputs.finish()


def _archive(ending: str) -> Reader:
    def read(data: bytes, place: Path) -> Any:
        (place / f"x.{ending}").write_bytes(data)
        (place / "unpacked").mkdir()
        try:
            folder = archives.unpack(place / f"x.{ending}", place / "unpacked")
        except GraderError as refused:
            return refused.message
        if not folder.is_relative_to(place / "unpacked"):
            raise Broken("an archive was unpacked elsewhere")
        return sorted(path.name for path in folder.rglob("*"))

    return read


TARGETS = (
    Target(name="journal", read=_journal, seeds=("journal.jsonl",), lines=True, weight=6),
    Target(name="transcript", read=_transcript, seeds=("transcript.jsonl",), lines=True),
    Target(name="answer", read=_answer, seeds=("answer.json",), tree=True),
    Target(name="requests", read=_requests, seeds=("requests.jsonl",), lines=True),
    Target(name="picture", read=_picture, seeds=("picture.png", "picture.jpg")),
    Target(name="array", read=_array, seeds=("array.npy",)),
    Target(name="evidence", read=_record("evidence.json"), seeds=("evidence.json",), tree=True),
    Target(name="pins", read=_record("pins.json"), seeds=("pins.json",), tree=True, weight=2),
    Target(name="notebook", read=_notebook, seeds=("notebook.ipynb", "notebook3.ipynb"), tree=True, weight=6),
    Target(name="message", read=_message, seeds=("message0.txt", "message1.txt", "message2.txt"), lines=True, weight=6),
    Target(name="zip", read=_archive("zip"), seeds=("archive.zip",), weight=0),
    Target(name="tar", read=_archive("tar"), seeds=("archive.tar",), weight=0),
)
