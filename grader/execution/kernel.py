"""A Jupyter kernel in a sandbox, by jupyter_client's own seam, with sockets that don't trust their peer."""

from __future__ import annotations

import os
import socket
import stat
import time
from collections.abc import Callable
from hmac import compare_digest
from typing import Any

import zmq
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.connect import channel_socket_types
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from jupyter_client.session import Session

from grader.execution import messages
from grader.execution.messages import OutputLimit, Violation
from grader.model.assignment import Limits
from grader.sandbox import Program, Sandbox

LARGEST_MESSAGE = 32 << 20
SOCKET_WAIT = 90.0  # seconds until a starting kernel has bound its sockets; TensorFlow's import is among them


class WarySession(Session):
    """Counts all that comes in on any channel, checks who signed it, and reads no more of it than is used."""

    limits = Limits()
    fault: Violation | OutputLimit | None = None
    """The first reason not to go on, for those who wait for a message that will never come."""
    _count = _bytes = 0

    def clone(self) -> WarySession:
        """Itself: its counts are of all channels together."""
        return self

    def feed_identities(self, msg_list: Any, copy: bool = True) -> Any:
        try:
            return super().feed_identities(msg_list, copy)
        except Exception:  # noqa: BLE001  # likewise
            raise self._broken(Violation("a message without a beginning")) from None

    def deserialize(self, msg_list: Any, content: bool = True, copy: bool = True) -> Any:
        self._count += 1
        self._bytes += sum(len(frame) for frame in msg_list)
        if self._bytes > self.limits.output_mb << 20:
            raise self._broken(OutputLimit(f"The notebook showed more than {self.limits.output_mb} MB of output."))
        if self._count > self.limits.messages:
            raise self._broken(OutputLimit(f"The notebook's kernel sent more than {self.limits.messages:,} messages."))
        if len(msg_list) < 5:
            raise self._broken(Violation("a message without a header or content"))
        signature, *frames = msg_list
        if not compare_digest(signature, self.sign(frames[:4])):
            raise self._broken(Violation("a message with a wrong signature"))
        try:
            return messages.read(frames[:4])
        except Violation as fault:
            raise self._broken(fault) from None

    def _broken(self, fault: Violation | OutputLimit) -> Violation | OutputLimit:
        self.fault = self.fault or fault
        return fault


class WarySockets:
    """Sockets of bounded appetite that connect once, and only to a socket."""

    monitors: dict[str, Any]

    def _create_connected_socket(self, channel: str, identity: bytes | None = None) -> Any:
        url: str = self._make_url(channel)  # type: ignore[attr-defined]  # a mix-in of jupyter_client's ConnectionFileMixin
        _await_socket(url.removeprefix("ipc://"), self._is_running)
        socket = self.context.socket(channel_socket_types[channel])  # type: ignore[attr-defined]  # likewise
        socket.linger = 0
        if identity:
            socket.identity = identity
        socket.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        socket.setsockopt(zmq.RCVHWM, 16)
        socket.setsockopt(zmq.RECONNECT_IVL, -1)
        if channel in ("iopub", "shell"):
            # An over-long message cuts a channel off silently: without a monitor every later cell looks fine and mute.
            monitors = self.__dict__.setdefault("monitors", {})
            monitors[channel] = socket.get_monitor_socket(zmq.EVENT_DISCONNECTED | zmq.EVENT_CLOSED)
        socket.connect(url)
        return socket

    def _is_running(self) -> bool:
        manager: Any = self if isinstance(self, SandboxKernelManager) else self.parent  # type: ignore[attr-defined]
        return bool(manager.is_running())

    def dropped(self) -> list[str]:
        """The channels whose peer was cut off."""
        monitors = self.__dict__.get("monitors", {})
        return [name for name, monitor in monitors.items() if monitor.getsockopt(zmq.EVENTS) & zmq.POLLIN]


def _await_socket(path: str, is_running: Callable[[], bool]) -> None:
    """Waits until `path` is a socket that listens; refuses links and files that the sandbox may have put there instead.

    A socket is there a moment before it listens, and a channel that came in between would be refused once and for all:
    it connects only once. One kernel in twenty was lost to that on a busy machine. Raises `RuntimeError` where the
    process that was to make it has ended.
    """
    deadline = time.monotonic() + SOCKET_WAIT
    while time.monotonic() < deadline:
        try:
            if not stat.S_ISSOCK(os.lstat(path).st_mode):
                raise Violation("something else in the place of its socket")
            if _listens(path):
                return
        except FileNotFoundError:
            pass  # not there yet
        if not is_running():
            raise RuntimeError("its process ended while it was starting")
        time.sleep(0.01)
    raise TimeoutError(f"it opened no socket within {SOCKET_WAIT:.0f} seconds")


def _listens(path: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.setblocking(False)
        try:
            probe.connect(path)
        except BlockingIOError:  # it does, and has more guests than it has asked in
            return True
        except OSError:
            return False
    return True


class WaryClient(WarySockets, AsyncKernelClient):
    def start_channels(
        self, shell: bool = True, iopub: bool = True, stdin: bool = False, hb: bool = False, control: bool = True
    ) -> None:
        """Three of the five: nobody asks us anything, and a heartbeat tells less than the process does.

        jupyter_client makes the socket of the heartbeat by itself, without a bound, and connects it again and again.
        """
        super().start_channels(shell, iopub, stdin, hb, control)

    def ask_to_interrupt(self) -> None:
        """By the channel that is open since before the first cell; a new one would trust what lies there now."""
        self.control_channel.send(self.session.msg("interrupt_request"))


class SandboxProvisioner(LocalProvisioner):
    """Starts the kernel's process through the sandbox's seam instead of by a command of its own."""

    sandbox: Sandbox
    program: Program
    output: int

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        self.process: Any = self.sandbox.start(self.program, self.output)
        self.pid = self.process.pid
        self.pgid = os.getpgid(self.pid)
        return self.connection_info

    async def terminate(self, restart: bool = False) -> None:
        await self.kill(restart)


class SandboxKernelManager(WarySockets, AsyncKernelManager):
    """Manages one kernel, always the grader's own: what the notebook's kernelspec names is never looked up."""

    sandbox: Sandbox
    program: Program
    output: int

    @property
    def kernel_spec(self) -> KernelSpec:
        # The kernel is asked to interrupt itself by a message: a signal would have to cross the process namespace.
        return KernelSpec(argv=[], display_name="Python", language="python", interrupt_mode="message")

    async def _async_pre_start_kernel(self, **kwargs: Any) -> Any:
        if self.provisioner is None:
            provisioner = SandboxProvisioner(kernel_id="0", kernel_spec=self.kernel_spec, parent=self)
            provisioner.sandbox, provisioner.program, provisioner.output = self.sandbox, self.program, self.output
            self.provisioner = provisioner
        return await super()._async_pre_start_kernel(**kwargs)

    pre_start_kernel = _async_pre_start_kernel

    def client(self, **kwargs: Any) -> WaryClient:  # type: ignore[override]  # as AsyncKernelManager itself does
        settings = {"config": self.config, **self.get_connection_info(session=True), **kwargs}
        return WaryClient(connection_file=self.connection_file, parent=self, **settings)

    def kill_now(self) -> None:
        """Kills the kernel's process without asking it anything."""
        if self.is_running():
            self._process().kill()

    @property
    def exit_status(self) -> int | None:
        """As `subprocess` gives it; by way of bubblewrap 128 and the signal's number where a signal ended it."""
        return None if self._process() is None else self._process().poll()

    def is_running(self) -> bool:
        return self._process() is not None and self._process().poll() is None

    def _process(self) -> Any:
        return getattr(self.provisioner, "process", None)
