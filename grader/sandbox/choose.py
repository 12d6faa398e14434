"""Which sandbox a run gets: the best that this machine has, or the one that was asked for by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.errors import MachineryError, UsageError
from grader.sandbox import Sandbox
from grader.sandbox.bubblewrap import Bubblewrap
from grader.sandbox.container import Container
from grader.sandbox.landlock import Landlock
from grader.sandbox.unconfined import Unconfined

PROTECTING: Mapping[str, Callable[[], Sandbox]] = {
    Bubblewrap.name: Bubblewrap.find,
    Landlock.name: Landlock.find,
    Container.name: Container.find,
}
"""The best first."""
BACKENDS: Mapping[str, Callable[[], Sandbox]] = {**PROTECTING, Unconfined.name: Unconfined}

AUTOMATIC = "auto"
OTHERWISE = (
    "What else would do here: grade doctor. Or run without protection, for notebooks that you trust: --sandbox none"
)


def choose(name: str) -> Sandbox:
    """Raises `MachineryError` where it can't be had, `UsageError` for a name that nobody knows.

    The automatic choice never falls back on `none`: running a stranger's code unprotected is a person's decision.
    """
    if name != AUTOMATIC and name not in BACKENDS:
        raise UsageError(f"There is no sandbox called {name!r}.", f"Choose one of: {AUTOMATIC}, {', '.join(BACKENDS)}")
    if name != AUTOMATIC:
        try:
            return BACKENDS[name]()
        except MachineryError as error:
            raise MachineryError(error.message, f"{error.tip}. {OTHERWISE}") from None
    met: list[MachineryError] = []
    for find in PROTECTING.values():
        try:
            return find()
        except MachineryError as error:
            met.append(error)
    raise MachineryError(
        "Notebooks are run in a sandbox, and none works on this machine. " + " ".join(error.message for error in met),
        f"{met[0].tip}. {OTHERWISE}",
    )
