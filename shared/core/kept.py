"""Addresses that stay: asked to be kept by their Service, or left behind on purpose.

The cloud-controller-manager keeps a floating IP whose Service says so, and lets a Service
go only once it has released what it was to release: an address of ours whose Service is
gone was kept as well. None of them is deleted or metered, nor does it hold up the proof
of zero; the status names them, because they may be billed.
"""

from __future__ import annotations

from shared.core import kube
from shared.core.seen import Leftover, Observation, Unknown

KEEP = "loadbalancer.openstack.org/keep-floatingip"
SERVICES = "services"
ALWAYS = "default/kubernetes"  # made anew wherever it is missing: a list without it is not whole


def kept(seen: Observation) -> tuple[Leftover, ...] | Unknown:
    """Unknown where the addresses or the Services could not be seen."""
    addresses, cluster = seen.leftovers.floating_ips, seen.cluster
    if isinstance(addresses, Unknown):
        return addresses
    if isinstance(cluster, Unknown):
        return cluster
    services = {kube.title(s): s for s in cluster.objects.get(SERVICES, ())}
    gone = [x for x in addresses if x.ours and x.service and x.service not in services]
    if gone and ALWAYS not in services:
        return Unknown("the cluster's Services", f"the list lacks even {ALWAYS}")
    keeping = {name for name, s in services.items() if kube.annotation(s, KEEP) == "true"}
    return tuple(
        one
        for one in addresses
        if one.ours and one.service and (one.service in keeping or one.service not in services)
    )


def given_back(seen: Observation) -> tuple[Leftover, ...]:
    """Our addresses that nothing keeps, as far as that is certain."""
    addresses, stays = seen.leftovers.floating_ips, kept(seen)
    if isinstance(addresses, Unknown) or isinstance(stays, Unknown):
        return ()
    return tuple(one for one in addresses if one.ours and one not in stays)
