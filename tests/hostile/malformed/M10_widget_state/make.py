"""Decoration, which nobody needs."""

from pathlib import Path

from tests.hostile.odd import written


def make(folder: Path) -> Path:
    return written(folder, metadata={"widgets": {"state": "x" * 18_000_000}})
