"""The evidence folder: `evidence.json`; `arrays`, `weights` and `images` named by their digest; `pins.json` if any."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from grader.boundary import numbers, outbox, saved, strict
from grader.errors import SubmissionError
from grader.model.evidence import SCHEMA, Evidence
from grader.model.pins import NONE, Pins
from grader.model.saved import NOTHING
from grader.model.traces import DIGEST, ArrayRef, Snapshot

EVIDENCE_FILE = "evidence.json"
PINS_FILE = "pins.json"
CHANGED = "It was changed by hand or written by another version; grade the notebook again."
PNG = b"\x89PNG\r\n\x1a\n"
MOST_RECORD = 256 << 20  # bytes
LARGEST_PICTURE = 16 << 20
MOST_ELEMENTS = 16_000_000

Ids = npt.NDArray[np.int32]


class EvidenceFolder:
    """A folder of evidence on disk, for writing while decoding and for reading when judging."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._arrays = path / "arrays"
        self._images = path / "images"
        self._weights = path / "weights"

    def make(self) -> None:
        self._arrays.mkdir(parents=True)
        self._weights.mkdir()
        self._images.mkdir()

    def add_image(self, png: bytes) -> str:
        """Stores a re-encoded picture; returns the digest that names it."""
        digest = hashlib.blake2b(png, digest_size=16).hexdigest()
        (self._images / f"{digest}.png").write_bytes(png)
        return digest

    def add_array(self, ref: ArrayRef, raw: bytes) -> bool:
        """Stores ids given as little-endian 32-bit integers; False where the bytes don't fit the shape or digest."""
        shape = ref.stored_shape
        count = int(np.prod(shape, dtype=np.float64))
        if count > MOST_ELEMENTS or len(raw) != 4 * count:
            return False
        if hashlib.blake2b(raw, digest_size=16).hexdigest() != ref.digest:
            return False
        np.save(self._arrays / f"{ref.digest}.npy", np.frombuffer(raw, dtype="<i4").reshape(shape))
        return True

    def array(self, ref: ArrayRef) -> Ids | None:
        """The ids of an array that was stored, None for one that was only described.

        Raises `SubmissionError` where something else lies in its place.
        """
        if self.array_path(ref) is None:
            return None
        try:
            ids: Ids = numbers.mapped(self._arrays / f"{ref.digest}.npy", numbers.IDS, ref.stored_shape)
        except numbers.Unsound as fault:
            raise SubmissionError(f"The evidence in {self.path} can't be read: {fault}.", CHANGED) from None
        return ids

    def add_weights(self, snapshot: Snapshot, raw: bytes) -> bool:
        """Stores weights given as little-endian 32-bit floats; False where they don't fit, or are not all finite."""
        if not 0 < snapshot.size <= MOST_ELEMENTS or len(raw) != 4 * snapshot.size:
            return False
        if hashlib.blake2b(raw, digest_size=16).hexdigest() != snapshot.digest:
            return False
        numbers = np.frombuffer(raw, dtype="<f4")
        if not np.isfinite(numbers).all():
            return False
        np.save(self._weights / f"{snapshot.digest}.npy", numbers)
        return True

    def weights(self, snapshot: Snapshot) -> Path | None:
        """Where the weights lie, flat; None for a snapshot that was not kept."""
        path = self._weights / f"{snapshot.digest}.npy"
        return path.resolve() if snapshot.stored and path.is_file() else None

    def keep_last_weights(self, snapshots: tuple[Snapshot, ...]) -> tuple[Snapshot, ...]:
        """Removes all weights but each model's last, for a class's evidence must fit a disk; tells which are left."""
        last = {snapshot.model: snapshot.digest for snapshot in snapshots if snapshot.stored}.values()
        for path in self._weights.iterdir():
            if path.stem not in last:
                path.unlink()
        return tuple(replace(snapshot, stored=snapshot.digest in last) for snapshot in snapshots)

    @property
    def data_folders(self) -> tuple[Path, ...]:
        """Where arrays and weights lie, for the verifier to read."""
        return self._arrays.resolve(), self._weights.resolve()

    def array_path(self, ref: ArrayRef) -> Path | None:
        """Where the ids of a stored array lie."""
        path = self._arrays / f"{ref.digest}.npy"
        return path.resolve() if ref.stored and path.is_file() else None

    def image(self, digest: str) -> bytes | None:
        """The bytes of a PNG; None where there is none of that name, or something else in its place."""
        if not re.match(DIGEST, digest):
            return None
        raw = outbox.read_bytes(self._images, f"{digest}.png", LARGEST_PICTURE)
        return raw if raw is not None and raw.startswith(PNG) else None

    def save(self, evidence: Evidence) -> None:
        """The record and, in a file of their own, the teacher's pins: a regrade with other pins leaves the record."""
        record = msgspec.json.encode(replace(evidence, pins=NONE, saved=NOTHING))
        (self.path / EVIDENCE_FILE).write_bytes(msgspec.json.format(record, indent=1))
        self.pin(evidence.pins)

    def pin(self, pins: Pins) -> None:
        """Stores the pins with which the evidence is to be judged; none takes earlier ones away."""
        path = self.path / PINS_FILE
        if pins == NONE:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(msgspec.json.encode(pins))

    def load(self) -> Evidence:
        """The evidence with the pins. Raises `SubmissionError` where there is none, none that is sound, or of another
        schema; whoever hands in the folder.
        """
        path = self.path / EVIDENCE_FILE
        record = self._read(EVIDENCE_FILE)
        if record is None:
            raise SubmissionError(
                f"There is no evidence to judge in {self.path}: {EVIDENCE_FILE} is missing.",
                "Name the folder of a report, such as reports/alice; or grade the notebook itself first.",
            )
        try:
            evidence = msgspec.json.decode(record, type=Evidence)
            strict.check(record)
            pins = self._read(PINS_FILE)
            if pins is not None:
                evidence = replace(evidence, pins=msgspec.json.decode(pins, type=Pins))
                strict.check(pins)
            self._check_numbers(evidence)
        except (msgspec.DecodeError, numbers.Unsound, ValueError, RecursionError) as fault:
            raise SubmissionError(f"The evidence in {path} can't be read: {fault}.", CHANGED) from None
        if evidence.schema != SCHEMA:
            raise SubmissionError(
                f"The evidence in {path} has schema {evidence.schema}; this grader reads schema {SCHEMA}.",
                "Grade the notebook again.",
            )
        return replace(evidence, saved=saved.read(evidence.submission))

    def _read(self, name: str) -> bytes | None:
        """A file of the record, which may come from anybody when it is judged again; None where there is none.

        Raises `SubmissionError` for one that is longer than any may be.
        """
        raw = outbox.read_bytes(self.path.resolve(), name, MOST_RECORD + 1)
        if raw is not None and len(raw) > MOST_RECORD:
            raise SubmissionError(
                f"{self.path / name} is longer than any record may be ({MOST_RECORD >> 20} MB).",
                "Grade the notebook again.",
            )
        return raw

    def _check_numbers(self, evidence: Evidence) -> None:
        """Raises `Unsound` where an array or weights lie there that are not what the record says of them."""
        for ref in _arrays(evidence):
            if self.array_path(ref) is not None:
                numbers.mapped(self._arrays / f"{ref.digest}.npy", numbers.IDS, ref.stored_shape)
        for snapshot in evidence.reported.snapshots:
            if self.weights(snapshot) is not None:
                numbers.mapped(self._weights / f"{snapshot.digest}.npy", numbers.WEIGHTS, (snapshot.size,))


def _arrays(evidence: Evidence) -> Iterator[ArrayRef]:
    for fit in evidence.reported.fits:
        yield from (*fit.inputs, *fit.targets)
    yield from (named.array for named in evidence.reported.arrays)
