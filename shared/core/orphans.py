"""What only workers release, and no worker is left to release: after a stop that was forced.

Load balancers and their addresses go through OpenStack (rule 6), the attachments of
volumes once Cinder shows them detached, finalizer included (rule 12).
"""

from __future__ import annotations

from shared.core import kube
from shared.core.actions import Action, DeleteLeftover, DeleteObject, PatchObject
from shared.core.kept import given_back
from shared.core.seen import Json, Leftover, Observation, Unknown

ATTACHMENTS = "volumeattachments.storage.k8s.io"
WHY = "no worker is left to release it"


def orphaned(seen: Observation) -> tuple[Action, ...]:
    """Only ours, by the proof of their names (P3.3); load balancers before their addresses.

    An address that is kept is none of them, and which is kept the cluster must say.
    """
    return (
        *_released(seen.leftovers.load_balancers),
        *_released(given_back(seen)),
        *_detached(seen),
    )


def _released(items: tuple[Leftover, ...] | Unknown) -> tuple[Action, ...]:
    mine = () if isinstance(items, Unknown) else [i for i in items if i.ours]
    return tuple(DeleteLeftover(kind=i.kind, id=i.id, name=i.name, why=WHY) for i in mine)


def _detached(seen: Observation) -> tuple[Action, ...]:
    volumes = seen.leftovers.volumes
    if isinstance(volumes, Unknown) or any(v.ours and v.attached for v in volumes):
        return ()
    if isinstance(seen.cluster, Unknown):
        return ()
    nodes = {n.name for n in seen.cluster.nodes}  # a foreign pool's still work
    left = seen.cluster.objects.get(ATTACHMENTS, ())
    gone = (obj for obj in left if kube.spec(obj).get("nodeName") not in nodes)
    return tuple(action for obj in gone for action in _away(obj))


def _away(attachment: Json) -> tuple[Action, ...]:
    where = kube.ref(ATTACHMENTS, attachment)
    gone = DeleteObject(ref=where, uid=kube.meta(attachment)["uid"], why=WHY)
    if not kube.meta(attachment).get("finalizers"):
        return (gone,)
    patch = {"metadata": {"finalizers": None}}
    version = kube.version(attachment)
    return gone, PatchObject(ref=where, patch=patch, resource_version=version, why=WHY)
