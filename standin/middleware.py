"""What goes wrong between a caller and any of the platform's HTTP APIs, and the journal of both.

One aiohttp middleware serves every API: an API says only how its own errors look.
An effect that lands late waits in `Late` until the stepped or the wall's time reaches it.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.clock import Clock
from standin.effects import EFFECTS, ELSEWHERE, KINDS, ORDER, Closed
from standin.faults import Faults
from standin.journal import Journal
from standin.places import STALE, Elsewhere, Make, Pasts

NO_ANSWER = 0  # the journal's status of a request whose connection was closed instead
AGENT = web.RequestKey("agent", str)  # who asked, where the API knows better than the User-Agent

Shape = Callable[[web.Request, int, str, str], web.Response]  # request, status, code, message


@dataclass(slots=True)
class Late:
    """Effects under way: each lands when its simulated moment has come, in that order."""

    _waiting: list[tuple[datetime, Callable[[], Awaitable[Any]]]] = field(default_factory=list)

    def add(self, due: datetime, effect: Callable[[], Awaitable[Any]]) -> None:
        self._waiting.append((due, effect))
        self._waiting.sort(key=lambda waiting: waiting[0])

    def next_due(self) -> datetime | None:
        return self._waiting[0][0] if self._waiting else None

    async def land(self, now: datetime) -> None:
        """Whoever moves the clock calls this; an API's own refusal of a late call goes nowhere."""
        while self._waiting and self._waiting[0][0] <= now:
            _, effect = self._waiting.pop(0)
            await effect()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wire:
    """One API's place on the wire. Bodies of calls that `secret` matches are never journalled."""

    api: str
    clock: Clock
    faults: Faults
    journal: Journal
    late: Late
    shape: Shape
    secret: re.Pattern[str] | None = None
    cluster: int | None = None
    pasts: Pasts | None = None
    elsewhere: Elsewhere = field(default_factory=Elsewhere)

    @property
    def kinds(self) -> frozenset[str]:
        """What can happen here: another API's kinds are not used up."""
        possible = KINDS if self.pasts is not None else KINDS - {STALE}
        return possible - (ELSEWHERE - self.elsewhere.makes.keys())

    def middleware(self) -> Middleware:
        @web.middleware
        async def on_the_wire(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._answer(request, handler)

        return on_the_wire

    async def _answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        active = self.faults.active(
            self.api, request.method, request.path_qs, self.kinds, who_asks(request)
        )
        body = (await request.read()).decode(errors="replace")
        call: Handler = handler
        for fault in sorted(active, key=lambda fault: ORDER.index(fault.kind), reverse=True):
            call = EFFECTS[fault.kind](self, fault, call)
        answer = await self.whole(call, request)
        self._record(request, answer, body)
        return answer

    async def whole(self, call: Handler, request: web.Request) -> web.StreamResponse:
        """aiohttp's router raises its 404 and 405: here they look like the API's own."""
        try:
            return await call(request)
        except web.HTTPException as refusal:
            code = refusal.reason.lower().replace(" ", "_")
            return self.shape(request, refusal.status, code, refusal.reason)

    def _record(self, request: web.Request, answer: web.StreamResponse, body: str) -> None:
        secret = self.secret is not None and self.secret.search(f"{request.method} {request.path}")
        self.journal.record(
            self.api,
            request.method,
            request.path_qs,
            NO_ANSWER if isinstance(answer, Closed) else answer.status,
            agent=str(request.get(AGENT) or request.headers.get("User-Agent", "")),
            body="" if secret else body,
            cluster=self.cluster,
        )


@dataclass(frozen=True, slots=True)
class Switchboard:
    """What the wires of all APIs share."""

    clock: Clock
    faults: Faults
    journal: Journal
    late: Late = field(default_factory=Late)

    def wire(
        self,
        api: str,
        shape: Shape,
        *,
        secret: re.Pattern[str] | None = None,
        picture: Make | None = None,
        elsewhere: Mapping[str, Make] | None = None,
        cluster: int | None = None,
    ) -> Wire:
        """`picture` makes the API as it is at that moment, `elsewhere` as it is at other places.

        `cluster` is the KaaS id of the cluster whose API it is, for the journal.
        """
        return Wire(
            api=api,
            clock=self.clock,
            faults=self.faults,
            journal=self.journal,
            late=self.late,
            shape=shape,
            secret=secret,
            cluster=cluster,
            pasts=Pasts(api, self.faults, picture) if picture is not None else None,
            elsewhere=Elsewhere(dict(elsewhere or {})),
        )


def who_asks(request: web.Request) -> str:
    """What a fault's `agent` is held against."""
    told = (request.get(AGENT), request.headers.get("User-Agent"))
    return " ".join(each for each in told if each)
