"""The proxy on a real loopback connection: what it gives, what it refuses, and that it survives what is no HTTP."""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from offline.proxy import Proxy

from grader.execution import certificates
from tests.unit.offline.conftest import TEXT, Course


@contextmanager
def serving(course: Course, folder: Path, *hosts: str) -> Iterator[Proxy]:
    if hosts:
        certificates.issue(hosts, folder / "certificates")
    with Proxy(course.index, folder / "certificates" / "leaf.pem", list(hosts)) as proxy:
        thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()


def opener(proxy: Proxy, folder: Path) -> urllib.request.OpenerDirector:
    address = f"http://127.0.0.1:{proxy.server_port}"
    authority = folder / "certificates" / "ca.pem"
    handlers: list[urllib.request.BaseHandler] = [urllib.request.ProxyHandler({"http": address, "https": address})]
    if authority.exists():
        context = ssl.create_default_context(cafile=str(authority))
        handlers.append(urllib.request.HTTPSHandler(context=context))
    return urllib.request.build_opener(*handlers)


def test_http_and_https_get_the_course_s_copy(course: Course, tmp_path: Path) -> None:
    with serving(course, tmp_path, "www.manythings.org") as proxy:
        for address in ("http://a.b/fra.txt", "https://www.manythings.org/anki/fra.txt"):
            with opener(proxy, tmp_path).open(address) as answer:
                assert answer.read() == TEXT
                assert answer.headers["Content-Type"].startswith("text/plain")
    assert [(one["way"], one["answered"]) for one in course.asked()] == [("http", "fra.txt"), ("https", "fra.txt")]


def test_another_file_and_another_host_are_refused_with_the_reason(course: Course, tmp_path: Path) -> None:
    with serving(course, tmp_path, "www.manythings.org") as proxy:
        with pytest.raises(urllib.error.HTTPError, match="404: Not among this course's files") as refused:
            opener(proxy, tmp_path).open("https://www.manythings.org/anki/deu-eng.zip")
        refused.value.close()
        with pytest.raises(urllib.error.URLError, match="403 Not among this course's files"):
            opener(proxy, tmp_path).open("https://pypi.org/simple/")
    assert [one["asked"] for one in course.asked()] == [
        "https://www.manythings.org/anki/deu-eng.zip",
        "https://pypi.org/",
    ]


def test_without_certificates_there_is_no_https(course: Course, tmp_path: Path) -> None:
    with serving(course, tmp_path) as proxy, pytest.raises(urllib.error.URLError, match="403 Not among"):
        opener(proxy, tmp_path).open("https://www.manythings.org/anki/fra.txt")


def test_nothing_can_be_sent_and_no_path_leads_out(course: Course, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("hidden text")
    with serving(course, tmp_path) as proxy:
        connection = http.client.HTTPConnection("127.0.0.1", proxy.server_port, timeout=10)
        for method, path, status in (
            ("POST", "http://a.b/fra.txt", 405),
            ("GET", f"http://a.b/../../../..{tmp_path}/secret.txt", 404),
            ("GET", f"{tmp_path}/secret.txt", 404),
            ("HEAD", "http://a.b/fra.txt", 200),
        ):
            connection.request(method, path, body=b"x" if method == "POST" else None)
            answer = connection.getresponse()
            assert answer.status == status, path
            assert b"hidden text" not in answer.read()
            connection.close()


def test_what_is_no_http_is_dropped_and_the_next_is_answered(course: Course, tmp_path: Path) -> None:
    with serving(course, tmp_path, "www.manythings.org") as proxy:
        for nonsense in (
            b"\0\xff\r\n\r\n",
            b"GET " + b"x" * 70_000,
            b"CONNECT www.manythings.org:443 HTTP/1.1\r\n\r\nplain",
        ):
            with socket.create_connection(("127.0.0.1", proxy.server_port), timeout=10) as client:
                client.sendall(nonsense)
                client.shutdown(socket.SHUT_WR)
                while True:
                    try:
                        if not client.recv(65536):
                            break
                    except ConnectionResetError:
                        break
        with opener(proxy, tmp_path).open("http://a.b/fra.txt") as answer:
            assert answer.read() == TEXT


def test_the_authority_s_own_key_is_nowhere(tmp_path: Path) -> None:
    certificates.issue(("a.example",), tmp_path / "certificates")
    texts = {path.name: path.read_text() for path in (tmp_path / "certificates").iterdir()}
    assert set(texts) == {"ca.pem", "leaf.pem"}
    assert "PRIVATE KEY" not in texts["ca.pem"]
    assert texts["leaf.pem"].count("PRIVATE KEY-----") == 2, "one key, the leaf's: its first line and its last"
