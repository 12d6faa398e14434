"""Commands of a shell that would install something or ask the machine: run as `main(name, arguments)`."""

from __future__ import annotations

import os
import re
import sys
from importlib import metadata

NO_GPU = (
    "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. "
    "Make sure that the latest NVIDIA driver is installed and running."
)
OFFLINE = "Nothing can be installed here: there is no network."


def main(name: str, arguments: list[str]) -> int:
    if name in ("python", "python3"):
        if arguments[:2] == ["-m", "pip"]:
            return _pip(arguments[2:])
        os.execv(sys.executable, [sys.executable, *arguments])
    if name == "sudo":
        command = [argument for argument in arguments if not argument.startswith("-")]
        return 0 if not command else os.waitstatus_to_exitcode(os.spawnvp(os.P_WAIT, command[0], command) << 8)
    if name in ("pip", "pip3"):
        return _pip(arguments)
    if name == "nvidia-smi":
        print(NO_GPU)
        return 9
    print(OFFLINE)
    return 0 if arguments[:1] in (["update"], ["upgrade"]) else 100


def _pip(arguments: list[str]) -> int:
    if arguments[:1] == ["install"]:
        return _install(arguments[1:])
    if arguments[:1] in (["list"], ["freeze"]):
        for each in sorted(metadata.distributions(), key=lambda found: found.metadata["Name"].casefold()):
            print(f"{each.metadata['Name']}=={each.version}")
        return 0
    if arguments[:1] == ["show"]:
        for wanted in arguments[1:]:
            print(f"Name: {wanted}\nVersion: {_version(wanted) or 'not installed'}")
        return 0
    print(OFFLINE)
    return 0 if "uninstall" in arguments else 1


def _install(arguments: list[str]) -> int:
    missing = 0
    for wanted in arguments:
        found = re.match(r"[A-Za-z0-9][\w.-]*", wanted)
        if found is None or "://" in wanted or os.path.exists(wanted):
            continue
        version = _version(found[0])
        if version:
            print(f"Requirement already satisfied: {wanted} ({version})")
        else:
            missing += 1
            print(f"ERROR: {wanted} is not installed here, and there is no network to fetch it from.")
    return min(1, missing)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return metadata.version("tensorflow-cpu") if name == "tensorflow" and _has("tensorflow-cpu") else ""


def _has(name: str) -> bool:
    return any(True for _ in metadata.distributions(name=name))
