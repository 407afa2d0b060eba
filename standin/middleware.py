"""What goes wrong between a caller and any of the platform's HTTP APIs, and the journal of both.

One aiohttp middleware serves every API: an API says only how its own errors look.
An effect that lands late waits in `Late` until the stepped or the wall's time reaches it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.clock import Clock
from standin.faults import Fault, Faults
from standin.journal import Journal
from standin.listed import listed, some_of
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


class Closed(web.Response):
    """What the server keeps in place of the answer it never sent."""


def close(request: web.Request) -> Closed:
    """Cut the connection: the caller sees neither status nor headers."""
    if request.transport is not None:
        request.transport.abort()
    return Closed()


def _latency(_: Wire, fault: Fault, call: Handler) -> Handler:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(float(fault.args.get("seconds", 1)))
        return await call(request)

    return slow


def _hold(wire: Wire, fault: Fault, call: Handler) -> Handler:
    """Until the fault is taken away: before the effect, or between it and its answer."""
    gate, when = wire.faults.gate(fault.id), fault.args.get("when", "before")

    async def held(request: web.Request) -> web.StreamResponse:
        if when == "after":
            answer = await call(request)
            await gate.stand()
            return answer
        await gate.stand()
        return close(request) if fault.args.get("then") == "drop" else await call(request)

    return held


def _refused(_: Wire, _fault: Fault, _call: Handler) -> Handler:
    async def cut(request: web.Request) -> web.StreamResponse:
        return close(request)

    return cut


def _error(wire: Wire, fault: Fault, _call: Handler) -> Handler:
    async def fail(request: web.Request) -> web.StreamResponse:
        status = int(fault.args.get("status", 500))
        code = str(fault.args.get("code", "server_error"))
        answer = wire.shape(request, status, code, f"injected fault {fault.id}")
        if "retry_after" in fault.args:
            answer.headers["Retry-After"] = str(fault.args["retry_after"])
        return answer

    return fail


def _rate_limited(wire: Wire, fault: Fault, call: Handler) -> Handler:
    args = {"retry_after": 30, **fault.args, "status": 429, "code": "too_many_requests"}
    return _error(wire, Fault(id=fault.id, kind="error", args=args), call)


def _timeout_after(_: Wire, _fault: Fault, call: Handler) -> Handler:
    async def unanswered(request: web.Request) -> web.StreamResponse:
        await call(request)
        return close(request)

    return unanswered


def _late(wire: Wire, fault: Fault, call: Handler) -> Handler:
    async def later(request: web.Request) -> web.StreamResponse:
        due = wire.clock.now() + timedelta(seconds=float(fault.args.get("seconds", 60)))
        wire.late.add(due, lambda: wire.whole(call, request))
        return close(request)

    return later


def _doubled(_: Wire, _fault: Fault, call: Handler) -> Handler:
    """As a proxy that lost the first answer and asked again: the caller sees only the second."""

    async def twice(request: web.Request) -> web.StreamResponse:
        await call(request)
        return await call(request)

    return twice


def _empty(wire: Wire, _fault: Fault, call: Handler) -> Handler:
    return _retold(wire, call, lambda _: [])


def _partial(wire: Wire, fault: Fault, call: Handler) -> Handler:
    share, seed = float(fault.args.get("missing", 0.5)), f"{wire.faults.seed}/{fault.id}"
    return _retold(wire, call, lambda entries: some_of(entries, share, seed))


def _retold(wire: Wire, call: Handler, shown: Callable[[list[Any]], list[Any]]) -> Handler:
    async def told(request: web.Request) -> web.StreamResponse:
        answer = await call(request)
        found = listed(wire.api, request, answer)
        return answer if found is None else found.showing(shown(found.entries))

    return told


def _stale(wire: Wire, fault: Fault, call: Handler) -> Handler:
    """A single thing is told as it is: it is the lists that a cache answers from."""
    past = wire.pasts.of(fault) if wire.pasts is not None else None

    async def told(request: web.Request) -> web.StreamResponse:
        answer = await call(request)
        if past is None or listed(wire.api, request, answer) is None:
            return answer
        return await past(request)

    return told


def _elsewhere(wire: Wire, fault: Fault, call: Handler) -> Handler:
    """With a token that leads there: whatever is asked, it is asked of another place."""

    async def told(request: web.Request) -> web.StreamResponse:
        if request.path.startswith("/identity"):
            return await call(request)
        return await wire.elsewhere.of(fault)(request)

    return told


EFFECTS: dict[str, Callable[[Wire, Fault, Handler], Handler]] = {
    "latency": _latency,
    "hold": _hold,
    "refused": _refused,
    "rate_limited": _rate_limited,
    "error": _error,
    "late": _late,
    "timeout_after": _timeout_after,
    "doubled": _doubled,
    "empty": _empty,
    "partial": _partial,
    "stale": _stale,
    "other_project": _elsewhere,
    "other_region": _elsewhere,
}
ORDER = tuple(EFFECTS)  # from the caller inwards
KINDS = frozenset(EFFECTS)
ELSEWHERE = frozenset({"other_project", "other_region"})
