"""Each sandbox: is it here, does it work when it is tried, what does it promise."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import MachineryError
from grader.model.assignment import Limits
from grader.model.doctor import SandboxReport, State, Tried
from grader.sandbox import Program, Sandbox, confinement, environment, seccomp
from grader.sandbox.choose import PROTECTING
from grader.sandbox.landlock import NEEDED

MEANT = ("write into its own folder", "leave evidence")
"""What a notebook may do; the rest of what is tried must fail."""
LONGEST = 60  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    keeps: tuple[str, ...]
    leaves: tuple[str, ...]


_KERNEL = "unknown holes in the Linux kernel: keep the system up to date"
_PROMISES = {
    "bubblewrap": _Words(
        keeps=(
            "your files, the checks and other submissions: in there they do not exist",
            "the network, other programs, the terminal: none of them can be reached",
            "the system and Python: they can be read, not changed",
            "processes left behind: they end with the notebook",
        ),
        leaves=(_KERNEL,),
    ),
    "landlock": _Words(
        keeps=(
            "your files, the checks and other submissions: none can be opened or changed",
            "the network, other programs, the terminal: none of them can be reached",
            "the system and Python: they can be read, not changed",
        ),
        leaves=(
            "whether a file exists, how large and how old it is: that can be asked about any path",
            "folders such as /content: Python finds others in their place, programs that it starts do not",
            "disk space: it is watched, not set aside",
            _KERNEL,
        ),
    ),
    "container": _Words(
        keeps=(
            "your files, the checks and other submissions: in there they do not exist",
            "the network, other programs, the terminal: none of them can be reached",
            "memory and number of processes: the kernel itself holds them to the limit",
        ),
        leaves=("holes in the engine, which often runs with all rights of the machine", _KERNEL),
    ),
    "none": _Words(keeps=(), leaves=("everything: a notebook can do all that you can do",)),
}


def examine() -> tuple[SandboxReport, ...]:
    """All of them, the best first."""
    reports: list[SandboxReport] = []
    for name, find in PROTECTING.items():
        reports.append(_report(name, find, first=not any(report.automatic for report in reports)))
    words = _PROMISES["none"]
    why = "It is taken only when it is asked for by name: --sandbox none"
    return (*reports, SandboxReport(name="none", state=State.POOR, why=why, keeps=words.keeps, leaves=words.leaves))


def _report(name: str, find: Callable[[], Sandbox], *, first: bool) -> SandboxReport:
    words = _PROMISES[name]
    try:
        sandbox = find()
        began = time.monotonic()
        tried = _try(sandbox)
        seconds = time.monotonic() - began
    except MachineryError as error:
        return SandboxReport(
            name=name, state=State.BAD, why=error.message, how=error.tip, keeps=words.keeps, leaves=words.leaves
        )
    works = all(each.right for each in tried)
    lacking, how = _lacking(name)
    return SandboxReport(
        name=name,
        state=State.BAD if not works else State.POOR if lacking else State.GOOD,
        automatic=works and first,
        why="A trial in it went otherwise than it should: do not use it." if not works else lacking,
        how="Report this, with the output of this command: docs/security.md" if not works else how,
        keeps=words.keeps,
        leaves=words.leaves,
        tried=tried,
        seconds=seconds,
    )


def _lacking(name: str) -> tuple[str, str]:
    """What a sandbox that works does without, and how to get it."""
    if name == "landlock":
        return "", ""
    try:
        seccomp.library()
    except seccomp.Missing:
        return "System calls are not filtered, for libseccomp is missing.", "sudo apt-get install libseccomp2"
    if name == "bubblewrap" and confinement.landlock_version() < 1:
        return (
            "Folders that it shares with the grader are not restricted, for this kernel has no Landlock.",
            f"Linux 6.12 or later has it (version {NEEDED} of Landlock); see: uname -r",
        )
    return "", ""


def _try(sandbox: Sandbox) -> tuple[Tried, ...]:
    """Runs `grader/inside/trial.py` in it. Raises `MachineryError` where that gives no answer."""
    with tempfile.TemporaryDirectory(prefix="doctor-", ignore_cleanup_errors=True) as root:
        folder = Path(root)
        for name in ("in", "out", "yours"):
            (folder / name).mkdir(mode=0o700)
        (folder / "yours" / "secret.txt").write_text("secret")
        (folder / "in" / "trial.py").write_text((environment.INSIDE / "trial.py").read_text(encoding="utf-8"))
        with socket.create_server(("127.0.0.1", 0)) as server, socket.socket(socket.AF_UNIX) as other:
            other.bind(str(folder / "yours" / "other"))
            other.listen()
            facts = {
                "outbox": str(folder / "out"),
                "secret": str(folder / "yours" / "secret.txt"),
                "port": server.getsockname()[1],
                "socket": str(folder / "yours" / "other"),
                "process": os.getpid(),
            }
            (folder / "in" / "facts.json").write_text(json.dumps(facts))
            said = _run(sandbox, folder)
        return _answers(sandbox, folder / "out" / "answers.json", said)


def _run(sandbox: Sandbox, folder: Path) -> str:
    program = Program(
        argv=(sys.executable, "-I", str(folder / "in" / "trial.py"), str(folder / "in" / "facts.json")),
        environment=(("PATH", "/usr/bin:/bin"), ("HOME", str(folder / "home"))),
        readable=(folder / "in",),
        writable=(folder / "out",),
        home=folder / "home",
        limits=Limits(),
    )
    with (folder / "said.txt").open("wb") as output:
        process = sandbox.start(program, output.fileno())
        try:
            process.wait(LONGEST)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    return (folder / "said.txt").read_text(errors="replace").strip()[-300:]


def _answers(sandbox: Sandbox, path: Path, said: str) -> tuple[Tried, ...]:
    try:
        answers = json.loads(path.read_text())
    except (OSError, ValueError):
        raise MachineryError(
            f"A trial in {sandbox.name} gave no answer: {said or 'it said nothing'}",
            "Report this, with the output of this command: docs/security.md",
        ) from None
    return tuple(
        Tried(what=what, succeeded=succeeded is True, meant_to=what in MEANT) for what, succeeded in answers.items()
    )
