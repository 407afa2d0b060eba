"""The other asynchronous word: "delayed" with a UUID, to be polled at /1/async/tasks (P1.4).

A fault: the public Terraform provider does not understand it, a careful client must.
"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.kaas.envelope import KaasError, not_found, success
from standin.middleware import who_asks
from standin.platform import Platform

KIND = frozenset({"async_delayed"})
WRITES = frozenset({"POST", "PATCH", "PUT", "DELETE"})
DEFAULT_SECONDS = 5


class Tasks:
    """Each delayed write's task: {id, status processing|executed|failed, response, error}.

    `response` is the envelope that the call would have answered; `error` that of its refusal.
    """

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._tasks: dict[str, dict[str, Any]] = {}

    async def read(self, request: web.Request) -> web.Response:
        task = self._tasks.get(request.match_info["uuid"])
        if task is None:
            raise not_found()
        return success(task)

    def middleware(self) -> Middleware:
        @web.middleware
        async def delaying(request: web.Request, handler: Handler) -> web.StreamResponse:
            faults = self._platform.faults
            if request.method not in WRITES:
                return await handler(request)
            who = who_asks(request)
            active = faults.active("kaas", request.method, request.path_qs, KIND, who)
            if not active:
                return await handler(request)
            seconds = float(active[0].args.get("seconds", DEFAULT_SECONDS))
            return await self._begin(request, handler, timedelta(seconds=seconds))

        return delaying

    async def _begin(
        self, request: web.Request, handler: Handler, after: timedelta
    ) -> web.StreamResponse:
        key = self._platform.world.new_uuid("task")
        task = {"id": key, "status": "processing", "response": None, "error": None}
        self._tasks[key] = task
        await request.read()

        async def effect() -> None:
            task.update(await _outcome(request, handler))

        self._platform.late.add(self._platform.clock.now() + after, effect)
        await self._platform.late.land(self._platform.clock.now())
        return web.json_response({"result": "delayed", "data": key, "error": None})


async def _outcome(request: web.Request, handler: Handler) -> dict[str, Any]:
    try:
        answer = await handler(request)
    except KaasError as refusal:
        return {"status": "failed", "error": refusal.told()}
    text = answer.text if isinstance(answer, web.Response) else None
    return {"status": "executed", "response": json.loads(text or "null")}
