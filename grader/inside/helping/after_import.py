"""Looks after a module once the notebook has imported it: nothing is imported for its own sake."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

_waiting: dict[str, list[Callable[[Any], None]]] = {}


def after(name: str, action: Callable[[Any], None]) -> None:
    """Calls the action with the module, now where it is loaded already, else when it will be."""
    if name in sys.modules:
        action(sys.modules[name])
        return
    if not _waiting:
        sys.meta_path.insert(0, _Watcher())
    _waiting.setdefault(name, []).append(action)


class _Watcher:
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        actions = _waiting.pop(name, None)
        if actions is None:
            return None
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            _waiting[name] = actions
            return None
        spec.loader = _Then(spec.loader, actions)  # type: ignore[assignment]  # it does what a loader must
        return spec


class _Then:
    def __init__(self, loader: Any, actions: list[Callable[[Any], None]]) -> None:
        self._loader, self._actions = loader, actions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> Any:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        for action in self._actions:
            action(module)
