"""Where the reference and the samples lie, and what the fixtures of this folder give."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader import pipeline

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "reference" / "seq2seq"
SAMPLES = {
    name: ROOT / "submissions" / file
    for name, file in {
        "alice": "alice.ipynb",
        "bob": "bob.ipynb",
        "carol": "carol",
        "dave": "dave.ipynb",
        "erin": "erin.ipynb",
    }.items()
}

Grade = Callable[[Path], pipeline.Graded]
