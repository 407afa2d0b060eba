"""What proves that a thing in the project is the lab's: names that only its cluster writes (P3.3).

A proof is exact. `kube_service_lab_2_shop_web` is of the cluster "lab_2", not of "lab":
namespaces and Services cannot hold an underscore, so the last two parts are theirs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

SERVICE = "kube_service_"
ADDRESS = "Floating IP for Kubernetes external service "
FROM = " from cluster "
VOLUME = "cinder.csi.openstack.org/cluster"


def _nobody() -> Iterable[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """`cluster` is its name as the cloud-controller-manager and the CSI driver were told it.

    Nothing in P3.3 marks a server. It is ours where its name begins with `server_prefix` (the
    provider's, of the cluster's pools; "" where it is not known), or where `nodes` names its
    id: the UUIDs in the providerIDs of the cluster's nodes. `nodes` may raise a PortError.
    """

    cluster: str
    server_prefix: str = ""
    nodes: Callable[[], Iterable[str]] = _nobody

    def of_balancer(self, name: str) -> bool:
        if not name.startswith(SERVICE):
            return False
        cluster, *service = name.removeprefix(SERVICE).rsplit("_", 2)
        return cluster == self.cluster and len(service) == len(("namespace", "service"))

    def of_address(self, description: str) -> bool:
        return bool(self.service_of(description))

    def service_of(self, description: str) -> str:
        """ "namespace/name", "" where it is not an address of this cluster's."""
        if not description.startswith(ADDRESS):
            return ""
        service, cluster = _split(description.removeprefix(ADDRESS), FROM)
        return service if cluster == self.cluster and " " not in service else ""

    def of_volume(self, metadata: Mapping[str, object]) -> bool:
        return metadata.get(VOLUME) == self.cluster

    def of_server(self, id_: str, name: str, nodes: Iterable[str]) -> bool:
        by_name = bool(self.server_prefix) and name.startswith(self.server_prefix)
        return by_name or id_ in nodes


def _split(text: str, by: str) -> tuple[str, str]:
    before, _, after = text.partition(by)
    return before, after
