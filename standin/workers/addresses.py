"""The floating IPs of Services: asked for, kept, taken up again."""

from __future__ import annotations

from dataclasses import dataclass

from standin.client import Obj
from standin.reconcile.effects import Ask
from standin.reconcile.objects import annotations_of, spec_of
from standin.workers.cloud import Cloud
from standin.workers.service_names import ServiceNames

KEEP = "loadbalancer.openstack.org/keep-floatingip"
PATH = "/v2.0/floatingips"


@dataclass(frozen=True, slots=True)
class Addresses:
    cloud: Cloud
    names: ServiceNames

    def of(self, balancer: Obj) -> Obj | None:
        port = balancer["vip_port_id"]
        return next((a for a in self._all() if a["port_id"] == port), None)

    def left_over(self, service: Obj) -> Obj | None:
        """Ours by its description, on no port any more."""
        text = self.names.address_text(service)
        held = [a for a in self._all() if a["description"] == text and not a["port_id"]]
        return next(iter(held), None)

    def may_drop(self, service: Obj, address: Obj) -> bool:
        """One that a person brought (`loadBalancerIP`) or asked to keep is only let go."""
        keeps = annotations_of(service).get(KEEP) == "true"
        return not keeps and address["description"] == self.names.address_text(service)

    def drop(self, address: Obj) -> Ask:
        return Ask("network", "DELETE", f"{PATH}/{address['id']}")

    def take(self, service: Obj, balancer: Obj) -> Ask:
        """`loadBalancerIP` names one that exists: it is taken up, as after a sleep with KEEP."""
        asked, port = spec_of(service).get("loadBalancerIP"), balancer["vip_port_id"]
        found = [a for a in self._all() if a["floating_ip_address"] == asked]
        if asked and found:
            body = {"floatingip": {"port_id": port}}
            return Ask("network", "PUT", f"{PATH}/{found[0]['id']}", body)
        text = self.names.address_text(service)
        wish = {"floating_network_id": self._outside(), "port_id": port, "description": text}
        return Ask("network", "POST", PATH, {"floatingip": wish})

    def _outside(self) -> str:
        """P3.2: floating IPs come from ext-floating1."""
        networks = self.cloud.list("network", "/v2.0/networks", "networks")
        return next(str(n["id"]) for n in networks if n["name"] == "ext-floating1")

    def _all(self) -> list[Obj]:
        return self.cloud.list("network", PATH, "floatingips")
