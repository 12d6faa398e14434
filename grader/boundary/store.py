"""The evidence folder: `evidence.json`; `arrays`, `weights` and `images` named by their digest; `pins.json` if any."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from grader.boundary import saved
from grader.errors import SubmissionError
from grader.model.evidence import SCHEMA, Evidence
from grader.model.pins import NONE, Pins
from grader.model.saved import NOTHING
from grader.model.traces import ArrayRef, Snapshot

EVIDENCE_FILE = "evidence.json"
PINS_FILE = "pins.json"
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
        """The ids of an array that was stored, None for one that was only described."""
        path = self.array_path(ref)
        if path is None:
            return None
        loaded: Ids = np.load(path, allow_pickle=False, mmap_mode="r")
        return loaded

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
        path = self._images / f"{digest}.png"
        return path.read_bytes() if path.is_file() else None

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
        """The evidence with the pins. Raises `SubmissionError` where there is none, or of another schema."""
        path = self.path / EVIDENCE_FILE
        if not path.is_file():
            raise SubmissionError(
                f"There is no evidence to judge in {self.path}: {EVIDENCE_FILE} is missing.",
                "Name the folder of a report, such as reports/alice; or grade the notebook itself first.",
            )
        try:
            evidence = msgspec.json.decode(path.read_bytes(), type=Evidence)
            pins = self.path / PINS_FILE
            if pins.is_file():
                evidence = replace(evidence, pins=msgspec.json.decode(pins.read_bytes(), type=Pins))
        except msgspec.DecodeError as fault:
            raise SubmissionError(
                f"The evidence in {path} can't be read: {fault}.",
                "It was changed by hand or written by another version; grade the notebook again.",
            ) from None
        if evidence.schema != SCHEMA:
            raise SubmissionError(
                f"The evidence in {path} has schema {evidence.schema}; this grader reads schema {SCHEMA}.",
                "Grade the notebook again.",
            )
        return replace(evidence, saved=saved.read(evidence.submission))
