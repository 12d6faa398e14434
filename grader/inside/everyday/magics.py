"""Lines that begin with `%` or `!`: those that other places have, and those that are answered on the PATH."""

from __future__ import annotations

import functools
import os
import re
from typing import Any

from everyday.table import COMMANDS, MAGICS
from everyday.telling import tell
from helping.stand_ins import put_on_path


def install(shell: Any) -> None:
    os.environ.update(PIP_NO_INDEX="1", PIP_DISABLE_PIP_VERSION_CHECK="1")  # for `sys.executable -m pip`
    put_on_path("everyday", COMMANDS)
    for name in MAGICS:
        shell.register_magic_function(_magic(shell, name), "line", name)
    shell.register_magic_function(_shell_cell(shell), "cell", "shell")
    original = shell.find_line_magic("matplotlib")
    shell.register_magic_function(_matplotlib(original), "line", "matplotlib")
    extensions = shell.extension_manager.load_extension
    shell.extension_manager.load_extension = _extension(extensions)
    for name in ("system", "getoutput"):
        setattr(shell, name, _told(getattr(shell, name)))


def _magic(shell: Any, name: str) -> Any:
    def magic(line: str) -> None:
        tell(f"%{name}", f"%{name}: {MAGICS[name]}.")
        if name == "tensorflow_version":
            print("TensorFlow 2.x selected.")
        elif name in ("shell", "pip", "conda"):
            shell.system(line if name == "shell" else f"{name} {line}")

    magic.__name__ = name
    return magic


def _shell_cell(shell: Any) -> Any:
    def cell(line: str, body: str) -> None:
        tell("%%shell", "%%shell ran as commands of the shell.")
        shell.system(body)

    return cell


def _matplotlib(original: Any) -> Any:
    """Any backend is the inline one: there is no window, and none of the notebook's front end."""

    @functools.wraps(original)
    def matplotlib(line: str) -> Any:
        wanted = line.split()
        if wanted and not wanted[0].startswith("-") and wanted[0] != "inline":
            tell(f"%matplotlib {wanted[0]}", f"%matplotlib {wanted[0]} was taken for %matplotlib inline.")
            line = "inline"
        return original(line)

    return matplotlib


def _extension(original: Any) -> Any:
    def load_extension(module: str) -> Any:
        try:
            return original(module)
        except ModuleNotFoundError:
            tell(f"%load_ext {module}", f"The extension {module} is not here, and was left out.")
            return "not here"

    return load_extension


def _told(original: Any) -> Any:
    @functools.wraps(original)
    def run(command: str, *args: Any, **kwargs: Any) -> Any:
        for part in re.split(r"[;&|\n]+", command):
            words = [word for word in part.split() if word != "sudo"]
            name = os.path.basename(words[0]) if words else ""
            if name in COMMANDS:
                tell(f"!{' '.join(words)}"[:80], f"{name} {COMMANDS[name]}.")
        return original(command, *args, **kwargs)

    return run
