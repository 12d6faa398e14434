"""What of this machine a program needs in order to run at all: the system's folders, and Python's."""

from __future__ import annotations

import sys
import sysconfig
from pathlib import Path

import grader

SYSTEM = ("/usr", "/lib", "/lib32", "/lib64", "/bin", "/sbin")
CONFIGURATION = (
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "localtime",
    "fonts",
    "mime.types",
    "alternatives",
    "ssl/certs",
)
OURS = ("grader", "checks", "reference", "benchmarks")
"""Packages that a notebook must not see."""


def python_folders() -> tuple[Path, ...]:
    """The folders that this Python environment needs, shortest first and none inside another."""
    places = {Path(sys.prefix), Path(sys.base_prefix), Path(sysconfig.get_path("stdlib")).parent.parent}
    outside = {place.resolve() for place in places if not str(place.resolve()).startswith("/usr/")} | {
        place for place in places if not str(place).startswith("/usr/")
    }
    outside.discard(Path("/usr"))
    ordered = sorted(outside, key=lambda place: len(place.parts))
    return tuple(
        place for number, place in enumerate(ordered) if not any(place.is_relative_to(o) for o in ordered[:number])
    )


def hidden_folders(shown: tuple[Path, ...]) -> tuple[Path, ...]:
    """Where the grader itself is installed into the environment (not editable), it must not be seen there."""
    beside = Path(grader.__file__).resolve().parent.parent
    packages = tuple(beside / name for name in OURS if (beside / name).is_dir())
    return packages if any(beside.is_relative_to(place) for place in (*shown, Path("/usr"))) else ()
