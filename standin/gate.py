"""Where calls are held until somebody lets them go on: no time passes there by itself.

Futures of threads, because S3 is served by threads and all else by the event loop.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from threading import Event

CLOSING_SEEN_SECONDS = 0.05  # of the machine's time


class Gate:
    """`reached` once a call is held; `open` lets it go on, and every later one pass."""

    def __init__(self) -> None:
        self._reached, self._opened = Future[None](), Future[None]()

    def open(self) -> None:
        if not self._opened.done():
            self._opened.set_result(None)

    async def stand(self) -> None:
        """For a handler of the event loop."""
        self._arrive()
        await asyncio.shield(asyncio.wrap_future(self._opened))

    def stand_in_thread(self, closing: Event) -> None:
        """For a thread, which must not outlive the server that it serves."""
        self._arrive()
        opened = Event()
        self._opened.add_done_callback(lambda _: opened.set())
        while not (opened.wait(CLOSING_SEEN_SECONDS) or closing.is_set()):
            pass

    async def reached(self, within_seconds: float) -> bool:
        """Whether a call is, or was, held here; waits for it as long as that."""
        arrived = asyncio.shield(asyncio.wrap_future(self._reached))
        try:
            await asyncio.wait_for(arrived, within_seconds)
        except TimeoutError:
            return False
        return True

    def _arrive(self) -> None:
        if not self._reached.done():
            self._reached.set_result(None)
