"""Why a source had nothing of this session to show, where that is certain (rule 7).

A source that never showed anything is blind, unless nothing was there that it could have
shown. That is not concluded from its own silence, but from others that can see:

* **No pool could ever boot**: then no server was. Or none of what was made can be left: `unbooted`.
* **No node ever joined**: what makes load balancers and attaches volumes runs on workers
  (P3.2), so nothing was made in this session. Nothing of an earlier one is left, as long as no
  Service holds the cloud controller's finalizer or an address.
* **No Service ever had a load balancer.** Only the cloud controller makes one, for a Service of
  that type, and it puts its finalizer on the Service first and takes it off last, once the load
  balancer is gone. So where the cluster shows now no Service of that type, none with the
  finalizer and none with an address, none is left: whether none was ever asked for, or each was
  released in order while nodes ran. A stage of the stop that was passed by, and a stop that was
  forced, leave type and finalizer behind, and then nothing is concluded.
  But if a Service ever had an address in this session, a load balancer was there, and the source
  that did not show it is blind indeed.
* **No volume was ever claimed**: no PersistentVolume of Cinder's and no attachment, ever.

All of it needs the whole of this session's memory, never lost or put back, and the lab's own
cluster seen now, whose list of Services is known to be complete by the one that each cluster has.
A look that could not see counts as one that may have missed something. "" means: not certain.
"""

from __future__ import annotations

from shared.core import kube
from shared.core.births import POOL
from shared.core.kept import ALWAYS, SERVICES
from shared.core.orphans import ATTACHMENTS
from shared.core.seen import ClusterSeen, Json, Observation, Part, Unknown
from shared.core.session import Session
from shared.core.sight import claimed
from shared.core.unbooted import unbooted

ADDRESSED, CLAIMED = "a Service's address", "a volume's claim"  # keys of Memory.sighted, as are
CLUSTER_UNSEEN, POOLS_UNSEEN = "the cluster, unseen", "the pools, unseen"


def claims(seen: Observation) -> dict[str, str]:
    """What the cluster says that OpenStack must show, for the memory.

    An address counts while a node is Ready: before that it may be an old one, of a load
    balancer that a forced stop deleted.
    """
    cluster = seen.cluster
    if isinstance(cluster, Unknown):
        return {}
    found: dict[str, str] = {}
    addressed = [s for s in _services(cluster) if _addresses(s)]
    if addressed and any(n.ready for n in cluster.nodes):
        found[ADDRESSED] = f"Service {kube.title(addressed[0])}"
    volumes = [*claimed(cluster).values(), *map(kube.title, cluster.objects.get(ATTACHMENTS, ()))]
    return found | ({CLAIMED: volumes[0]} if volumes else {})


def unseen(seen: Observation) -> dict[str, str]:
    """What may have been there while nobody could look, for the memory: unknown is not absent.

    A node may have joined a cluster that was not seen, as long as a pool may have stood; a pool
    of which no list has told yet may have booted.
    """
    found: dict[str, str] = {}
    if isinstance(seen.cluster, Unknown) and seen.pools != ():
        found[CLUSTER_UNSEEN] = seen.cluster.why
    never_listed = not any(line.id.startswith(POOL) for line in seen.memory.metered)
    if isinstance(seen.pools, Unknown) and seen.memory.asked and never_listed:
        found[POOLS_UNSEEN] = seen.pools.why
    return found


def memory_lost(seen: Observation) -> bool:
    """It is gone, cannot be read, or was put back: what it lacks may have been seen."""
    return seen.forgot or any(loss.what is Part.MEMORY and not loss.harmless for loss in seen.lost)


def held_unseen(seen: Observation) -> tuple[str, ...]:
    """Services that hold a load balancer, as the cluster says, where Octavia shows none of ours."""
    cluster, balancers = seen.cluster, seen.leftovers.load_balancers
    if isinstance(cluster, Unknown) or isinstance(balancers, Unknown):
        return ()
    if any(x.ours for x in balancers):
        return ()
    return tuple(kube.title(s) for s in _services(cluster) if _finalizer(s))


def idle(source: str, session: Session, seen: Observation) -> str:
    """Why it had nothing to show, in words for the evidence; "" where that is not certain."""
    memory, cluster = seen.memory, seen.cluster
    if memory.session != session.id or not memory.whole or memory_lost(seen):
        return ""
    if source == "servers" and not (memory.sighted.get("pools") or POOLS_UNSEEN in memory.sighted):
        return "no pool of this session could ever boot"
    if isinstance(cluster, Unknown) or session.cluster not in (None, cluster.uid):
        return ""
    return _by_the_cluster(source, cluster, seen)


def _by_the_cluster(source: str, cluster: ClusterSeen, seen: Observation) -> str:
    sighted = seen.memory.sighted
    joined = bool(sighted.get("nodes")) or CLUSTER_UNSEEN in sighted
    match source:
        case "servers":
            return "" if joined or POOLS_UNSEEN in sighted else unbooted(seen)
        case "load_balancers" | "floating_ips":
            return _unbalanced(cluster, joined=joined, addressed=ADDRESSED in sighted)
        case "volumes":
            return _unclaimed(cluster, joined=joined, claimed_once=CLAIMED in sighted)
        case _:
            return ""


def _unbalanced(cluster: ClusterSeen, *, joined: bool, addressed: bool) -> str:
    services = _services(cluster)
    held = any(_finalizer(s) or _addresses(s) for s in services)
    if held or not _complete(services):
        return ""
    if not joined:
        return "no node of this session ever joined"
    wanted = any(kube.spec(s).get("type") == "LoadBalancer" for s in services)
    if wanted or addressed:
        return ""
    return "no Service ever had an address, and none has or waits for a load balancer"


def _unclaimed(cluster: ClusterSeen, *, joined: bool, claimed_once: bool) -> str:
    if not joined:
        return "no node of this session ever joined"
    now = claimed(cluster) or cluster.objects.get(ATTACHMENTS, ())
    if now or claimed_once or not _complete(_services(cluster)):
        return ""
    return "no volume of the lab was ever claimed"


def _services(cluster: ClusterSeen) -> tuple[Json, ...]:
    return cluster.objects.get(SERVICES, ())


def _complete(services: tuple[Json, ...]) -> bool:
    return any(kube.title(s) == ALWAYS for s in services)


def _finalizer(service: Json) -> bool:
    return kube.CLEANUP in (kube.meta(service).get("finalizers") or ())


def _addresses(service: Json) -> bool:
    balancer = (service.get("status") or {}).get("loadBalancer") or {}
    return bool(balancer.get("ingress"))
