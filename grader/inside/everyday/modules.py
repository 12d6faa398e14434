"""Modules that are not installed, answered by the stubs of the table; asked last, so that a real one comes first."""

from __future__ import annotations

import importlib
import sys
from importlib.abc import Loader
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from everyday.table import STUBS
from everyday.telling import tell


def install(_shell: Any) -> None:
    sys.meta_path.append(_Finder())


class _Finder:
    """Finds `google.colab` below Google's namespace package, which stays what it is: protobuf lives there too."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name in STUBS:
            return ModuleSpec(name, _Loader(importlib.import_module(f"everyday.stubs.{STUBS[name]}")), is_package=True)
        parent, _, last = name.rpartition(".")
        inside = getattr(sys.modules.get(parent), last, None) if parent.split(".")[0] in _ROOTS else None
        return ModuleSpec(name, _Loader(inside)) if isinstance(inside, ModuleType) else None


_ROOTS = {name.split(".")[0] for name in STUBS}


class _Loader(Loader):
    """A module of the asked name with what the stub holds."""

    def __init__(self, stub: ModuleType) -> None:
        self._stub = stub

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update({name: value for name, value in vars(self._stub).items() if not name.startswith("__")})
        tell(module.__name__, f"The module {module.__name__} is not here; a stand-in does what can be done without it.")
