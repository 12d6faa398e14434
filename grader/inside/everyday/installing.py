"""Puts all of it in place, before the first cell."""

from __future__ import annotations

from typing import Any

from everyday import magics, modules, nltk_data, pictures, questions, telling
from helping.aids import Aids


def install(shell: Any, aids: Aids) -> None:
    telling.aids = aids
    for part in (modules, magics, questions, nltk_data, pictures):
        part.install(shell)
