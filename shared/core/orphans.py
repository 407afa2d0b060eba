"""What only workers release, and no worker is left to release: after a stop that was forced.

Load balancers and their addresses go through OpenStack (rule 6), the attachments of
volumes once Cinder shows them detached, finalizer included (rule 12).
"""

from __future__ import annotations

from shared.core import kube
from shared.core.actions import Action, DeleteLeftover, DeleteObject, DetachAddress, PatchObject
from shared.core.kept import given_back
from shared.core.seen import Json, Leftover, Observation, Unknown
from shared.core.settings import Settings
from shared.core.sight import claimed, is_the_labs, reach_of

ATTACHMENTS = "volumeattachments.storage.k8s.io"
WHY = "no worker is left to release it"


def orphaned(seen: Observation, settings: Settings) -> tuple[Action, ...]:
    """Only ours, by the proof of their names (P3.3); load balancers before their addresses.

    An address that is kept is none of them, and which is kept the cluster must say.
    """
    if not (is_the_labs(seen) or _is_accepted(seen, settings)):
        return ()
    return (
        *_unplugged(seen),
        *_released(seen.leftovers.load_balancers),
        *_released(given_back(seen)),
        *_detached(seen),
    )


def _unplugged(seen: Observation) -> tuple[Action, ...]:
    """Addresses that stay, or may have to, come off before their load balancer goes (rule 6)."""
    addresses, balancers = seen.leftovers.floating_ips, seen.leftovers.load_balancers
    if isinstance(addresses, Unknown) or not _released(balancers):
        return ()
    going = given_back(seen)
    staying = (x for x in addresses if x.ours and x.attached and x not in going)
    return tuple(DetachAddress(id=x.id, name=x.name, why="it is kept") for x in staying)


def _is_accepted(seen: Observation, settings: Settings) -> bool:
    """A person took the place for the lab's, though it never showed a server of it."""
    reach = reach_of(seen)
    return reach is not None and not reach.wrong and "servers" in settings.accept_blind


def _released(items: tuple[Leftover, ...] | Unknown) -> tuple[Action, ...]:
    mine = () if isinstance(items, Unknown) else [i for i in items if i.ours]
    return tuple(DeleteLeftover(kind=i.kind, id=i.id, name=i.name, why=WHY) for i in mine)


def _detached(seen: Observation) -> tuple[Action, ...]:
    """Of nodes that are gone; where Cinder is to know the volume, only once it shows it so."""
    volumes, cluster = seen.leftovers.volumes, seen.cluster
    if isinstance(volumes, Unknown) or any(v.ours and v.attached for v in volumes):
        return ()
    if isinstance(cluster, Unknown):
        return ()
    nodes = {n.name for n in cluster.nodes}  # a foreign pool's still work
    unseen = set(claimed(cluster).values()) - {claimed(cluster).get(v.id) for v in volumes}
    gone = (
        obj
        for obj in cluster.objects.get(ATTACHMENTS, ())
        if kube.spec(obj).get("nodeName") not in nodes and _volume_of(obj) not in unseen
    )
    return tuple(action for obj in gone for action in _away(obj))


def _volume_of(attachment: Json) -> str:
    return str((kube.spec(attachment).get("source") or {}).get("persistentVolumeName", ""))


def _away(attachment: Json) -> tuple[Action, ...]:
    where = kube.ref(ATTACHMENTS, attachment)
    gone = DeleteObject(ref=where, uid=kube.meta(attachment)["uid"], why=WHY)
    if not kube.meta(attachment).get("finalizers"):
        return (gone,)
    patch = {"metadata": {"finalizers": None}}
    version = kube.version(attachment)
    return gone, PatchObject(ref=where, patch=patch, resource_version=version, why=WHY)
