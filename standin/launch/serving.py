"""aiohttp applications on ports of this machine."""

from __future__ import annotations

import ssl
from dataclasses import dataclass

from aiohttp import web

LOOPBACK = "127.0.0.1"
GRACE_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Site:
    url: str
    runner: web.AppRunner

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    async def close(self) -> None:
        await self.runner.cleanup()


async def serve(app: web.Application, port: int, tls: ssl.SSLContext | None = None) -> Site:
    """On `port`, or on any for 0. Raises OSError where it is taken."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=GRACE_SECONDS)
    await runner.setup()
    try:
        await web.TCPSite(runner, LOOPBACK, port, ssl_context=tls).start()
    except OSError:
        await runner.cleanup()
        raise
    scheme = "https" if tls else "http"
    return Site(f"{scheme}://{LOOPBACK}:{runner.addresses[0][1]}", runner)
