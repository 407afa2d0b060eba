"""The S3 of the platform on a port of this machine, in threads of its own."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from time import monotonic
from typing import TYPE_CHECKING

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.s3.answers import Answers
from standin.s3.http_server import Handler, Server
from standin.s3.signature import Guard
from standin.s3.state import State, load, save

if TYPE_CHECKING:
    from standin.s3.swift import Swift
    from standin.s3.wire import Wire

LOOPBACK = "127.0.0.1"
SAVE_EVERY = 1.0  # wall seconds between two saves while calls come in


@dataclass(slots=True)
class S3Server:
    """A running S3. `land` brings late calls and the expirer up to the clock's time."""

    url: str
    _server: Server
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
    server = Server(LOOPBACK, port, wire, handler=Handler, ssl_context=tls)
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
