"""Folders appear whole, whatever comes between."""

from __future__ import annotations

import ctypes
import fcntl
import os
from pathlib import Path

import pytest

from grader import whole
from grader.errors import MachineryError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_fresh_one_takes_the_place_of_the_old(tmp_path: Path) -> None:
    for text in ("one", "two"):
        with whole.whole(tmp_path / "a" / "b") as folder:
            (folder / "file").write_text(text)
    assert (tmp_path / "a" / "b" / "file").read_text() == "two"
    assert names(tmp_path / "a") == ["b"]


def test_an_error_leaves_the_old(tmp_path: Path) -> None:
    with whole.whole(tmp_path / "b") as folder:
        (folder / "file").write_text("one")

    def fails() -> None:
        with whole.whole(tmp_path / "b") as folder:
            (folder / "file").write_text("two")
            raise KeyError

    with pytest.raises(KeyError):
        fails()
    assert (tmp_path / "b" / "file").read_text() == "one"
    assert names(tmp_path) == ["b"]


def test_without_an_exchange_in_one_step_it_takes_two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: object())
    test_a_fresh_one_takes_the_place_of_the_old(tmp_path)


def test_the_old_one_is_there_until_the_new_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with whole.whole(tmp_path / "b") as folder:
        (folder / "file").write_text("one")
    monkeypatch.setattr(whole, "_exchange", broken)
    with pytest.raises(MachineryError, match="Input/output error"), whole.whole(tmp_path / "b"):
        pass
    assert (tmp_path / "b" / "file").read_text() == "one"


def test_what_is_not_there_can_be_held(tmp_path: Path) -> None:
    with whole.held(tmp_path / "nothing"):
        pass
    assert names(tmp_path) == []


def test_the_old_one_is_waited_for_while_somebody_holds_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locks: list[tuple[bool, int]] = []
    lock = fcntl.flock

    def noted(descriptor: int, how: int) -> None:
        locks.append((os.path.samestat(os.fstat(descriptor), (tmp_path / "b").stat()), how))
        lock(descriptor, how)

    (tmp_path / "b").mkdir()
    monkeypatch.setattr(fcntl, "flock", noted)
    with whole.whole(tmp_path / "b"):
        pass
    assert locks == [(False, fcntl.LOCK_EX | fcntl.LOCK_NB), (True, fcntl.LOCK_EX)]


def test_a_namesake_with_a_longer_name_is_left_alone(tmp_path: Path) -> None:
    for name in (".a-b-12345678", ".a", ".a-12345678"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    with whole.whole(tmp_path / "a"):
        pass
    assert names(tmp_path) == [".a", ".a-b-12345678", "a"]
