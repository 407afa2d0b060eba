"""A load balancer's virtual address: a Neutron port that comes and goes with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from standin.openstack.neutron.births import first_subnet
from standin.openstack.neutron.kinds import PORT
from standin.openstack.neutron.networks import Networks
from standin.openstack.refusals import RefusedError
from standin.world import LoadBalancer

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Vips:
    networks: Networks

    def make(self, given: Json) -> Json:
        """In the subnet or network that the request names. Raises RefusedError 400."""
        subnet = self._subnet(given)
        port = self.networks.make(
            PORT,
            {
                "network_id": subnet["network_id"],
                "fixed_ips": [{"subnet_id": subnet["id"], **_address(given)}],
                "device_owner": "Octavia",
            },
        )
        return {
            "vip_address": port["fixed_ips"][0]["ip_address"],
            "vip_port_id": port["id"],
            "vip_subnet_id": subnet["id"],
            "vip_network_id": subnet["network_id"],
        }

    def usual(self) -> Json:
        """Where the shared pack keeps its balancers."""
        subnets = self.networks.records.where("subnet", lambda one: one["name"] == "load-balancers")
        return self.make({"vip_subnet_id": subnets[0]["id"]})

    def claim(self, balancer: LoadBalancer) -> None:
        """The port says whose it is."""
        port = self.networks.records.get("port", balancer.extra["vip_port_id"])
        if port is not None:
            names = {"name": f"octavia-lb-{balancer.id}", "device_id": f"lb-{balancer.id}"}
            port.update(names)

    def release(self, balancer: LoadBalancer) -> None:
        """One that somebody deleted already is fine."""
        if self.networks.records.get("port", balancer.extra["vip_port_id"]):
            self.networks.remove(PORT, balancer.extra["vip_port_id"])

    def _subnet(self, given: Json) -> Json:
        records = self.networks.records
        if given.get("vip_subnet_id"):
            subnet = records.get("subnet", given["vip_subnet_id"])
            if subnet is None:
                raise RefusedError(400, f"Subnet {given['vip_subnet_id']} not found.")
            return subnet
        if not given.get("vip_network_id"):
            message = "VIP must contain one of: vip_port_id, vip_network_id, vip_subnet_id."
            raise RefusedError(400, f"Validation failure: {message}")
        return first_subnet(records, given["vip_network_id"])


def _address(given: Json) -> Json:
    return {"ip_address": given["vip_address"]} if given.get("vip_address") else {}
