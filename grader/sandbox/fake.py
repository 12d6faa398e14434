"""A sandbox for tests: notes what it was asked to start and starts something harmless instead."""

from __future__ import annotations

import subprocess
import sys

from grader.sandbox import Program


class FakeSandbox:
    name = "fake"
    promise = "nothing, it is a test"
    private = True

    def __init__(self, code: str = "") -> None:
        self.started: list[Program] = []
        self._code = code

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        self.started.append(program)
        return subprocess.Popen([sys.executable, "-I", "-c", self._code], stdout=output, stderr=output)
