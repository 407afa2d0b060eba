"""werkzeug's threaded server, made to fit: nothing logged, nothing left open, headers as sent."""

from __future__ import annotations

from contextlib import suppress
from socket import SHUT_RDWR, socket
from threading import Lock
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from standin.s3.call import HEADERS
from standin.s3.limits import metadata_too_large

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment


class Handler(WSGIRequestHandler):
    """Headers as they were sent, and Swift's answer to too many of them."""

    def make_environ(self) -> WSGIEnvironment:
        environ = super().make_environ()
        environ[HEADERS] = {
            name.lower(): ",".join(self.headers.get_all(name, [])) for name in self.headers
        }
        return environ

    def connection_dropped(self, *_: object) -> None:
        """Dropped by the caller, or by us on purpose: either way this connection ends."""
        self.close_connection = True

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """http.server refuses 100 headers with a 431: in Swift it is the metadata's limit."""
        if code != 431:
            super().send_error(code, message, explain)
            return
        body = metadata_too_large().xml()
        self.send_response(400, "Bad Request")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log(self, type: str, message: str, *args: Any) -> None:  # noqa: ANN401 -- werkzeug's signature
        """Every request is in the journal; only what broke goes to stderr."""
        if type == "error":
            super().log(type, message, *args)


class Server(ThreadedWSGIServer):
    """Knows its open connections, so that closing leaves none behind."""

    daemon_threads = False  # closed by us, and waited for

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- werkzeug's own
        self._open: set[socket] = set()
        self._guard = Lock()
        super().__init__(*args, **kwargs)

    def process_request(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 -- socketserver's
        with self._guard:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:  # noqa: ANN401 -- socketserver's
        with self._guard:
            self._open.discard(request)
        super().shutdown_request(request)

    def cut(self) -> None:
        with self._guard:
            for connection in self._open:
                with suppress(OSError):  # the caller was faster
                    connection.shutdown(SHUT_RDWR)
