"""What notebooks expect around them that a sandbox has not."""

from typing import Any


def install(shell: Any, aids: Any, supplies: Any) -> None: ...
