"""A container of Docker or Podman, by their command line, for servers that have one of them and no user namespaces.

Theory of operation. The engine makes namespaces and limits as bubblewrap and the watch do elsewhere: no network, a
read-only root from an image with Python and the libraries (`image/Dockerfile`), RAM file systems for scratch, and
memory, processes and processors capped by cgroups. `confine.py` is the last step here too, but for Landlock. The
command line is only a client: to kill it ends no container. So process 1 in there is a supervisor that ends, and all
others with it, when its standard input does; its other end is held by us and by nobody else. `kill` asks the engine
as well.

Tested against a stand-in for the engine only. On macOS and Windows an engine runs in a virtual machine, which Unix
sockets don't cross: there the whole grader runs in a container, with Landlock inside (`docs/security.md`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from grader.errors import MachineryError
from grader.sandbox import Program, confinement, filters

ENGINES = ("docker", "podman")
IMAGE = "notebook-grader"
PYTHON = "/usr/local/bin/python3"
"""In the image, in the place of the grader's own."""
MOST_FILES = 200_000
ANSWER = 30  # seconds for the engine to answer a question

FILE = "grader/sandbox/image/Dockerfile"
HOW_TO_INSTALL = "Install Docker or Podman and build the image"
HOW_TO_BUILD = f"Build it in the grader's folder with: {{engine}} build --file {FILE} --target sandbox --tag {IMAGE} ."
WHOLE = (
    "Run the whole grader in a container, with Landlock inside: "
    f"docker build --file {FILE} --tag notebook-grader-whole . && "
    'docker run --rm --network none --volume "$PWD:/work" notebook-grader-whole --sandbox landlock alice.ipynb'
)

# Process 1: starts the program, inherits what it leaves behind, and ends with it or when nobody holds its input.
SUPERVISOR = """
import os, subprocess, sys, threading
program = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)
threading.Thread(target=lambda: (sys.stdin.buffer.read(), os._exit(137)), daemon=True).start()
while True:
    ended, status = os.wait()
    if ended == program.pid:
        code = os.waitstatus_to_exitcode(status)
        os._exit(code if code >= 0 else 128 - code)
"""


class Contained(subprocess.Popen[bytes]):
    """The engine's client, which stands for the container."""

    def __init__(self, engine: str, name: str, arguments: list[str], output: int) -> None:
        self._engine, self._name = engine, name
        theirs, self._held = os.pipe()
        try:
            super().__init__(arguments, stdin=theirs, stdout=output, stderr=output, start_new_session=True)
        except OSError:
            self._let_go()
            raise
        finally:
            os.close(theirs)

    def poll(self) -> int | None:
        code = super().poll()
        if code is not None:
            self._let_go()
        return code

    def wait(self, timeout: float | None = None) -> int:
        code = super().wait(timeout)
        self._let_go()
        return code

    def kill(self) -> None:
        if self.poll() is not None:
            return
        self._let_go()
        _asked(self._engine, "kill", self._name)  # whatever it answers: the closed input ends the container as well
        super().kill()

    def _let_go(self) -> None:
        if self._held >= 0:
            os.close(self._held)
            self._held = -1


class Container:
    name = "container"
    promise = "no network, a read-only system of its own, private files and processes, memory capped by the kernel"
    private = True

    def __init__(self, engine: str) -> None:
        self._engine = engine
        self._filter = confinement.filter_of(filters.with_namespaces)

    @classmethod
    def find(cls) -> Container:
        """Raises `MachineryError` with what to do: no engine, one that does not answer, or no image."""
        if sys.platform != "linux":
            raise MachineryError("A container's sockets can't be reached from this system.", WHOLE)
        met: list[MachineryError] = []
        for name in ENGINES:
            engine = shutil.which(name)
            if engine is None:
                continue
            try:
                return cls._checked(name, engine)
            except MachineryError as error:
                met.append(error)
        if met:
            raise met[0]
        raise MachineryError("Neither Docker nor Podman is installed on this machine.", f"{HOW_TO_INSTALL}: {FILE}")

    @classmethod
    def _checked(cls, name: str, engine: str) -> Container:
        answered, said = _asked(engine, "version")
        if not answered:
            raise MachineryError(
                f"{name} is installed, but its engine does not answer: {said}",
                f"Start it, and see that you may use it: {name} version",
            )
        if not _asked(engine, "image", "inspect", IMAGE)[0]:
            raise MachineryError(f"{name} works, but has no image {IMAGE}.", HOW_TO_BUILD.format(engine=name))
        return cls(engine)

    def start(self, program: Program, output: int) -> subprocess.Popen[bytes]:
        name = f"notebook-{uuid.uuid4().hex[:12]}"
        return Contained(self._engine, name, list(self._command(program, name)), output)

    def _command(self, program: Program, name: str) -> Iterator[str]:
        limits = program.limits
        yield from (self._engine, "run", "--rm", "--interactive", "--name", name, "--hostname", "sandbox")
        yield from ("--network", "none", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
        yield from ("--pids-limit", str(limits.processes), "--ulimit", "core=0:0", "--log-driver", "none")
        # The same with swap as without: none.
        yield from ("--memory", f"{limits.memory_mb}m", "--memory-swap", f"{limits.memory_mb}m")
        yield from ("--cpus", str(os.cpu_count() or 1), "--shm-size", f"{limits.disk_mb}m")
        yield from ("--user", f"{os.getuid()}:{os.getgid()}")
        if os.path.basename(self._engine) == "podman":
            yield from ("--userns", "keep-id")
        for place in ("/tmp", *program.scratch, str(program.home)):
            yield from ("--tmpfs", f"{place}:rw,exec,mode=1777,size={limits.disk_mb}m,nr_inodes={MOST_FILES}")
        for shown in program.readable:
            yield from ("--volume", f"{shown}:{shown}:ro")
        for shared in (*program.writable, *program.sockets):
            yield from ("--volume", f"{shared}:{shared}")
        for variable, value in program.environment:
            yield from ("--env", f"{variable}={value}")
        yield from ("--workdir", str(program.home), "--entrypoint", PYTHON, IMAGE, "-I", "-S", "-c", SUPERVISOR)
        yield from confinement.command(_translated(program), filter=self._filter, python=PYTHON)


def _translated(program: Program) -> Program:
    """With the image's Python where the host's was named."""
    return replace(program, argv=tuple(PYTHON if word == sys.executable else word for word in program.argv))


def _asked(engine: str, *words: str) -> tuple[bool, str]:
    """Whether the engine's answer was a good one, and the end of what it said otherwise."""
    try:
        done: Any = subprocess.run(
            [engine, *words], capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=ANSWER, check=False
        )
    except subprocess.TimeoutExpired:
        return False, f"nothing for {ANSWER} seconds"
    except OSError as fault:
        return False, str(fault)
    said = (done.stderr or done.stdout).strip().splitlines()
    return done.returncode == 0, said[-1][-200:] if said else ""
