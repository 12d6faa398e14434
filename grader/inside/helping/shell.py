"""Commands after `!` where no terminal can be opened for them: by a pipe, with the same output and result."""

from __future__ import annotations

import codecs
import os
import signal
import subprocess
import sys
from typing import Any

GRACE = 0.5  # seconds for a command to end after Ctrl-C


def without_terminals(module: Any) -> None:
    """`module` is ipykernel.zmqshell; it is left alone where a terminal can be had."""
    try:
        for descriptor in os.openpty():
            os.close(descriptor)
    except OSError:
        module.system = piped


def piped(command: str) -> int:
    """Runs a command and shows what it writes as it comes; gives its result as IPython does, signals below zero."""
    shell = os.environ.get("SHELL", "sh")
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    with subprocess.Popen(
        [shell, "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as process:
        assert process.stdout is not None
        try:
            while block := os.read(process.stdout.fileno(), 65536):
                print(decoder.decode(block), end="", flush=True)
        except KeyboardInterrupt:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(GRACE)
            except subprocess.TimeoutExpired:
                process.kill()
        code = process.wait()
    sys.stdout.flush()
    return -(code - 128) if code > 128 else code
