"""What a project finds in Neutron on its first day.

The provider's two external networks (P3.2), and the network that the shared pack brings for
its nodes: no argument of the cluster names it, so it is there before anybody asks.
"""

from __future__ import annotations

from typing import Any

from standin.openstack.neutron.kinds import NETWORK, PORT, ROUTER, SUBNET
from standin.openstack.neutron.networks import Networks

Json = dict[str, Any]
EXTERNAL = {"ext-net1": "203.0.113.0/24", "ext-floating1": "198.51.100.0/24"}
LAB = {"nodes": "10.8.0.0/16", "load-balancers": "10.9.0.0/24"}


def seed(networks: Networks) -> None:
    """Once: a world that was loaded has it already."""
    if networks.records.all("network"):
        return
    for name, cidr in EXTERNAL.items():
        network = _network(networks, name=name, shared=True, mtu=1500, **{"router:external": True})
        _subnet(networks, network, name, cidr, enable_dhcp=False)
    lab = _network(networks, name="kaas-lab")
    gateway = networks.records.where("network", lambda one: one["name"] == "ext-net1")[0]
    outside = {"network_id": gateway["id"]}
    router = networks.make(ROUTER, {"name": "kaas-lab", "external_gateway_info": outside})
    for name, cidr in LAB.items():
        _interface(networks, router, _subnet(networks, lab, name, cidr))


def _network(networks: Networks, **given: object) -> Json:
    return networks.make(NETWORK, dict(given))


def _subnet(networks: Networks, network: Json, name: str, cidr: str, **more: object) -> Json:
    given = {"network_id": network["id"], "name": name, "cidr": cidr, **more}
    return networks.make(SUBNET, given)


def _interface(networks: Networks, router: Json, subnet: Json) -> None:
    networks.make(
        PORT,
        {
            "network_id": subnet["network_id"],
            "fixed_ips": [{"subnet_id": subnet["id"], "ip_address": subnet["gateway_ip"]}],
            "device_owner": "network:router_interface",
            "device_id": router["id"],
        },
    )
