"""The client's process: `python -m grader.execution FOLDER OUTBOX`, one for each submission.

A process of its own, because a kernel's messages are hostile input: whatever they manage to do to their reader, they do
to this process, which knows one submission, and not to the grader.
"""

from __future__ import annotations

import asyncio
import os
import resource
import sys
import threading
from pathlib import Path
from typing import Any

import msgspec

from grader.boundary.wire import RunEnded
from grader.execution.client import Client, Transcript
from grader.execution.environment import absolute_roots, lay_out
from grader.execution.job import Job, Places
from grader.execution.kernel import SandboxKernelManager, WarySession
from grader.execution.messages import OutputLimit, Violation
from grader.model.evidence import RunEnd
from grader.sandbox import Program, Sandbox, environment
from grader.sandbox.choose import choose
from grader.sandbox.family import bind_family
from grader.sandbox.watch import end_descendants

MOST_MEMORY = 4 << 30  # address space of this process: messages are bounded, their sum is too
KEPT_LOG = 64 << 10  # bytes of what the kernel wrote behind Jupyter's back


def program(job: Job, places: Places, sandbox: Sandbox) -> Program:
    """The kernel as a program for the sandbox; also lays out what it finds inside."""
    connection = places.sockets / "kernel.json"
    lay_out(job, places, connection, private=sandbox.private)
    return Program(
        argv=(sys.executable, "-I", str(places.inside / "launch.py"), str(places.inside / "job.json")),
        environment=tuple(environment.variables(places.home).items()),
        readable=(places.inside,),
        writable=(places.outbox,),
        sockets=(places.sockets,),
        home=places.home,
        scratch=absolute_roots(job.supplies),
        limits=job.limits,
    )


def drain(reader: int, log: Path) -> None:
    """Keeps the head of the kernel's raw output; a flood must neither block it nor fill the disk."""
    kept = 0
    with log.open("wb") as file:
        while block := os.read(reader, 65536):
            file.write(block[: KEPT_LOG - kept])
            file.flush()
            kept = min(KEPT_LOG, kept + len(block))


def _forget(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What nbclient's abandoned tasks end with is known by then: `WarySession` keeps it."""
    if not isinstance(context.get("exception"), (Violation, OutputLimit)):
        loop.default_exception_handler(context)


async def run(job: Job, places: Places, output: int) -> RunEnded:
    transcript = Transcript(places.transcript)
    manager: Any = SandboxKernelManager(
        transport="ipc", ip=str(places.sockets / "s"), connection_file=str(places.sockets / "kernel.json")
    )
    manager.session = session = WarySession(parent=manager)
    session.limits = job.limits
    sandbox = choose(job.sandbox)
    manager.sandbox, manager.program, manager.output = sandbox, program(job, places, sandbox), output
    client = Client(job, manager, session, transcript)
    asyncio.get_running_loop().set_exception_handler(_forget)
    try:
        await client.async_start_new_kernel()
        await client.async_start_new_kernel_client()
        ended = await client.run()
    except Exception as fault:  # noqa: BLE001  # whatever it was, the grader must hear of it in a sentence
        ended = RunEnded(end=RunEnd.MACHINERY, reason=f"The notebook's kernel could not be started: {fault}")
    transcript.write(ended)
    return ended


def main() -> None:
    places = Places(Path(sys.argv[1]), Path(sys.argv[2]))
    # Not for good: the notebook's process starts from here and has other limits.
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    job = msgspec.json.decode(places.job.read_bytes(), type=Job)
    reader, writer = os.pipe()
    threading.Thread(target=drain, args=(reader, places.raw), daemon=True).start()
    bind_family()
    asyncio.run(run(job, places, writer))
    # The evidence is out. Waiting for TensorFlow's orderly end would cost seconds.
    end_descendants(os.getpid())
    os._exit(0)


if __name__ == "__main__":
    main()
