"""Neutron's calls: the five of each kind, and a router's interfaces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.neutron.births import found
from standin.openstack.neutron.calls import KindCalls
from standin.openstack.neutron.kinds import KINDS, PORT, Kind
from standin.openstack.neutron.networks import Networks
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import body_of

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Neutron:
    networks: Networks
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        own = [route for kind in KINDS for route in self._calls(kind).routes()]
        router = "/network/v2.0/routers/{id}"
        return [
            web.get("/network/v2.0/extensions", self.extensions),
            web.put(f"{router}/add_router_interface", self.add_interface),
            web.put(f"{router}/remove_router_interface", self.remove_interface),
            *own,
        ]

    def _calls(self, kind: Kind) -> KindCalls:
        return KindCalls(self.networks, kind, self.page_size)

    async def extensions(self, _: web.Request) -> web.Response:
        aliases = ("router", "external-net", "security-group", "standard-attr-tag")
        return web.json_response(
            {"extensions": [{"alias": name, "name": name} for name in aliases]}
        )

    async def add_interface(self, request: web.Request) -> web.Response:
        router, subnet = await self._ends(request)
        port = self.networks.make(
            PORT,
            {
                "network_id": subnet["network_id"],
                "fixed_ips": [{"subnet_id": subnet["id"], "ip_address": subnet["gateway_ip"]}],
                "device_owner": "network:router_interface",
                "device_id": router["id"],
            },
        )
        return _interface(router, subnet, port)

    async def remove_interface(self, request: web.Request) -> web.Response:
        router, subnet = await self._ends(request)
        ports = self.networks.records.where("port", lambda port: _joins(port, router, subnet))
        if not ports:
            message = f"Router {router['id']} has no interface on subnet {subnet['id']}."
            raise RefusedError(404, message, "RouterInterfaceNotFoundForSubnet")
        self.networks.remove(PORT, ports[0]["id"])
        return _interface(router, subnet, ports[0])

    async def _ends(self, request: web.Request) -> tuple[Json, Json]:
        records = self.networks.records
        router = found(records, "router", request.match_info["id"], "RouterNotFound")
        subnet_id = (await body_of(request)).get("subnet_id")
        return router, found(records, "subnet", subnet_id, "SubnetNotFound")


def _joins(port: Json, router: Json, subnet: Json) -> bool:
    ends = (port["device_id"], port["fixed_ips"][0]["subnet_id"])
    return ends == (router["id"], subnet["id"])


def _interface(router: Json, subnet: Json, port: Json) -> web.Response:
    return web.json_response(
        {
            "id": router["id"],
            "tenant_id": router["tenant_id"],
            "port_id": port["id"],
            "network_id": subnet["network_id"],
            "subnet_id": subnet["id"],
            "subnet_ids": [subnet["id"]],
            "tags": [],
        }
    )
