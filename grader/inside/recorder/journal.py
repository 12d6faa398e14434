"""The journal: one JSON object a line, flushed at each event, so that a crash loses nothing that had happened."""

from __future__ import annotations

import contextlib
import json
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# Bounds of what is written, so that an endless loop of a notebook's does not become an endless journal. The host has
# bounds of its own.
MOST_EVENTS = 40_000
LONGEST_TEXT = 2_000
HANDLES_OF_A_LIFE = 1_000_000  # so that no two kernels of a notebook give the same number to two things


class Journal:
    """Where all hooks write to, and the little that they share."""

    def __init__(self, outbox: Path, *, life: int = 0, origin: float = 0.0) -> None:
        """`life` is how many kernels this notebook had before, and `origin` the seconds that went by with them."""
        self.outbox = outbox
        (outbox / "arrays").mkdir(exist_ok=True)
        (outbox / "images").mkdir(exist_ok=True)
        self.cell = -1
        self.depth = 0
        self.busy = 0
        """Above 0 while `fit`, `predict` or a model's call is under way: what happens in it belongs to it."""
        self.fits_ended = 0
        self.calls: Any = None
        """Bounds and notes the calls of models, see `recorder.calls`."""
        self.hand: Any = None
        """The training by hand that is under way, see `recorder.by_hand`."""
        self.budget: Any = None
        """How long training may take, see `recorder.budget`; None where it may take as long as it likes."""
        self.keeper: Any = None
        """Keeps the weights of trained models, see `recorder.weights`."""
        self.sheet: Any = None
        """The training step that is being looked at, see `recorder.sheet`; None while there is none."""
        self.traced: list[Any] = []
        """Layers met while functions were traced that may be part of a step later."""
        self.learnt: dict[int, dict[str, Any]] = {}
        """By a model's handle, what a training told about it: the graph, output shapes, optimizer and loss."""
        name = f"journal-{life}.jsonl" if life else "journal.jsonl"
        self._file = (outbox / name).open("a", encoding="utf-8")
        self._began = time.monotonic() - origin
        self._events = 0
        self._handles = life * HANDLES_OF_A_LIFE
        self._seen: dict[int, tuple[Any, int]] = {}

    def write(self, kind: str, **fields: Any) -> None:
        self._events += 1
        if self._events > MOST_EVENTS and kind != "cell":
            return
        event = {"kind": kind, "cell": self.cell, "at": self.now(), **fields}
        self._file.write(json.dumps(finite(event), ensure_ascii=True, allow_nan=False) + "\n")
        self._file.flush()

    def now(self) -> float:
        return round(time.monotonic() - self._began, 3)

    def close(self) -> None:
        self._file.close()

    def quietly(self, action: Callable[[], Any]) -> Any:
        """Runs a hook; its own fault is noted and kept from the student's code."""
        try:
            return action()
        except Exception as fault:
            # Nor may it hear of a journal that can't be written: closed by the notebook, or on a full disk.
            with contextlib.suppress(Exception):
                self.write("note", text=f"{type(fault).__name__}: {fault}"[:LONGEST_TEXT])
            return None

    def handle(self, thing: Any) -> int:
        """A number for an object's identity within this run.

        The object is kept alive: a number must never come to mean another object that reuses the address.
        """
        known = self._seen.get(id(thing))
        if known is None:
            self._handles += 1
            known = self._seen[id(thing)] = (thing, self._handles)
        return known[1]


def finite(value: Any) -> Any:
    """The same value as JSON can hold it: NaN and infinities become null, foreign scalars become Python's."""
    if isinstance(value, dict):
        return {str(key): finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [finite(item) for item in value]
    if isinstance(value, bool | str) or value is None:
        return value
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    if hasattr(value, "item"):
        return finite(value.item())
    return str(value)[:LONGEST_TEXT]
