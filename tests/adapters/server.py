"""A tiny HTTP server for one test: it answers what the test says, and remembers what it heard."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One request: `query` with the first value of each name."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:  # noqa: ANN401 -- whatever the product sent; the test looks into it
        return json.loads(self.body)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`cut` closes the connection instead of answering; `silent` never answers at all."""

    status: int = 200
    body: object = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    silent: bool = False


Answering = Callable[[Heard], Reply]


class Server(ThreadingHTTPServer):
    """Closed with all its connections: a test leaves no socket behind."""

    daemon_threads = False
    block_on_close = True

    def __init__(self, answering: Answering, trust: ssl.SSLContext | None = None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answering = answering
        self.heard: list[Heard] = []
        self.closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._trust = trust

    @property
    def url(self) -> str:
        return f"{'https' if self._trust else 'http'}://127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> tuple[socket.socket, Any]:
        connection, address = super().get_request()
        if self._trust:
            connection = self._trust.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self._open.add(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is what many of these tests are about."""

    def hang_up(self) -> None:
        self.closing.set()
        for connection in self._open:
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue  # closed by the other side already


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Server

    def _serve(self) -> None:
        heard = self._heard()
        self.server.heard.append(heard)
        reply = self.server.answering(heard)
        if reply.silent:
            self.server.closing.wait()
        if reply.cut or reply.silent:
            self.close_connection = True
            return
        self._say(reply)

    do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = _serve  # noqa: N815 -- http.server's names

    def _heard(self) -> Heard:
        parts = urlsplit(self.path)
        return Heard(
            method=self.command,
            path=parts.path,
            query={name: values[0] for name, values in parse_qs(parts.query).items()},
            headers={name.lower(): value for name, value in self.headers.items()},
            body=self.rfile.read(int(self.headers.get("Content-Length", 0))),
        )

    def _say(self, reply: Reply) -> None:
        body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        own = {name.lower() for name in reply.headers}
        self.send_response_only(reply.status)
        if "date" not in own:
            self.send_header("Date", self.date_time_string())
        for name, value in reply.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """The test reads `heard`."""


@contextmanager
def serving(answering: Answering, trust: ssl.SSLContext | None = None) -> Iterator[Server]:
    server = Server(answering, trust)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.hang_up()
        server.server_close()
        thread.join()


def script(*replies: Reply) -> Answering:
    """One reply after the other; the last one for all that follow."""
    left = list(replies)

    def answering(_: Heard) -> Reply:
        return left.pop(0) if len(left) > 1 else left[0]

    return answering
