"""Arrays in `.npy` files, of one type and a known shape: the header is read, and nothing is allocated for what it says.

`np.load` is not used on them: a file of another kind in their place would be opened as an archive, and a header names
any type and any shape it likes.
"""

from __future__ import annotations

import os
import stat
import warnings
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

IDS, WEIGHTS = np.dtype("<i4"), np.dtype("<f4")
LONGEST_HEADER = 4_096  # bytes; one of four axes has 118


class Unsound(Exception):
    """A file that does not hold what it should; the sentence's end says which and how."""


def mapped(path: Path, kind: np.dtype[Any], shape: tuple[int, ...]) -> Any:
    """The numbers of a file, mapped and not to be written. Raises `Unsound` for any other type, shape or length."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as fault:
        raise Unsound(f"{path.name} can't be opened ({fault.strerror})") from None
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Unsound(f"{path.name} is no file")
        length = os.fstat(descriptor).st_size
        try:
            version = np.lib.format.read_magic(file)
            if version != (1, 0):
                raise ValueError(f"version {version} of the format")
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # a header of Python 2 is none of ours
                found, is_turned, kind_found = np.lib.format.read_array_header_1_0(file, max_header_size=LONGEST_HEADER)
        except Exception as fault:  # noqa: BLE001  # the header is Python text, and its reader fails in many ways
            raise Unsound(f"{path.name} is no array ({type(fault).__name__})") from None
        if kind_found != kind or is_turned:
            raise Unsound(f"{path.name} holds {str(kind_found)[:40]} where {kind} should be")
        begin = file.tell()
        if found != shape or length - begin != kind.itemsize * prod(shape):
            raise Unsound(f"{path.name} does not have the shape {shape} that the record gives it")
        if not prod(shape):
            return np.zeros(shape, kind)
        return np.memmap(file, dtype=kind, mode="r", offset=begin, shape=shape)
