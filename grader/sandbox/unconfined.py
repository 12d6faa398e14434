"""No protection at all, for notebooks that one trusts; only when asked for by name."""

from __future__ import annotations

import subprocess

from grader.sandbox import Program, confinement


class Unconfined:
    name = "none"
    promise = "NO protection: the notebook ran with all rights of the person who graded it"
    private = False

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        program.home.mkdir(parents=True, exist_ok=True)
        return subprocess.Popen(
            confinement.command(program, locked=False, beside=confinement.own_threads()),
            env=dict(program.environment),
            cwd=program.home,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
