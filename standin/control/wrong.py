"""POST, GET and DELETE /faults: what goes wrong on purpose, and for how many calls."""

from __future__ import annotations

import re
from dataclasses import asdict

from aiohttp import web

from standin.control.asked import BadFieldError, Json, body_of, number, only, refusal, text
from standin.control.kind import APIS
from standin.control.kinds import KINDS, kind_named
from standin.control.time import LONG_POLL_SECONDS
from standin.platform import Platform
from standin.world import Machine

FIELDS = ("kind", "api", "match", "agent", "times", "args")
AT_ONCE = ("node_dies", "kubeconfig_revoked", "cluster_rebuilt")  # nothing to take away again
PATTERNS = {"match": '"METHOD path"', "agent": '"kubernetes-user User-Agent"'}


class FaultRoutes:
    def __init__(self, platform: Platform) -> None:
        self._faults, self._world = platform.faults, platform.world
        self._platform = platform

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/faults", self.all)
        app.router.add_get("/faults/kinds", self.kinds)
        app.router.add_post("/faults", self.add)
        app.router.add_delete("/faults", self.remove_all)
        app.router.add_delete(r"/faults/{id:\d+}", self.remove)
        app.router.add_get(r"/faults/{id:\d+}/held", self.held)

    async def all(self, _: web.Request) -> web.Response:
        return web.json_response([asdict(fault) for fault in self._faults.all()])

    async def kinds(self, _: web.Request) -> web.Response:
        """What each kind does, in a sentence, and what it may be told."""
        return web.json_response({name: kind.told() for name, kind in KINDS.items()})

    async def add(self, request: web.Request) -> web.Response:
        """Only `kind` is needed; `times` absent or null: for as long as it stands."""
        body = await body_of(request)
        where = _checked(body)
        kind = text(body, "kind")
        if kind in AT_ONCE:
            where["times"] = 0
            await self._happens(kind, where["args"])
        fault = self._faults.add(kind, **where)
        return web.json_response(asdict(fault), status=201)

    async def remove(self, request: web.Request) -> web.Response:
        key = int(request.match_info["id"])
        if not self._faults.remove(key):
            return refusal(404, f"no fault has the id {key}")
        return web.json_response({})

    async def held(self, request: web.Request) -> web.Response:
        """Of a `hold`, once it holds a call; {"held": false} when the wait ended: ask again.

        `?within=N` waits that many seconds of the machine's time at most.
        """
        gate = self._faults.gate(int(request.match_info["id"]))
        return web.json_response({"held": await gate.reached(_within(request))})

    async def remove_all(self, _: web.Request) -> web.Response:
        for fault in self._faults.all():
            self._faults.remove(fault.id)
        return web.json_response({})

    async def _happens(self, kind: str, args: Json) -> None:
        if kind == "node_dies":
            self._kill(args)
        elif kind in self._platform.at_once:
            await self._platform.at_once[kind]()
        else:
            raise BadFieldError("kind", f"{kind} needs the whole platform: python -m standin")

    def _kill(self, args: Json) -> None:
        """Every machine of a pool (by name or id) or the one with a name: at once."""
        hit = [machine for machine in self._world.machines.all() if self._meant(machine, args)]
        if not hit:
            raise BadFieldError("args", "a pool (name or id) or a name of a machine that exists")
        for machine in hit:
            self._world.machines.kill(machine.id)

    def _meant(self, machine: Machine, args: Json) -> bool:
        pool = self._world.pools.kept.get(machine.pool_id or 0)
        names = (pool.name, str(pool.id)) if pool else ()
        return machine.name == args.get("name") or args.get("pool") in names


def _within(request: web.Request) -> float:
    try:
        asked = float(request.query.get("within", LONG_POLL_SECONDS))
    except ValueError as error:
        raise BadFieldError("within", "a number of seconds") from error
    return min(asked, LONG_POLL_SECONDS)


def _checked(body: Json) -> Json:
    only(body, FIELDS)
    args = body.get("args", {})
    if not isinstance(args, dict):
        raise BadFieldError("args", "an object")
    kind = kind_named(text(body, "kind"))
    kind.check(args)
    where: Json = {name: _pattern(body, name, on) for name, on in PATTERNS.items()}
    where |= {"api": _api(body), "times": _times(body), "args": args}
    kind.check_where(where)
    return where


def _api(body: Json) -> str:
    api = text(body, "api", "*")
    if api not in ("*", *APIS):
        raise BadFieldError("api", ("*", *APIS))
    return api


def _pattern(body: Json, name: str, on: str) -> str:
    pattern = text(body, name, "")
    try:
        re.compile(pattern)
    except re.error as error:
        raise BadFieldError(name, f"a regular expression on {on} ({error})") from error
    return pattern


def _times(body: Json) -> int | None:
    return None if body.get("times") is None else int(number(body, "times", least=1))
