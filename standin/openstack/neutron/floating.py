"""Floating IPs: the world's addresses in Neutron's words.

Their description carries the owner's name (P3.3); with or without a port they are billed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from standin.openstack.listing import filtered, page
from standin.openstack.neutron.births import found
from standin.openstack.neutron.networks import Networks, stamp, standard
from standin.openstack.refusals import RefusedError
from standin.openstack.requests import body_of, inner_of
from standin.world import Address, NotFoundError

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FloatingIps:
    networks: Networks
    page_size: int

    def routes(self) -> list[web.RouteDef]:
        all_of, one = "/network/v2.0/floatingips", "/network/v2.0/floatingips/{id}"
        return [
            web.get(all_of, self.list),
            web.post(all_of, self.create),
            web.get(one, self.show),
            web.put(one, self.change),
            web.delete(one, self.delete),
            web.put(f"{one}/tags", self.tag),
        ]

    async def list(self, request: web.Request) -> web.Response:
        shown = [self._told(address) for address in self.networks.world.addresses.all()]
        records = filtered(request, shown)
        return web.json_response(page(request, records, "floatingips", most=self.page_size))

    async def create(self, request: web.Request) -> web.Response:
        """P3.2: only from an external network, as ext-floating1 is."""
        given = await inner_of(request, "floatingip")
        self._external(given.get("floating_network_id"))
        self._port(given.get("port_id"))
        address = self.networks.world.addresses.create(
            description=str(given.get("description") or ""),
            port_id=given.get("port_id"),
            extra={"floating_network_id": given["floating_network_id"]},
        )
        return self._one(address, status=201)

    async def show(self, request: web.Request) -> web.Response:
        return self._one(self._found(request))

    async def change(self, request: web.Request) -> web.Response:
        address, given = self._found(request), await inner_of(request, "floatingip")
        if "port_id" in given:
            self._port(given["port_id"])
            self.networks.world.addresses.associate(address.id, given["port_id"])
        address.description = str(given.get("description", address.description))
        return self._one(address)

    async def delete(self, request: web.Request) -> web.Response:
        self.networks.world.addresses.delete(self._found(request).id)
        return web.Response(status=204)

    async def tag(self, request: web.Request) -> web.Response:
        address = self._found(request)
        address.extra["tags"] = (await body_of(request)).get("tags", [])
        return web.json_response({"tags": address.extra["tags"]})

    def _found(self, request: web.Request) -> Address:
        id_ = request.match_info["id"]
        try:
            return self.networks.world.addresses.get(id_)
        except NotFoundError as error:
            message = f"Floating IP {id_} could not be found"
            raise RefusedError(404, message, "FloatingIPNotFound") from error

    def _external(self, network_id: object) -> None:
        network = found(self.networks.records, "network", network_id, "NetworkNotFound")
        if not network["router:external"]:
            message = f"Network {network_id} is not a valid external network"
            raise RefusedError(400, f"Bad floatingip request: {message}.", "BadRequest")

    def _port(self, port_id: object) -> Json | None:
        if port_id is None:
            return None
        return found(self.networks.records, "port", port_id, "PortNotFound")

    def _one(self, address: Address, status: int = 200) -> web.Response:
        return web.json_response({"floatingip": self._told(address)}, status=status)

    def _told(self, address: Address) -> Json:
        port = self._port(address.port_id)
        common = standard(address.id, self.networks.account.project_id, stamp(address.created))
        return common | {
            "description": address.description,
            "tags": address.extra.get("tags", []),
            "floating_ip_address": address.address,
            "floating_network_id": address.extra.get("floating_network_id") or self._usual(),
            "port_id": address.port_id,
            "fixed_ip_address": port["fixed_ips"][0]["ip_address"] if port else None,
            "router_id": self._router(port) if port else None,
            "status": "ACTIVE" if port else "DOWN",
            "port_details": None,
            "port_forwardings": [],
            "dns_name": "",
            "dns_domain": "",
        }

    def _usual(self) -> str:
        networks = self.networks.records.where(
            "network", lambda one: one["name"] == "ext-floating1"
        )
        return str(networks[0]["id"])

    def _router(self, port: Json) -> str | None:
        ways = self.networks.records.where(
            "port",
            lambda other: (
                other["device_owner"] == "network:router_interface"
                and other["network_id"] == port["network_id"]
            ),
        )
        return str(ways[0]["device_id"]) if ways else None
