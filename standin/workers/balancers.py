"""The service controller of the cloud-controller-manager: Services become Octavia load balancers.

Names and descriptions are those of cloud-provider-openstack: they prove whose a thing is (P3.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.effects import Ask, Effects, Wake, drop_finalizer, patch_metadata, set_status
from standin.reconcile.objects import (
    annotations_of,
    finalizers_of,
    is_leaving,
    name_of,
    namespace_of,
    spec_of,
    status_of,
)
from standin.reconcile.view import View
from standin.workers.cloud import Cloud

FINALIZER = "service.kubernetes.io/load-balancer-cleanup"
KEEP = "loadbalancer.openstack.org/keep-floatingip"
INTERNAL = "service.beta.kubernetes.io/openstack-internal-load-balancer"
BALANCER_ID = "loadbalancer.openstack.org/load-balancer-id"
LOOK_AGAIN = timedelta(seconds=5)
BALANCERS, ADDRESSES = "/v2/lbaas/loadbalancers", "/v2.0/floatingips"


@dataclass(frozen=True, slots=True)
class Balancers:
    """`cluster` is the name that everything made for it carries."""

    cloud: Cloud
    cluster: str

    def __call__(self, view: View) -> Effects:
        for service in view.of("Service"):
            if _wants_balancer(service):
                yield from self._ensure(view, service)
            elif FINALIZER in finalizers_of(service):
                yield from self._release(view, service)

    def _ensure(self, view: View, service: Obj) -> Effects:
        if FINALIZER not in finalizers_of(service):
            yield patch_metadata(service, finalizers=[*finalizers_of(service), FINALIZER])
            return
        if (status_of(service).get("loadBalancer") or {}).get("ingress"):
            return
        balancer = self._balancer(service)
        if balancer is None:
            yield Ask("load-balancer", "POST", BALANCERS, self._wish(service))
        elif balancer["provisioning_status"] != "ACTIVE":
            yield Wake(view.now + LOOK_AGAIN)
        else:
            yield from self._publish(service, balancer)

    def _publish(self, service: Obj, balancer: Obj) -> Effects:
        address = balancer["vip_address"]
        if annotations_of(service).get(INTERNAL) != "true":
            held = self._address_of(balancer)
            if held is None:
                yield self._ask_address(service, balancer)
                return
            address = held["floating_ip_address"]
        if annotations_of(service).get(BALANCER_ID) != balancer["id"]:
            yield patch_metadata(service, annotations={BALANCER_ID: balancer["id"]})
            return
        ingress = {"ingress": [{"ip": address, "ipMode": "VIP"}]}
        yield from set_status(service, loadBalancer=ingress)

    def _release(self, view: View, service: Obj) -> Effects:
        """First the address, then the balancer, and only when both are gone the finalizer."""
        balancer = self._balancer(service)
        address = self._address_of(balancer) if balancer else self._left_over(service)
        if address is not None and self._is_ours_to_drop(service, address):
            yield Ask("network", "DELETE", f"{ADDRESSES}/{address['id']}")
        elif balancer is None:
            yield from self._let_go(service)
        elif balancer["provisioning_status"].startswith("PENDING"):
            yield Wake(view.now + LOOK_AGAIN)
        else:
            path = f"{BALANCERS}/{balancer['id']}?cascade=true"
            yield Ask("load-balancer", "DELETE", path)

    def _let_go(self, service: Obj) -> Effects:
        if (status_of(service).get("loadBalancer") or {}).get("ingress"):
            yield from set_status(service, loadBalancer={"ingress": None})
            return
        yield drop_finalizer(service, FINALIZER, annotations={BALANCER_ID: None})

    def _balancer(self, service: Obj) -> Obj | None:
        listed = self.cloud.list("load-balancer", BALANCERS, "loadbalancers")
        return next((b for b in listed if b["name"] == self._name(service)), None)

    def _name(self, service: Obj) -> str:
        name = f"kube_service_{self.cluster}_{namespace_of(service)}_{name_of(service)}"
        return name[:255]

    def _wish(self, service: Obj) -> Obj:
        return {
            "loadbalancer": {
                "name": self._name(service),
                "description": f"Kubernetes external service {_place(service)}"
                f" from cluster {self.cluster}",
                "tags": [self._name(service)],
                "vip_subnet_id": self._own_subnet(),
            }
        }

    def _own_subnet(self) -> str:
        subnets = self.cloud.list("network", "/v2.0/subnets", "subnets")
        named = [subnet for subnet in subnets if subnet["name"] == "load-balancers"]
        return str((named or subnets)[0]["id"])

    def _addresses(self) -> list[Obj]:
        return self.cloud.list("network", ADDRESSES, "floatingips")

    def _address_of(self, balancer: Obj) -> Obj | None:
        port = balancer["vip_port_id"]
        return next((a for a in self._addresses() if a["port_id"] == port), None)

    def _left_over(self, service: Obj) -> Obj | None:
        """Ours by its description, on no port any more."""
        text = self._address_text(service)
        held = [a for a in self._addresses() if a["description"] == text and not a["port_id"]]
        return next(iter(held), None)

    def _is_ours_to_drop(self, service: Obj, address: Obj) -> bool:
        """One that a person brought (`loadBalancerIP`) or asked to keep is only let go."""
        keeps = annotations_of(service).get(KEEP) == "true"
        return not keeps and address["description"] == self._address_text(service)

    def _address_text(self, service: Obj) -> str:
        return (
            f"Floating IP for Kubernetes external service {_place(service)}"
            f" from cluster {self.cluster}"
        )

    def _ask_address(self, service: Obj, balancer: Obj) -> Ask:
        """`loadBalancerIP` names one that exists: it is taken up, as after a sleep with KEEP."""
        asked, port = spec_of(service).get("loadBalancerIP"), balancer["vip_port_id"]
        found = [a for a in self._addresses() if a["floating_ip_address"] == asked]
        if asked and found:
            body = {"floatingip": {"port_id": port}}
            return Ask("network", "PUT", f"{ADDRESSES}/{found[0]['id']}", body)
        wish = {
            "floating_network_id": self._outside(),
            "port_id": port,
            "description": self._address_text(service),
        }
        return Ask("network", "POST", ADDRESSES, {"floatingip": wish})

    def _outside(self) -> str:
        """P3.2: floating IPs come from ext-floating1."""
        networks = self.cloud.list("network", "/v2.0/networks", "networks")
        return next(str(n["id"]) for n in networks if n["name"] == "ext-floating1")


def _wants_balancer(service: Obj) -> bool:
    spec = spec_of(service)
    mine = spec.get("type") == "LoadBalancer" and not spec.get("loadBalancerClass")
    return mine and not is_leaving(service)


def _place(service: Obj) -> str:
    return f"{namespace_of(service)}/{name_of(service)}"
