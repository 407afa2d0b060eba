"""What each fault of the wire does to a call: a handler around the handler."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler

from standin.faults import Fault
from standin.listed import listed, some_of
from standin.places import STALE

if TYPE_CHECKING:
    from standin.middleware import Wire


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
    STALE: _stale,
    "other_project": _elsewhere,
    "other_region": _elsewhere,
}
ORDER = tuple(EFFECTS)  # from the caller inwards
KINDS = frozenset(EFFECTS)
ELSEWHERE = frozenset({"other_project", "other_region"})
