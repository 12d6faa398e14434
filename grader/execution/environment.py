"""What the kernel finds around itself: files and limits; nothing that names the grader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath

from grader.execution.job import Job, Places, Supply
from grader.model.attempt import KerasAge
from grader.sandbox import environment

SYSTEM_FOLDERS = frozenset(
    ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "root", "run", "sbin", "sys", "usr", "var")
)


def absolute_roots(supplies: tuple[Supply, ...]) -> tuple[str, ...]:
    """The top folders, such as `/content`, below which files are to appear."""
    roots = {PurePosixPath(s.target).parts[1] for s in supplies if s.target.startswith("/")}
    return tuple(f"/{root}" for root in sorted(roots - SYSTEM_FOLDERS))


def lay_out(job: Job, places: Places, connection: Path) -> None:
    """Fills `places.inside` with the launcher, the recorder, the supplies and the instructions for them."""
    shutil.copytree(environment.INSIDE, places.inside, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    files = places.inside / "files"
    files.mkdir()
    supplies = []
    for number, supply in enumerate(job.supplies):
        copy = files / str(number)
        shutil.copyfile(supply.source, copy)
        supplies.append({"from": str(copy), "to": supply.target})
    limits = job.limits
    instructions = {
        "connection": str(connection),
        "outbox": str(places.outbox),
        "folder": str(places.home / "work"),
        "cells": [cell.index for cell in job.cells],
        "legacy": job.attempt.keras is KerasAge.LEGACY,
        "supplies": supplies,
        "limits": environment.limits(limits.notebook_seconds, limits.memory_mb, limits.disk_mb),
    }
    (places.inside / "job.json").write_text(json.dumps(instructions))
