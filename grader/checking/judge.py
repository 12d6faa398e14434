"""Starts the judge's child, takes its outcomes, and trusts neither its exit code nor its file alone.

The child is isolated from whatever a student handed in: isolated Python, a fixed configuration file, no plugin that is
not named, an empty working folder, no environment. A `conftest.py` in a submission is inert, for nothing of the
submission is on any path that pytest looks at.

A check that hangs, or takes the child with it, is found by what it left behind, and the child is started again without
it. So one broken check costs its own points' judgement and no other's.
"""

from __future__ import annotations

import os
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from grader.checking import child, lines
from grader.errors import MachineryError
from grader.model.assignment import Assignment
from grader.model.grade import Cause, CheckSpec, Outcome, Status

SECONDS = 120  # for all checks of one submission; they take about two
CHECK_SECONDS = 60  # for one, with the roles that it is the first to ask for
MOST_BROKEN = 5  # checks that may end the child, before the rest is left to a person
FINISHED = (0, 1)  # pytest's exit codes for "all passed" and "some failed"
NOTHING_LEFT = 5  # where what is left are checks that pytest does not find


def judge(assignment: Assignment, specs: tuple[CheckSpec, ...], evidence: Path) -> tuple[Outcome, ...]:
    """One outcome for each check of the catalogue, in its order.

    A check that the child did not report is ungradable: it is never taken for passed, nor charged to the student.
    Raises `MachineryError` where the child as a whole failed.
    """
    judging = Judging(assignment=assignment, specs=specs, evidence=evidence)
    while not judging.over:
        with tempfile.TemporaryDirectory(prefix="judge-", ignore_cleanup_errors=True) as root:
            empty, outcomes, log = Path(root) / "empty", Path(root) / "outcomes.jsonl", Path(root) / "said.txt"
            empty.mkdir()
            code = child.run(
                [sys.executable, "-I", "-m", "pytest", *judging.arguments(outcomes)],
                folder=empty,
                environment=environment(),
                stdin=b"",
                log=log,
                seconds=SECONDS,
            )
            judging.heard(lines.read(outcomes), code, log)
    return judging.outcomes()


def environment() -> dict[str, str]:
    """Little enough of the environment that no option, plugin or path of somebody else's comes in by it."""
    kept = {name: os.environ[name] for name in ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE") if name in os.environ}
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", **kept}


@dataclass(kw_only=True)
class Judging:
    """The judging of one submission, over as many children as it takes."""

    assignment: Assignment
    specs: tuple[CheckSpec, ...]
    evidence: Path
    over: bool = False
    _settled: dict[str, Outcome] = field(default_factory=dict)
    _broken: dict[str, str] = field(default_factory=dict)
    """Checks that ended a child, and how."""

    def arguments(self, outcomes: Path) -> tuple[str, ...]:
        """What pytest is told, so that nothing but the assignment's own folder has a say in how its checks run."""
        folder = str(self.assignment.folder)
        checks = self.assignment.folder.parent
        pinned = ("-c", str(checks / "pytest.ini"), "--rootdir", str(checks), "--confcutdir", folder)
        quiet = ("-p", "no:cacheprovider", "-q", "--show-capture=no")
        paths = ("--evidence", str(self.evidence.resolve()), "--outcomes", str(outcomes))
        without = (f"--without={name}" for name in (*self._settled, *self._broken))
        return (*pinned, *quiet, *paths, "--check-seconds", str(CHECK_SECONDS), *without, folder)

    def heard(self, told: lines.Told, code: int, log: Path) -> None:
        """Takes what a child said, given how it ended; raises `MachineryError` where no check is to blame for that."""
        unknown = sorted({*told.began, *told.outcomes} - {spec.id for spec in self.specs})
        if unknown:
            raise MachineryError(f"Checks were reported that nobody declared: {', '.join(unknown)}.")
        if not told.began:
            self.over = bool(self._broken) and code == NOTHING_LEFT
            if not self.over:
                raise self._failed(code, log)
            return
        if not told.disorder and not told.unsettled and code in FINISHED:
            self._settled |= told.outcomes
            self.over = True
            return
        # Also a death after the outcome was written: what the check left behind, such as a thread, will have done it.
        self._settled |= told.without_last()
        culprit = told.began[-1]
        self._broken[culprit] = "wrote outcomes of its own" if told.disorder else child.ending(code, CHECK_SECONDS)
        left = {spec.id for spec in self.specs} - self._settled.keys() - self._broken.keys()
        self.over = not left or len(self._broken) == MOST_BROKEN

    def outcomes(self) -> tuple[Outcome, ...]:
        return tuple(self._outcome(spec) for spec in self.specs)

    def _outcome(self, spec: CheckSpec) -> Outcome:
        outcome = self._settled.get(spec.id)
        if outcome is not None and outcome.points == spec.points:
            return outcome
        if spec.id in self._broken:
            found = "The check itself did not come to its end"
            teacher = f"{spec.id} {self._broken[spec.id]}."
        elif len(self._broken) == MOST_BROKEN:
            found = "The check was not run, for others broke"
            teacher = f"Not run after {MOST_BROKEN} others: {', '.join(self._broken)}."
        else:
            found, teacher = "The check did not report", f"{spec.id} did not report."
        return Outcome(
            id=spec.id,
            points=spec.points,
            status=Status.UNGRADABLE,
            cause=Cause.GRADER,
            looked_for=spec.looked_for,
            found=f"{found}; this is the grader's fault, and a person will look at it.",
            advice=spec.advice,
            rests_on=(),
            for_teacher=teacher,
        )

    def _failed(self, code: int, log: Path) -> MachineryError:
        if code == child.OUT_OF_TIME:
            return MachineryError(
                f"The checks of {self.assignment.name} did not end within {SECONDS} seconds.",
                "Look for a check file that hangs while it is imported.",
            )
        said = log.read_text(errors="replace").strip()[-600:]
        return MachineryError(
            f"The checks of {self.assignment.name} could not be run (pytest's exit code {code}): {said}",
            f"Run them by hand: pytest {self.assignment.folder} --evidence {self.evidence}",
        )
