"""Octavia's calls, under /v2 (openstacksdk) and /v2.0 (Terraform) alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.listing import filtered, page
from standin.openstack.octavia.balancers import Balancers
from standin.openstack.octavia.kinds import CHILDREN
from standin.openstack.octavia.parts import Parts
from standin.openstack.octavia.told import balancer_told, child_told
from standin.openstack.requests import body_of, inner_of

Json = dict[str, Any]
ROOTS = ("/load-balancer/v2/lbaas", "/load-balancer/v2.0/lbaas")


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancerCalls:
    balancers: Balancers
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        return [route for root in ROOTS for route in self._routes(f"{root}/loadbalancers")]

    def _routes(self, all_of: str) -> list[web.RouteDef]:
        one = f"{all_of}/{{id}}"
        return [
            web.get(all_of, self.list),
            web.post(all_of, self.create),
            web.get(one, self.show),
            web.get(f"{one}/status", self.status),
            web.put(one, self.change),
            web.delete(one, self.delete),
        ]

    async def list(self, request: web.Request) -> web.Response:
        shown = [balancer_told(self.balancers, one) for one in self.balancers.all()]
        records = filtered(request, shown)
        return web.json_response(page(request, records, "loadbalancers", most=self.page_size))

    async def create(self, request: web.Request) -> web.Response:
        balancer = self.balancers.create(await inner_of(request, "loadbalancer"))
        told = balancer_told(self.balancers, balancer)
        return web.json_response({"loadbalancer": told}, status=201)

    async def show(self, request: web.Request) -> web.Response:
        balancer = self.balancers.get(request.match_info["id"])
        return web.json_response({"loadbalancer": balancer_told(self.balancers, balancer)})

    async def status(self, request: web.Request) -> web.Response:
        told = balancer_told(self.balancers, self.balancers.get(request.match_info["id"]))
        names = ("id", "name", "provisioning_status", "operating_status")
        return web.json_response(
            {"statuses": {"loadbalancer": {name: told[name] for name in names}}}
        )

    async def change(self, request: web.Request) -> web.Response:
        balancer = self.balancers.get(request.match_info["id"])
        self.balancers.change(balancer, await inner_of(request, "loadbalancer"))
        return web.json_response({"loadbalancer": balancer_told(self.balancers, balancer)})

    async def delete(self, request: web.Request) -> web.Response:
        cascade = request.query.get("cascade", "false").lower() == "true"
        self.balancers.delete(self.balancers.get(request.match_info["id"]), cascade=cascade)
        return web.Response(status=204)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartCalls:
    """The five calls of one kind of part; members stand under their pool."""

    parts: Parts
    kind: str
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        return [route for root in ROOTS for route in self._routes(root)]

    def _routes(self, root: str) -> list[web.RouteDef]:
        parent = "/pools/{pool}" if self.kind == "member" else ""
        all_of = f"{root}{parent}/{CHILDREN[self.kind]}"
        one = f"{all_of}/{{id}}"
        batch = [web.put(all_of, self.batch)] if self.kind == "member" else []
        return [
            *batch,
            web.get(all_of, self.list),
            web.post(all_of, self.create),
            web.get(one, self.show),
            web.put(one, self.change),
            web.delete(one, self.delete),
        ]

    async def list(self, request: web.Request) -> web.Response:
        records = self.parts.balancers.records.all(self.kind)
        pool = request.match_info.get("pool")
        inside = [record for record in records if pool in (None, record["_pool"])]
        shown = filtered(request, [self._told(record) for record in inside])
        return web.json_response(page(request, shown, CHILDREN[self.kind], most=self.page_size))

    async def create(self, request: web.Request) -> web.Response:
        given = await inner_of(request, self.kind)
        record = self.parts.create(self.kind, given, request.match_info.get("pool"))
        return web.json_response({self.kind: self._told(record)}, status=201)

    async def show(self, request: web.Request) -> web.Response:
        record = self.parts.get(self.kind, request.match_info["id"])
        return web.json_response({self.kind: self._told(record)})

    async def change(self, request: web.Request) -> web.Response:
        record = self.parts.get(self.kind, request.match_info["id"])
        self.parts.change(record, await inner_of(request, self.kind))
        return web.json_response({self.kind: self._told(record)})

    async def delete(self, request: web.Request) -> web.Response:
        self.parts.delete(self.kind, self.parts.get(self.kind, request.match_info["id"]))
        return web.Response(status=204)

    async def batch(self, request: web.Request) -> web.Response:
        pool = self.parts.get("pool", request.match_info["pool"])
        self.parts.replace_members(pool, (await body_of(request)).get("members", []))
        return web.Response(status=202)

    def _told(self, record: Json) -> Json:
        return child_told(self.parts.balancers, self.kind, record)
