"""The stand-in's OpenStack alone, on loopback, with a clock that the test moves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar

import requests
from aiohttp import web
from keystoneauth1.identity.v3 import ApplicationCredential
from keystoneauth1.session import Session
from openstack.connection import Connection

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.middleware import Switchboard
from standin.openstack import Account, make_openstack
from standin.openstack.tokens import Tokens
from standin.world import World

T = TypeVar("T")
START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
SECRET = "only-for-tests"
ACCOUNT = Account(
    project_id="0c5b4f0e7d9e4a3c8f2b1a6d5e4c3b2a",
    application_credential_id="21dc27fdf4f94c0c9b3f1e8d7c6b5a49",
    application_credential_secret=SECRET,
    password="a-person-s",
)


class Cloud:
    """`world` and its neighbours belong to the server's loop: touch them through `on_loop`."""

    def __init__(self, page_size: int = 1_000) -> None:
        self.clock = Clock(Mode.STEPPED, START)
        self.world = World(self.clock)
        self.faults, self.journal = Faults(), Journal(self.clock)
        self.wall = Clock()
        self.board = Switchboard(self.clock, self.faults, self.journal)
        self._page_size, self.url = page_size, ""

    def on_loop(self, do: Callable[[], T]) -> T:
        async def doing() -> T:
            return do()

        return asyncio.run_coroutine_threadsafe(doing(), self._loop).result(timeout=10)

    def step(self, seconds: float) -> None:
        """Time moves, and what falls due lands, as the control API does it."""
        self.on_loop(lambda: self.clock.advance(timedelta(seconds=seconds)))
        self.on_loop(self.world.advance)
        now = self.clock.now()
        asyncio.run_coroutine_threadsafe(self.board.late.land(now), self._loop).result(timeout=10)

    @contextmanager
    def serving(self) -> Iterator[None]:
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        thread = threading.Thread(target=lambda: self._loop.run_until_complete(self._serve(ready)))
        thread.start()
        ready.wait(timeout=10)
        try:
            yield
        finally:
            self._loop.call_soon_threadsafe(self._over.set)
            thread.join(timeout=10)
            self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._over = asyncio.Event()
        app = make_openstack(
            world=self.world,
            board=self.board,
            account=ACCOUNT,
            tokens=Tokens(self.wall),
            page_size=self._page_size,
        )
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        ready.set()
        await self._over.wait()
        await runner.cleanup()

    @contextmanager
    def connected(self, secret: str = SECRET) -> Iterator[Connection]:
        """The real openstacksdk, as a program with an application credential uses it."""
        auth = ApplicationCredential(
            auth_url=f"{self.url}/identity/v3",
            application_credential_id=ACCOUNT.application_credential_id,
            application_credential_secret=secret,
        )
        with requests.Session() as http:
            session = Session(auth=auth, session=http)
            with Connection(session=session, region_name="dc3-a") as connection:
                yield connection

    def log_in(self) -> dict[str, str]:
        """A token's header, for a call as the wire sees it."""
        credential = {
            "id": ACCOUNT.application_credential_id,
            "secret": SECRET,
        }
        identity = {"methods": ["application_credential"], "application_credential": credential}
        answer = requests.post(
            f"{self.url}/identity/v3/auth/tokens", json={"auth": {"identity": identity}}, timeout=10
        )
        return {"X-Auth-Token": answer.headers["X-Subject-Token"]}
