"""A kernel that ends while it is starting is not waited for."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.execution import kernel


def test_a_socket_that_nobody_will_make_is_not_waited_for(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="ended while it was starting"):
        kernel._await_socket(str(tmp_path / "none"), lambda: False)
