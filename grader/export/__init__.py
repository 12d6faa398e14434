"""A grade in the formats that other programs read, one small module a format."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from grader.export import grade_json
from grader.model.grade import Grade

EXPORTS: Mapping[str, Callable[[Grade], bytes]] = MappingProxyType({"json": grade_json.render})
"""By the name that `--export` takes."""
