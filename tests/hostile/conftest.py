"""Hand-ins are no tests, whatever they are called."""

from __future__ import annotations

collect_ignore_glob = ["*/[A-Z][0-9][0-9]_*"]
