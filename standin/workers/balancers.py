"""The service controller of the cloud-controller-manager: Services become load balancers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from standin.client import Obj
from standin.reconcile.effects import (
    Ask,
    Effects,
    Wake,
    drop_finalizer,
    patch_metadata,
    set_status,
)
from standin.reconcile.objects import (
    annotations_of,
    finalizers_of,
    is_leaving,
    spec_of,
    status_of,
    uid_of,
)
from standin.reconcile.view import View
from standin.workers.addresses import Addresses
from standin.workers.balancer_parts import BalancerParts
from standin.workers.cloud import Cloud
from standin.workers.cloud_nodes import is_well
from standin.workers.service_names import ServiceNames

FINALIZER = "service.kubernetes.io/load-balancer-cleanup"
INTERNAL = "service.beta.kubernetes.io/openstack-internal-load-balancer"
BALANCER_ID = "loadbalancer.openstack.org/load-balancer-id"
LOOK_AGAIN = timedelta(seconds=5)
PATH = "/v2/lbaas/loadbalancers"


@dataclass(frozen=True, slots=True)
class Balancers:
    """`ensured` are the Services (by UID) that were looked at since it started.

    Upstream ensures each once at its start, whatever the status says, and it starts anew with
    the first worker: a balancer that was deleted while none ran is made again.
    """

    cloud: Cloud
    names: ServiceNames
    addresses: Addresses
    parts: BalancerParts
    ensured: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, cloud: Cloud, cluster: str) -> Balancers:
        names = ServiceNames(cluster)
        return cls(cloud, names, Addresses(cloud, names), BalancerParts(cloud, names))

    def start_anew(self) -> None:
        self.ensured.clear()

    def __call__(self, view: View) -> Effects:
        for service in view.of("Service"):
            if _wants_balancer(service):
                yield from self._ensure(view, service)
            elif FINALIZER in finalizers_of(service):
                yield from self._release(view, service)

    def _ensure(self, view: View, service: Obj) -> Effects:
        """The finalizer comes before anything that would have to be given back."""
        if FINALIZER not in finalizers_of(service):
            yield patch_metadata(service, finalizers=[*finalizers_of(service), FINALIZER])
            return
        if _published(service) and uid_of(service) in self.ensured:
            return
        balancer = self._balancer(service)
        if balancer is None:
            yield Ask("load-balancer", "POST", PATH, self._wish(service))
        elif balancer["provisioning_status"] != "ACTIVE":
            yield Wake(view.now + LOOK_AGAIN)
        else:
            yield from self._complete(view, service, balancer)

    def _complete(self, view: View, service: Obj, balancer: Obj) -> Effects:
        nodes = [node for node in view.of("Node") if is_well(node)]
        part = self.parts.missing(service, balancer, nodes)
        if part is not None:
            yield part
        else:
            yield from self._publish(service, balancer)

    def _publish(self, service: Obj, balancer: Obj) -> Effects:
        address = balancer["vip_address"]
        if annotations_of(service).get(INTERNAL) != "true":
            held = self.addresses.of(balancer)
            if held is None:
                yield self.addresses.take(service, balancer)
                return
            address = held["floating_ip_address"]
        if annotations_of(service).get(BALANCER_ID) != balancer["id"]:
            yield patch_metadata(service, annotations={BALANCER_ID: balancer["id"]})
            return
        ingress = [{"ip": address, "ipMode": "VIP"}]
        if _published(service) == ingress:
            self.ensured.add(uid_of(service))
            return
        yield from set_status(service, loadBalancer={"ingress": ingress})

    def _release(self, view: View, service: Obj) -> Effects:
        """First the address, then the balancer, and only when both are gone the finalizer."""
        balancer = self._balancer(service)
        held = self.addresses.of(balancer) if balancer else self.addresses.left_over(service)
        if held is not None and self.addresses.may_drop(service, held):
            yield self.addresses.drop(held)
        elif balancer is None:
            yield from self._let_go(service)
        elif balancer["provisioning_status"].startswith("PENDING"):
            yield Wake(view.now + LOOK_AGAIN)
        else:
            yield Ask("load-balancer", "DELETE", f"{PATH}/{balancer['id']}?cascade=true")

    def _let_go(self, service: Obj) -> Effects:
        if _published(service):
            yield from set_status(service, loadBalancer={"ingress": None})
            return
        yield drop_finalizer(service, FINALIZER, annotations={BALANCER_ID: None})

    def _balancer(self, service: Obj) -> Obj | None:
        listed = self.cloud.list("load-balancer", PATH, "loadbalancers")
        return next((b for b in listed if b["name"] == self.names.balancer(service)), None)

    def _wish(self, service: Obj) -> Obj:
        subnets = self.cloud.list("network", "/v2.0/subnets", "subnets")
        named = [subnet for subnet in subnets if subnet["name"] == "load-balancers"]
        wish = {
            "name": self.names.balancer(service),
            "description": self.names.balancer_text(service),
            "tags": [self.names.balancer(service)],
            "vip_subnet_id": (named or subnets)[0]["id"],
        }
        return {"loadbalancer": wish}


def _published(service: Obj) -> list[Obj]:
    """What the status says already."""
    return list((status_of(service).get("loadBalancer") or {}).get("ingress") or [])


def _wants_balancer(service: Obj) -> bool:
    spec = spec_of(service)
    mine = spec.get("type") == "LoadBalancer" and not spec.get("loadBalancerClass")
    return mine and not is_leaving(service)
