"""A channel connects once: so it must not come before its peer listens."""

from __future__ import annotations

import os
import socket
import threading
from pathlib import Path

import pytest

from grader.execution.kernel import _await_socket
from grader.execution.messages import Violation


def _lives() -> bool:
    return True


def test_a_socket_is_awaited_until_it_listens(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as peer:
        waiting = threading.Thread(target=_await_socket, args=(path, _lives))
        waiting.start()
        peer.bind(path)
        waiting.join(0.2)
        assert waiting.is_alive(), "it is there and does not listen yet"
        peer.listen()
        waiting.join(30)
        assert not waiting.is_alive()


def test_a_peer_with_many_guests_listens(tmp_path: Path) -> None:
    path = str(tmp_path / "s")
    with socket.socket(socket.AF_UNIX) as peer, socket.socket(socket.AF_UNIX) as guest:
        peer.bind(path)
        peer.listen(0)
        guest.connect(path)
        _await_socket(path, _lives)


@pytest.mark.parametrize("plant", [Path.touch, Path.mkdir, os.mkfifo, lambda path: path.symlink_to("/dev/null")])
def test_anything_else_in_its_place_is_refused(tmp_path: Path, plant: object) -> None:
    assert callable(plant)
    plant(tmp_path / "s")
    with pytest.raises(Violation, match="something else"):
        _await_socket(str(tmp_path / "s"), _lives)


def test_a_peer_that_ended_before_it_listened_is_not_awaited(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as peer:
        peer.bind(str(tmp_path / "s"))
        with pytest.raises(RuntimeError, match="ended while it was starting"):
            _await_socket(str(tmp_path / "s"), lambda: False)
