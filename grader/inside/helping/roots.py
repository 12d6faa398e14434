"""Folders such as `/content` in a sandbox that has no root of its own: Python is led to a place in the notebook's home.

Only what goes through `open` and the functions of `os` is led there, and so pathlib, glob, shutil, zipfile, pandas and
what else is built on them. Programs, TensorFlow's own readers and HDF5 go by the real path and find nothing.
"""

from __future__ import annotations

import builtins
import functools
import io
import json
import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

ONE = (
    *("access", "chdir", "chmod", "listdir", "lstat", "mkdir", "open", "readlink", "remove", "rmdir", "scandir"),
    *("stat", "statvfs", "truncate", "unlink", "utime"),
    # Linux has these: shutil.copy2 copies extended attributes.
    *(name for name in ("getxattr", "listxattr", "removexattr", "setxattr") if hasattr(os, name)),
)
_lstat = os.lstat  # as it was before
TWO = ("link", "rename", "replace", "symlink")
WHERE = Path(__file__).parent.parent / "roots.json"
"""For processes that the notebook starts: the roots, and the folder that they lie in."""


class Roots:
    def __init__(self, names: Iterable[str], folder: Path) -> None:
        """`names` such as `/content`, each of which lies at `folder/content`."""
        self.names, self._folder = tuple(names), folder

    @classmethod
    def here(cls) -> Roots:
        """Those of this run."""
        told = json.loads(WHERE.read_text(encoding="utf-8"))
        return cls(told["names"], Path(told["folder"]))

    def place(self, path: Any) -> Any:
        """Where a path really lies; anything that is no path below a root comes back as it is."""
        if not isinstance(path, str | os.PathLike):
            return path
        text = os.fspath(path)
        if not isinstance(text, str) or not text.startswith("/"):
            return path
        text = os.path.normpath(text)
        below = any(text == name or text.startswith(f"{name}/") for name in self.names)
        # What is really there stays what it is: Python itself may lie below a folder that the notebook names.
        return f"{self._folder}{text}" if below and not _is_there(text) else path

    def install(self) -> None:
        """Makes the folders, and leads this process to them."""
        for name in self.names:
            Path(f"{self._folder}{name}").mkdir(parents=True, exist_ok=True)
        if not self.names:
            return
        for names, count in ((ONE, 1), (TWO, 2)):
            for name in names:
                before = getattr(os, name)
                led = self._led(before, count)
                setattr(os, name, led)
                for ability in (
                    os.supports_dir_fd,
                    os.supports_fd,
                    os.supports_follow_symlinks,
                    os.supports_effective_ids,
                ):
                    if before in ability:
                        ability.add(led)
        builtins.open = io.open = self._led(io.open, 1)

    def _led(self, before: Callable[..., Any], count: int) -> Callable[..., Any]:
        @functools.wraps(before)
        def led(*arguments: Any, **named: Any) -> Any:
            return before(*map(self.place, arguments[:count]), *arguments[count:], **named)

        return led


def _is_there(path: str) -> bool:
    try:
        _lstat(path)
    except (OSError, ValueError):
        return False
    return True
