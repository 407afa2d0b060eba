"""What lies inside a Service's load balancer: for each port a listener, a pool and its members.

One at a time: Octavia refuses a change while the one before is under way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from standin.client import Obj
from standin.reconcile.effects import Ask
from standin.reconcile.objects import spec_of, status_of
from standin.workers.cloud import Cloud
from standin.workers.service_names import ServiceNames

LISTENERS, POOLS = "/v2/lbaas/listeners", "/v2/lbaas/pools"


@dataclass(frozen=True, slots=True)
class BalancerParts:
    cloud: Cloud
    names: ServiceNames

    def missing(self, service: Obj, balancer: Obj, nodes: Sequence[Obj]) -> Ask | None:
        """The next call that completes it, or None."""
        for index, port in enumerate(spec_of(service).get("ports") or []):
            listener = self._held(
                LISTENERS, "listeners", self.names.part("listener", index, service)
            )
            if listener is None:
                return self._listener(service, balancer, index, port)
            pool = self._held(POOLS, "pools", self.names.part("pool", index, service))
            if pool is None:
                return self._pool(service, listener, index)
            if nodes and not pool["members"]:
                return _members(pool, port, nodes)
        return None

    def _held(self, path: str, key: str, name: str) -> Obj | None:
        listed = self.cloud.list("load-balancer", path, key)
        return next((part for part in listed if part["name"] == name), None)

    def _listener(self, service: Obj, balancer: Obj, index: int, port: Obj) -> Ask:
        wish = {
            "name": self.names.part("listener", index, service),
            "protocol": port.get("protocol", "TCP"),
            "protocol_port": port["port"],
            "loadbalancer_id": balancer["id"],
        }
        return Ask("load-balancer", "POST", LISTENERS, {"listener": wish})

    def _pool(self, service: Obj, listener: Obj, index: int) -> Ask:
        wish = {
            "name": self.names.part("pool", index, service),
            "protocol": listener["protocol"],
            "lb_algorithm": "ROUND_ROBIN",
            "listener_id": listener["id"],
        }
        return Ask("load-balancer", "POST", POOLS, {"pool": wish})


def _members(pool: Obj, port: Obj, nodes: Sequence[Obj]) -> Ask:
    """Each node takes traffic at the Service's node port."""
    target = port.get("nodePort") or port["port"]
    members = [{"address": _address(node), "protocol_port": target} for node in nodes]
    return Ask("load-balancer", "PUT", f"{POOLS}/{pool['id']}/members", {"members": members})


def _address(node: Obj) -> str:
    addresses = status_of(node).get("addresses") or []
    return next(str(a["address"]) for a in addresses if a["type"] == "InternalIP")
