"""What cloud-provider-openstack calls the things that it makes for a Service (P3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from standin.client import Obj
from standin.reconcile.objects import name_of, namespace_of

LONGEST = 255


@dataclass(frozen=True, slots=True)
class ServiceNames:
    """Names and descriptions prove whose a thing is: `cluster` is in each."""

    cluster: str

    def balancer(self, service: Obj) -> str:
        name = f"kube_service_{self.cluster}_{namespace_of(service)}_{name_of(service)}"
        return name[:LONGEST]

    def balancer_text(self, service: Obj) -> str:
        return f"Kubernetes external service {self._place(service)} from cluster {self.cluster}"

    def address_text(self, service: Obj) -> str:
        return f"Floating IP for {self.balancer_text(service)}"

    def part(self, kind: str, index: int, service: Obj) -> str:
        """A listener's or pool's, e.g. "listener_0_kube_service_lab_shop_web"."""
        return f"{kind}_{index}_{self.balancer(service)}"[:LONGEST]

    def _place(self, service: Obj) -> str:
        return f"{namespace_of(service)}/{name_of(service)}"
