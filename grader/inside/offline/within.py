"""Connections to the proxy without a network: one end of a pair of sockets instead, the other end goes to a thread.

For sandboxes in which no port can be bound or connected. Reached by what connects through Python's own
`socket.create_connection` or urllib3: urllib, http.client, requests, pandas, `get_file`. Programs that the notebook
starts don't have it; the commands for downloads need no connection.
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

PLACE = ("127.0.0.1", 9)
"""Where the proxy is said to be; nothing ever connects there."""


class Connected(socket.socket):
    """One end of a pair, which takes no offence at options of TCP."""

    def setsockopt(self, *arguments: Any) -> None:
        pass

    def getpeername(self) -> Any:
        return PLACE


def answer(serve: Callable[[Any, Any], None], place: tuple[str, int]) -> None:
    """Gives whatever connects to `place` to `serve`; other connections fail as they did."""

    def hook(module: Any) -> None:
        before = module.create_connection

        def create_connection(address: Any, *arguments: Any, **named: Any) -> socket.socket:
            if tuple(address[:2]) != place:
                made: socket.socket = before(address, *arguments, **named)
                return made
            ours, theirs = socket.socketpair()
            serve(theirs, place)
            connected = Connected(fileno=ours.detach())
            timeout = named.get("timeout", arguments[0] if arguments else None)
            if isinstance(timeout, int | float):
                connected.settimeout(timeout)
            return connected

        module.create_connection = create_connection

    from helping.after_import import after

    hook(socket)
    after("urllib3.util.connection", hook)
