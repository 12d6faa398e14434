"""What the kernel finds around itself: files and limits; nothing that names the grader."""

from __future__ import annotations

import json
import shutil
from pathlib import Path, PurePosixPath

import msgspec

from grader.boundary import requests
from grader.execution import certificates
from grader.execution.job import Job, Places, Supply
from grader.model.attempt import KerasAge
from grader.sandbox import environment

SYSTEM_FOLDERS = frozenset(
    # /tmp is the sandbox's own anyway.
    ("bin", "boot", "dev", "etc", "lib", "lib32", "lib64", "proc", "run", "sbin", "sys", "tmp", "usr", "var")
)
MOST_ROOTS = 30
USUAL = frozenset(("content", "kaggle"))
"""Top folders that are there on Colab and Kaggle, whatever the notebook names."""
REQUESTS = requests.FILE


def absolute_roots(supplies: tuple[Supply, ...]) -> tuple[str, ...]:
    """The top folders, such as `/content`, below which files are to appear."""
    targets = (PurePosixPath(supply.target).parts for supply in supplies if supply.target.startswith("/"))
    roots = {parts[1] for parts in targets if len(parts) > 2 and ".." not in parts} - SYSTEM_FOLDERS - USUAL
    return tuple(f"/{root}" for root in sorted((*USUAL, *sorted(roots)[:MOST_ROOTS])))


def lay_out(job: Job, places: Places, connection: Path, *, private: bool) -> None:
    """Fills `places.inside` with the launcher, the recorder, the supplies and the instructions for them.

    `private` says whether the sandbox has a root of its own.
    """
    shutil.copytree(environment.INSIDE, places.inside, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    copies = _copies(job, places.inside / "files")
    instructions = {
        "connection": str(connection),
        "outbox": str(places.outbox),
        "home": str(places.home),
        # Three folders deep, for `../input` and the like should still be the notebook's own.
        "folder": str(places.home / "course" / "notebooks" / "work"),
        "private": private,
        "cells": [cell.index for cell in job.cells],
        "legacy": job.attempt.keras is KerasAge.LEGACY,
        "supplies": [{"from": copies[supply.source], "to": supply.target} for supply in job.supplies],
        "hosts": job.hosts,
        "budget": msgspec.to_builtins(job.budget),
        "life": job.life,
        "origin": job.origin,
    }
    (places.inside / "job.json").write_text(json.dumps(instructions))
    # Without a root of its own the notebook's Python is led to places of its home instead.
    roots = {"names": () if private else absolute_roots(job.supplies), "folder": str(places.home / "root")}
    (places.inside / "roots.json").write_text(json.dumps(roots))
    downloads = {
        "files": {supply.target: copies[supply.source] for supply in job.downloads},
        "log": str(places.outbox / REQUESTS),
    }
    (places.inside / "downloads.json").write_text(json.dumps(downloads))
    if job.hosts:
        certificates.issue(job.hosts, places.inside / "certificates")


def _copies(job: Job, folder: Path) -> dict[str, str]:
    """Each source once, under a number; gives where each lies."""
    folder.mkdir()
    copies: dict[str, str] = {}
    for supply in (*job.supplies, *job.downloads):
        if supply.source not in copies:
            copies[supply.source] = str(folder / str(len(copies)))
            shutil.copyfile(supply.source, copies[supply.source])
    return copies
