"""A proxy before a real store that tells the story's time: whoever keeps the lock tells its time.

Of each answer it writes the Date anew; nothing else of it, nor of a request, is touched.
"""

from __future__ import annotations

import re
import socket
import socketserver
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.utils import format_datetime
from threading import Thread

CHUNK = 65_536
DATE = re.compile(rb"(?i)(\r\nDate: )[^\r]+")


class Dated(socketserver.ThreadingTCPServer):
    """`now` is the story's; None while there is no story yet."""

    daemon_threads = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pump)
        self.upstream = ("127.0.0.1", port)
        self.now: Callable[[], datetime] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def dated(self, answer: bytes) -> bytes:
        if self.now is None or not answer.startswith(b"HTTP/1.1 "):
            return answer
        date = format_datetime(self.now(), usegmt=True).encode()
        return DATE.sub(rb"\g<1>" + date, answer, count=1)


class _Pump(socketserver.BaseRequestHandler):
    server: Dated

    def handle(self) -> None:
        with socket.create_connection(self.server.upstream) as store, suppress(OSError):
            Thread(target=self._back, args=(store,), daemon=True).start()
            while sent := self.request.recv(CHUNK):
                store.sendall(sent)

    def _back(self, store: socket.socket) -> None:
        with suppress(OSError):
            while answer := store.recv(CHUNK):
                self.request.sendall(self.server.dated(answer))
            self.request.shutdown(socket.SHUT_WR)


@contextmanager
def dated(port: int) -> Iterator[Dated]:
    with Dated(port) as proxy:
        thread = Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.shutdown()
            thread.join()
