"""Situations of the lab, in the fewest words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from shared.core import records
from shared.core.memory import Memory, Metered
from shared.core.seen import (
    ArchiveSeen,
    ClusterSeen,
    Json,
    Leftover,
    Leftovers,
    Node,
    NodePool,
    Observation,
    Ownership,
    PoolStatus,
    Unknown,
)
from shared.core.session import Lease, NodeCount, PoolWish, Session, Wanted
from tests.fakes.world import GENERAL, MEMORY, PRICES

T0 = datetime(2026, 1, 6, 17, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
DOWN_AT = T0 + 2 * HOUR
ID = "s20260106-170000"
UID = "uid-kube-system"
GONE = Unknown("it", "no answer")
GENERAL_2 = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(2))
MEMORY_1 = PoolWish(name="memory", flavor=MEMORY, zone="az-1", nodes=NodeCount(1))


def recorded(entries: list[records.Entry]) -> tuple[Json, ...]:
    """The record of this stop, as the cluster shows it."""
    known = {"uid": "u", "resourceVersion": "1"}
    made = (c.body for c in records.record(f"{ID}-{DOWN_AT:%d%H%M%S}", entries))
    return tuple({**body, "metadata": {**body["metadata"], **known}} for body in made)


ASLEEP = {records.SECRETS: recorded([])}  # all that a stop leaves to be seen
OURS = Ownership(lab="lab", session=ID, birth=T0, token=1)


def session(**changes: Any) -> Session:
    """Up since T0 with two general nodes, for six hours."""
    up = Session(
        id=ID,
        wanted=Wanted.UP,
        since=T0,
        started=T0,
        profile="standard",
        pools=(GENERAL_2,),
        leases=(Lease(holder="ana", until=T0 + 6 * HOUR),),
        end=T0 + 6 * HOUR,
        cluster=UID,
        why="ana asked",
    )
    return replace(up, **changes)


def going_down(**changes: Any) -> Session:
    """The same, and somebody stopped it at DOWN_AT."""
    return session(wanted=Wanted.DOWN, since=DOWN_AT, leases=(), **changes)


def pool(number: int = 101, name: str = "general", nodes: int = 2, **changes: Any) -> NodePool:
    """Ours, active and complete."""
    made = NodePool(
        id=str(number),
        name=name,
        flavor={"general": GENERAL, "memory": MEMORY}.get(name, "other-flavor"),
        zone="az-1",
        target=nodes,
        ready=nodes,
        status=PoolStatus.ACTIVE,
        labels=OURS,
    )
    return replace(made, **changes)


def node(name: str = "n0", *, ready: bool = True, **changes: Any) -> Node:
    made = Node(
        name=name,
        ready=ready,
        schedulable=True,
        provider_id=f"openstack:///srv-{name}",
        created=T0,
        uid=f"uid-{name}",
        version="7",
        pool="general",
        token=1,
        flavor=GENERAL,
    )
    return replace(made, **changes)


TWO_NODES = (node("n0"), node("n1"))


def cluster(
    nodes: tuple[Node, ...] = TWO_NODES,
    mark: str | None = ID,
    objects: Mapping[str, tuple[Json, ...]] | None = None,
    uid: str = UID,
) -> ClusterSeen:
    return ClusterSeen(uid=uid, mark=mark, nodes=nodes, objects=objects or {})


NOTHING_LEFT = Leftovers(servers=(), load_balancers=(), floating_ips=(), volumes=())


def memory(**changes: Any) -> Memory:
    """Of this session, in which every source has shown something."""
    names = ("nodes", "servers", "load_balancers", "floating_ips", "volumes", "pools")
    whole = Memory(session=ID, sighted=dict.fromkeys(names, "one of ours"), whole=True)
    return replace(whole, **changes)


def metered(id_: str, **changes: Any) -> Metered:
    """Billed since T0, and still there a minute later."""
    made = Metered(
        id=id_, name="general", flavor=GENERAL, units=2, since=T0, seen=T0 + MINUTE, until=None
    )
    return replace(made, **changes)


def archive(at: datetime = DOWN_AT + MINUTE, **changes: Any) -> ArchiveSeen:
    made = ArchiveSeen(name="lab-x", session=ID, taken_at=at, verified=True, items=9)
    return replace(made, **changes)


def seen(**changes: Any) -> Observation:
    """A lab that runs as it should: one pool, two nodes, marked."""
    usual = Observation(
        at=T0,
        pools=(pool(),),
        cluster=cluster(),
        leftovers=NOTHING_LEFT,
        archive=None,
        receipt=False,
        memory=memory(),
        prices=PRICES,
    )
    return replace(usual, **changes)


def leftover(kind: str, *, ours: bool = True, **changes: Any) -> Leftover:
    return replace(Leftover(kind=kind, id=f"{kind}-1", name=f"a {kind}", ours=ours), **changes)


def empty(**changes: Any) -> Observation:
    """A lab of which nothing is left."""
    return seen(**({"pools": (), "cluster": cluster(nodes=())} | changes))


def workload(kind: str, name: str, spec: Json, **meta: Any) -> Json:
    base = {"name": name, "namespace": "shop", "uid": f"uid-{name}", "resourceVersion": "5"}
    return {"kind": kind, "metadata": base | meta, "spec": spec}
