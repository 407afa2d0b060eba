"""What each source of the proof shows of this lab, and what makes it worth believing (rule 7).

A source is one service, asked with one credential in one project and region: its reach. What
it showed by another reach says nothing of what it would show by this one. Nothing that
merely stands in the project is a sign of sight: a credential of somebody else's project,
full of their things, sees none of ours and would otherwise prove it gone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from shared.core import kube
from shared.core.kept import kept
from shared.core.pools import foreign, ours
from shared.core.seen import ClusterSeen, Leftover, Node, Observation, Reach, Unknown
from shared.core.session import Session
from shared.core.settings import Settings

OPENSTACK = ("servers", "load_balancers", "floating_ips", "volumes")
SOURCES = ("pools", "nodes", *OPENSTACK)
CINDER = "cinder.csi.openstack.org"
VOLUMES = "persistentvolumes"
NETWORK = "network"  # the nodes' own: where the lab is, whatever else is shown


class Sighting(NamedTuple):
    """One source's answer: what of ours it still shows, and what proves that it can see.

    `witness` is of this session and in nobody's way; `control` is there whatever runs.
    """

    present: tuple[str, ...] | Unknown
    witness: str = ""
    control: str = ""


def sightings(session: Session, seen: Observation, settings: Settings) -> dict[str, Sighting]:
    """What each source shows of this lab, by the names of SOURCES."""
    left = seen.leftovers
    return {
        "pools": _pools(seen, settings),
        "nodes": _nodes(session, seen, settings),
        "servers": _billing(left.servers),
        "load_balancers": _billing(left.load_balancers),
        "floating_ips": _addresses(seen),
        "volumes": _volumes(seen),
    }


def shown(session: Session, seen: Observation, settings: Settings) -> dict[str, str]:
    """What proves sight from now on: `key` -> what of this session its source shows."""
    found: dict[str, str] = {}
    for source, sighting in sightings(session, seen, settings).items():
        where, present = key(source, seen), sighting.present
        if where and not isinstance(present, Unknown) and (present or sighting.witness):
            found[where] = present[0] if present else sighting.witness
    return found | _home(seen)


def _home(seen: Observation) -> dict[str, str]:
    """The network of one of our nodes, by its id: it stays when the nodes have gone."""
    ports, reach = seen.leftovers.ports, reach_of(seen)
    if isinstance(ports, Unknown) or reach is None or reach.wrong:
        return {}
    networks = [p.network for p in ports if p.ours and p.network]
    return {home_key(reach): networks[0]} if networks else {}


def home_key(reach: Reach) -> str:
    return f"{NETWORK} {reach.key}".strip()


def key(source: str, seen: Observation) -> str:
    """Under what a sighting is remembered; "" where the reach is unknown, or known to be wrong."""
    if source not in OPENSTACK:
        return source
    reach = reach_of(seen)
    if reach is None or reach.wrong:
        return ""
    return f"{source} {reach.key}".strip()


def reach_of(seen: Observation) -> Reach | None:
    reach = seen.leftovers.reach
    return None if isinstance(reach, Unknown) else reach


def can_see(source: str, session: Session, seen: Observation) -> bool:
    """It has shown something of this session, by this reach."""
    memory = seen.memory
    return memory.session == session.id and bool(memory.sighted.get(key(source, seen)))


def is_the_labs(seen: Observation) -> bool:
    """Whether OpenStack's answers are positively of the lab's project: names prove nothing, since

    another project may bear the same. It showed a server of this session, or has the network
    of one of its nodes, or a volume that the lab's cluster names by Cinder's id.
    """
    reach, memory = reach_of(seen), seen.memory
    if reach is None or reach.wrong:
        return False
    if memory.sighted.get(key("servers", seen)) or memory.sighted.get(home_key(reach)):
        return True
    return bool(_volumes_by_id(seen))


def _volumes_by_id(seen: Observation) -> list[Leftover]:
    items, cluster = seen.leftovers.volumes, seen.cluster
    if isinstance(items, Unknown) or isinstance(cluster, Unknown):
        return []
    return [v for v in items if v.ours and v.id in claimed(cluster)]


def our_nodes(seen: Observation, settings: Settings) -> tuple[Node, ...]:
    """All nodes but those that foreign pools explain: unlabelled, of a foreign pool's flavor."""
    if isinstance(seen.cluster, Unknown):
        return ()
    others = () if isinstance(seen.pools, Unknown) else foreign(seen.pools, settings)
    flavors = {p.flavor for p in others}
    return tuple(n for n in seen.cluster.nodes if n.pool or n.flavor not in flavors)


def claimed(cluster: ClusterSeen) -> dict[str, str]:
    """Cinder's ids as the cluster's PersistentVolumes name them -> the volume's name there."""
    found: dict[str, str] = {}
    for volume in cluster.objects.get(VOLUMES, ()):
        csi = kube.spec(volume).get("csi") or {}
        if csi.get("driver") == CINDER and csi.get("volumeHandle"):
            found[str(csi["volumeHandle"])] = kube.title(volume)
    return found


def _pools(seen: Observation, settings: Settings) -> Sighting:
    """The list is of the lab's own cluster, which answers under its id: that is its control."""
    if isinstance(seen.pools, Unknown):
        return Sighting(seen.pools)
    present = tuple(f"pool {p.name} ({p.status})" for p in ours(seen.pools, settings))
    return Sighting(present, control="the cluster that the pools belong to")


def _nodes(session: Session, seen: Observation, settings: Settings) -> Sighting:
    if isinstance(seen.cluster, Unknown):
        return Sighting(seen.cluster)
    if session.cluster is not None and seen.cluster.uid != session.cluster:
        return Sighting(Unknown("nodes", "this is not the lab's cluster"))
    present = tuple(f"node {n.name}" for n in our_nodes(seen, settings))
    return Sighting(present, control=f"the lab's cluster {seen.cluster.uid}")


def _billing(items: tuple[Leftover, ...] | Unknown) -> Sighting:
    if isinstance(items, Unknown):
        return Sighting(items)
    return Sighting(_named(i for i in items if i.ours))


def _addresses(seen: Observation) -> Sighting:
    """One that is kept stays, as volumes do: seeing it is proof that addresses can be seen.

    So is a port of one of our nodes' servers, told by the server's id: the same service,
    asked in the same reach.
    """
    items, stays, ports = seen.leftovers.floating_ips, kept(seen), seen.leftovers.ports
    if isinstance(items, Unknown) or isinstance(stays, Unknown):
        return _billing(items)
    mine = () if isinstance(ports, Unknown) else _named(i for i in ports if i.ours)
    control = f"floating_ip {stays[0].name}, which is kept" if stays and is_the_labs(seen) else ""
    going = _named(i for i in items if i.ours and i not in stays)
    return Sighting(going, witness=mine[0] if mine else "", control=control)


def _volumes(seen: Observation) -> Sighting:
    """Volumes stay, detached: that is where the work lies. One still attached is not off.

    One of ours that stays is a control; where the cluster names its volumes by Cinder's
    ids, only one of those is.
    """
    items = seen.leftovers.volumes
    if isinstance(items, Unknown):
        return Sighting(items)
    mine = [i for i in items if i.ours]
    named = {} if isinstance(seen.cluster, Unknown) else claimed(seen.cluster)
    lasting = [i for i in mine if i.id in named] if named else mine
    control = f"volume {lasting[0].name}" if lasting else ""
    return Sighting(_named(i for i in mine if i.attached), witness=control, control=control)


def _named(items: Iterable[Leftover]) -> tuple[str, ...]:
    return tuple(f"{i.kind} {i.name or i.id}" for i in items)
