"""The evidence folder: `evidence.json`, `arrays/*.npy` and `images/*.png` named by their digest, `pins.json` if any."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from grader.errors import SubmissionError
from grader.model.evidence import SCHEMA, Evidence
from grader.model.pins import NONE, Pins
from grader.model.traces import ArrayRef

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

    def make(self) -> None:
        self._arrays.mkdir(parents=True)
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
        path = self._arrays / f"{ref.digest}.npy"
        if not ref.stored or not path.is_file():
            return None
        loaded: Ids = np.load(path, allow_pickle=False, mmap_mode="r")
        return loaded

    def image(self, digest: str) -> bytes | None:
        path = self._images / f"{digest}.png"
        return path.read_bytes() if path.is_file() else None

    def save(self, evidence: Evidence) -> None:
        """The record and, in a file of their own, the teacher's pins: a regrade with other pins leaves the record."""
        record = msgspec.json.encode(replace(evidence, pins=NONE))
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
        return evidence
