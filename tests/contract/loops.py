"""An aiohttp application of the stand-in, served from a thread of the test's own process."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

from aiohttp import web

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Served:
    """Where it listens. What lives on its loop is touched through `on_loop` alone."""

    url: str
    loop: asyncio.AbstractEventLoop

    def on_loop(self, do: Callable[[], T]) -> T:
        async def doing() -> T:
            return do()

        return self.run(doing)

    def run(self, do: Callable[[], Coroutine[None, None, T]]) -> T:
        return asyncio.run_coroutine_threadsafe(do(), self.loop).result(timeout=10)


@contextmanager
def served(application: web.Application, tls: ssl.SSLContext | None = None) -> Iterator[Served]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    try:
        port = asyncio.run_coroutine_threadsafe(_listening(runner, tls), loop).result(timeout=10)
        yield Served(f"{'https' if tls else 'http'}://127.0.0.1:{port}", loop)
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(timeout=10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(timeout=10)
        loop.close()


async def _listening(runner: web.AppRunner, tls: ssl.SSLContext | None) -> int:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls).start()
    return int(runner.addresses[0][1])
