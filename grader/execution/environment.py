"""What the kernel finds around itself: variables, files, limits; nothing that names the grader."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path, PurePosixPath

from grader.execution.job import Job, Places, Supply

INSIDE = Path(__file__).resolve().parent.parent / "inside"

SYSTEM_FOLDERS = frozenset(
    ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "root", "run", "sbin", "sys", "usr", "var")
)


def variables(home: Path) -> dict[str, str]:
    """The kernel's whole environment. The grader's own, with whatever secrets it holds, stays outside."""
    return {
        "PATH": "/usr/local/bin:/usr/bin:/bin",
        "HOME": str(home),
        "USER": "student",
        "LOGNAME": "student",
        "LANG": "C.UTF-8",
        "TZ": "UTC",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": str(home / ".matplotlib"),
        "IPYTHONDIR": str(home / ".ipython"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "KERAS_HOME": str(home / ".keras"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "MALLOC_ARENA_MAX": "4",
        **{name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ},
    }


def absolute_roots(supplies: tuple[Supply, ...]) -> tuple[str, ...]:
    """The top folders, such as `/content`, below which files are to appear."""
    roots = {PurePosixPath(s.target).parts[1] for s in supplies if s.target.startswith("/")}
    return tuple(f"/{root}" for root in sorted(roots - SYSTEM_FOLDERS))


def lay_out(job: Job, places: Places, connection: Path) -> None:
    """Fills `places.inside` with the launcher, the recorder, the supplies and the instructions for them."""
    shutil.copytree(INSIDE, places.inside, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
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
        "supplies": supplies,
        "limits": {
            "CORE": 0,
            "CPU": int(limits.notebook_seconds * (os.cpu_count() or 1)),
            # Not the address space: TensorFlow reserves 2.85 GB of it to use 0.5.
            "DATA": limits.memory_mb << 20,
            "FSIZE": limits.disk_mb << 20,
            "NOFILE": 1024,
        },
    }
    (places.inside / "job.json").write_text(json.dumps(instructions))
