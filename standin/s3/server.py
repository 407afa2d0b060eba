"""The S3 of the platform on a port of this machine, in threads of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from socket import SHUT_RDWR, socket
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING, Any

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.s3.answers import Answers
from standin.s3.call import HEADERS
from standin.s3.rules import metadata_too_large
from standin.s3.signature import Guard
from standin.s3.state import State, load, save

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

    from standin.s3.swift import Swift
    from standin.s3.wire import Wire

LOOPBACK = "127.0.0.1"
SAVE_EVERY = 1.0  # wall seconds between two saves while calls come in


class _Handler(WSGIRequestHandler):
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


class _Server(ThreadedWSGIServer):
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


@dataclass(slots=True)
class S3Server:
    """A running S3. `land` brings late calls and the expirer up to the clock's time."""

    url: str
    _server: _Server
    _thread: Thread
    _wire: Wire
    _keeper: Keeper

    def land(self) -> None:
        self._wire.swift.land()

    def close(self) -> None:
        """Stop, save, and leave neither thread nor socket nor file behind. Once is enough."""
        if self._wire.closing.is_set():
            return
        self._wire.closing.set()
        self._server.shutdown()
        self._server.cut()
        self._server.server_close()
        self._thread.join()
        self._keeper.save()
        self._wire.swift.store.close()


@dataclass(slots=True)
class Keeper:
    """Saves now and then, never more than once a second; nowhere where there is no folder."""

    folder: Path | None
    state: State
    saved: float = 0.0

    def __call__(self) -> None:
        if monotonic() - self.saved >= SAVE_EVERY:
            self.save()

    def save(self) -> None:
        if self.folder is not None:
            save(self.folder, self.state)
            self.saved = monotonic()


def serve_s3(  # noqa: PLR0913 -- everything that the main process shares among its servers
    *,
    clock: Clock,
    faults: Faults,
    journal: Journal,
    port: int,
    credentials: Mapping[str, str],
    buckets: Sequence[str],
    data: Path | None,
    answers: Answers | None = None,
    tls: ssl.SSLContext | None = None,
    known_token: Callable[[str], bool] = lambda _: False,
) -> S3Server:
    """Serve on loopback; `port` 0 takes any. `credentials` is access key -> secret key.

    `buckets` exist from the beginning. With `data` the state survives a restart.
    `known_token` accepts Keystone's tokens on Swift's native API.
    """
    from standin.s3.native import Native
    from standin.s3.wire import Wire  # with moto behind it: half a second, only where S3 is served

    answers = answers or Answers()
    keeper = Keeper(data, load(data, answers))
    swift = _swift(clock, answers, keeper, buckets)
    wire = Wire(
        swift=swift,
        guard=Guard(secrets=credentials, region=answers.region, wall=Clock(Mode.WALL).now),
        native=Native(swift, credentials, known_token),
        faults=faults,
        journal=journal,
    )
    server = _Server(LOOPBACK, port, wire, handler=_Handler, ssl_context=tls)
    thread = Thread(target=server.serve_forever, args=(0.05,), name="s3", daemon=True)
    thread.start()
    scheme = "https" if tls else "http"
    return S3Server(f"{scheme}://{LOOPBACK}:{server.server_port}", server, thread, wire, keeper)


def _swift(clock: Clock, answers: Answers, keeper: Keeper, buckets: Sequence[str]) -> Swift:
    from standin.s3.moto_store import Store
    from standin.s3.swift import Swift

    store = Store(keeper.state.buckets, keeper.state.listing)
    swift = Swift(clock=clock, answers=answers, state=keeper.state, store=store, keep=keeper)
    for name in buckets:
        if name not in store.buckets:
            store.make(name, answers.region)
    return swift
