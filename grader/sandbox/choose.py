"""Which sandbox a run gets: the best that this machine has, or the one that was asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.errors import UsageError
from grader.sandbox import Sandbox
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.unconfined import Unconfined

BACKENDS: Mapping[str, Callable[[], Sandbox]] = {"bubblewrap": Bubblewrap.find, "none": Unconfined}

AUTOMATIC = "auto"


def choose(name: str) -> Sandbox:
    """Raises `MachineryError` where it can't be had, `UsageError` for a name that nobody knows.

    The automatic choice never falls back on `none`: running a stranger's code unprotected is a person's decision.
    """
    if name == AUTOMATIC:
        return Bubblewrap.find()
    if name not in BACKENDS:
        raise UsageError(f"There is no sandbox called {name!r}.", f"Choose one of: {AUTOMATIC}, {', '.join(BACKENDS)}")
    return BACKENDS[name]()
