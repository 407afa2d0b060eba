"""A proxy that holds one write back until it is told to let it go: how a PUT lands minutes late."""

from __future__ import annotations

import socket
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

CHUNK = 65_536
PATIENCE_SECONDS = 30


class Held(socketserver.ThreadingTCPServer):
    """`line` begins the request that waits; the client that sent it may be long gone."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int) -> None:
        super().__init__(("127.0.0.1", 0), _Pump)
        self.upstream = ("127.0.0.1", port)
        self.line = b""
        self.go, self.landed = Event(), Event()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def hold(self, line: str) -> None:
        self.line = line.encode()

    def let_go(self) -> None:
        """Returns when the store has answered to what was held."""
        self.go.set()
        assert self.landed.wait(PATIENCE_SECONDS), "what was held was never answered"


class _Pump(socketserver.BaseRequestHandler):
    server: Held

    def handle(self) -> None:
        with socket.create_connection(self.server.upstream) as store:
            held = Event()
            back = Thread(target=self._back, args=(store, held), daemon=True)
            back.start()
            while sent := self._sent():
                if self.server.line and sent.startswith(self.server.line):
                    held.set()
                    self.server.go.wait(PATIENCE_SECONDS)
                store.sendall(sent)
            if held.is_set():
                self.server.landed.wait(PATIENCE_SECONDS)

    def _sent(self) -> bytes:
        with suppress(OSError):
            return bytes(self.request.recv(CHUNK))
        return b""

    def _back(self, store: socket.socket, held: Event) -> None:
        with suppress(OSError):
            while answer := store.recv(CHUNK):
                with suppress(OSError):  # the client has given up
                    self.request.sendall(answer)
                final = b"HTTP/1.1 2" in answer or b"HTTP/1.1 4" in answer
                if held.is_set() and final:
                    self.server.landed.set()


@contextmanager
def held(port: int) -> Iterator[Held]:
    with Held(port) as proxy:
        thread = Thread(target=proxy.serve_forever)
        thread.start()
        try:
            yield proxy
        finally:
            proxy.go.set()
            proxy.shutdown()
            thread.join()
