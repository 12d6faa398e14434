"""Downloads and commands where a sandbox has no network and no terminal of its own."""

from __future__ import annotations

import http.client
import socket
from pathlib import Path
from types import SimpleNamespace

import pytest
from helping import shell
from offline import within
from offline.index import Index
from offline.proxy import Answer, Course


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Course:
    (tmp_path / "pairs").write_text("Hi.\tSalut.\n")
    made = Course(within.PLACE, Answer)
    made.know(Index({"fra.txt": str(tmp_path / "pairs")}, str(tmp_path / "log")), tmp_path / "no-leaf.pem", [])
    monkeypatch.setattr(socket, "create_connection", socket.create_connection)  # put back afterwards
    within.answer(made.process_request, within.PLACE)
    return made


def test_a_connection_to_the_proxy_is_answered_without_a_network(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*_arguments: object) -> None:
        raise OSError("no network")

    monkeypatch.setattr(socket.socket, "connect", no_network)
    for path, status, body in (("/fra.txt", 200, b"Hi.\tSalut.\n"), ("/x.txt", 404, None)):
        connection = http.client.HTTPConnection(*within.PLACE, timeout=10)
        connection.request("GET", f"http://example.org{path}")
        response = connection.getresponse()
        assert response.status == status
        said = response.read()
        assert body in (None, said)
        connection.close()
    with pytest.raises(OSError, match="no network"):
        socket.create_connection(("127.0.0.1", 1), timeout=1)


def test_a_command_shows_what_it_writes_and_gives_its_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert shell.piped("echo one; echo two >&2; exit 3") == 3
    assert capsys.readouterr().out == "one\ntwo\n"
    assert shell.piped("kill -9 $$") == -9
    assert shell.piped(r"printf 'caf\303\251'") == 0
    assert capsys.readouterr().out == "café"


def test_terminals_are_used_where_there_are_any(monkeypatch: pytest.MonkeyPatch) -> None:
    module = SimpleNamespace(system="IPython's own")
    shell.without_terminals(module)
    assert module.system == "IPython's own"

    def none_left() -> tuple[int, int]:
        raise OSError("out of pty devices")

    monkeypatch.setattr("os.openpty", none_left)
    shell.without_terminals(module)
    assert module.system is shell.piped
