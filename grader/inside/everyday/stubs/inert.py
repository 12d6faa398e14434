"""A module of which nothing is asked but that it be there."""

from __future__ import annotations

from typing import Any


def load_ipython_extension(ipython: Any) -> None:
    pass


def enable_dataframe_formatter() -> None:
    pass


def disable_dataframe_formatter() -> None:
    pass
