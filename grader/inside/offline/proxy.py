"""A read-only proxy for http and https: answers from the index, and refuses the rest.

Theory of operation. `Course` answers connections, wherever they come from. `start` binds a free port of the loopback
(in bubblewrap the sandbox's own, which nobody else can reach), forks a process that serves it, and sets the variables
by which urllib, requests, curl and their like find a proxy and an authority to trust. For https the client asks for a
tunnel by CONNECT and finds this process at its end, with a certificate that the trusted side issued for this run, for
the hosts that the notebook's code names. The authority is trusted by nothing outside this run, so its leaf's key may
lie where the notebook can read it. Where no port can be bound, `within` answers from the same process.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import socketserver
import ssl
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from offline import within
from offline.index import REFUSED, Index

IDLE = 60.0  # seconds after which a silent connection is closed
TYPES = {".zip": "application/zip", ".gz": "application/gzip", ".tgz": "application/gzip", ".csv": "text/csv"}
LOCAL = "localhost,127.0.0.1,::1"


class Answer(BaseHTTPRequestHandler):
    """One connection of a client."""

    protocol_version = "HTTP/1.1"
    timeout = IDLE
    server_version, sys_version = "course-files", ""
    server: Course
    _host = ""
    """Whom the tunnel that this connection has become was asked for."""

    def do_CONNECT(self) -> None:
        host = self.path.rsplit(":", 1)[0].lower()
        if self.server.tls is None or host not in self.server.hosts:
            self.server.index.note("https", f"https://{host}/", None)
            self._refuse(403)
            return
        self.send_response(200)
        self.end_headers()
        try:
            self.connection = self.server.tls.wrap_socket(self.connection, server_side=True)
        except (OSError, ssl.SSLError):
            self.close_connection = True
            return
        self._host = host
        self.rfile = self.connection.makefile("rb", self.rbufsize)
        self.wfile: Any = self.connection.makefile("wb", 0)
        self.close_connection = False

    def do_GET(self) -> None:
        self._give(body=True)

    def do_HEAD(self) -> None:
        self._give(body=False)

    def do_POST(self) -> None:
        self.server.index.note(self._way, self._address, None)
        self._refuse(405)

    do_PUT = do_DELETE = do_PATCH = do_POST

    def finish(self) -> None:
        super().finish()
        self.connection.close()  # a tunnel's own socket, of which the server does not know

    @property
    def _way(self) -> str:
        return "https" if self._host else "http"

    @property
    def _address(self) -> str:
        if self._host:
            return f"https://{self._host}{self.path}"
        return self.path if "://" in self.path else f"http://{self.headers.get('Host', '')}{self.path}"

    def _give(self, *, body: bool) -> None:
        address = self._address
        path = self.server.index.find(address)
        self.server.index.note(self._way, address, path)
        if path is None:
            self._refuse(404, body=body)
            return
        size = path.stat().st_size
        self.send_response(200)
        name = urllib.parse.unquote(urllib.parse.urlsplit(address).path).lower()
        kind = TYPES.get(os.path.splitext(self.server.index.name(address) or name)[1], "text/plain; charset=utf-8")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(size))
        self.end_headers()
        if body:
            with path.open("rb") as file:
                shutil.copyfileobj(file, self.wfile)

    def _refuse(self, code: int, *, body: bool = True) -> None:
        """With the reason in the status line, for that is what an exception of urllib or requests shows."""
        said = f"{REFUSED}, which are all that can be downloaded here: {self._host or self.path}\n".encode()
        self.send_response(code, REFUSED)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(said)))
        self.send_header("Connection", "close")
        self.end_headers()
        if body:
            self.wfile.write(said)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        pass


class Course(socketserver.ThreadingMixIn, socketserver.BaseServer):
    """Answers what it is given by `process_request`, each connection in a thread of its own."""

    daemon_threads = True

    def know(self, index: Index, leaf: Path, hosts: list[str]) -> None:
        """`leaf`: key and certificate for `hosts`, if there are any."""
        self.index, self.hosts = index, frozenset(hosts)
        self.tls: ssl.SSLContext | None = None
        if leaf.is_file():
            self.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.tls.load_cert_chain(leaf)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class Proxy(Course, HTTPServer):
    """Bound to a port of the loopback."""

    def __init__(self, index: Index, leaf: Path, hosts: list[str]) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.know(index, leaf, hosts)

    def server_bind(self) -> None:
        # Not the base class's, which asks for the host's name: there may be no resolver.
        socket.socket.bind(self.socket, self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = "localhost", self.server_address[1]


def start(index: Index, certificates: Path, hosts: list[str]) -> None:
    """Starts the proxy, and points this process and all that it starts to it."""
    try:
        proxy = Proxy(index, certificates / "leaf.pem", hosts)
    except OSError:  # a sandbox without a network of its own lets no port be bound
        course = Course(("127.0.0.1", 0), Answer)
        course.know(index, certificates / "leaf.pem", hosts)
        within.answer(course.process_request, within.PLACE)
        point_to(within.PLACE[1], certificates / "ca.pem")
        return
    parent = os.getpid()
    if os.fork() == 0:
        # Twice, so that the notebook's process has no child of which its own code could know.
        if os.fork() == 0:
            with contextlib.suppress(BaseException):
                _serve(proxy, parent)
        os._exit(0)
    os.wait()
    port = proxy.server_port
    proxy.socket.close()
    point_to(port, certificates / "ca.pem")


def _serve(proxy: Proxy, parent: int) -> None:
    os.setsid()
    threading.Thread(target=proxy.serve_forever, daemon=True).start()
    while _lives(parent):
        threading.Event().wait(1.0)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def point_to(port: int, authority: Path) -> None:
    address = f"http://127.0.0.1:{port}"
    for name in ("http_proxy", "https_proxy", "ftp_proxy"):
        os.environ[name] = os.environ[name.upper()] = address
    os.environ["no_proxy"] = os.environ["NO_PROXY"] = LOCAL
    if authority.is_file():
        for name in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
            os.environ[name] = str(authority)
