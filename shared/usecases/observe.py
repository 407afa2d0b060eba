"""One look at the world through the ports. A source that fails is Unknown, never empty."""

from __future__ import annotations

from dataclasses import replace

from shared.core.kept import SERVICES
from shared.core.kube import MARKS, NAMESPACE, marked
from shared.core.late import PREFIX
from shared.core.ledger import month_of
from shared.core.memory import Memory
from shared.core.neighbours import disowned
from shared.core.orphans import ATTACHMENTS
from shared.core.pools import ours
from shared.core.recognised import labels_seen, recognised
from shared.core.scope import RESOURCES
from shared.core.seen import (
    ArchiveSeen,
    Closed,
    ClusterSeen,
    Json,
    Leftovers,
    Loss,
    NodePool,
    Observation,
    Part,
    Unknown,
)
from shared.core.session import Session, Wanted
from shared.core.sight import VOLUMES
from shared.errors import CorruptError
from shared.usecases.asking import Asking
from shared.usecases.confirmed import confirmed
from shared.usecases.lab import Hold, Lab, unheld
from shared.usecases.listed_pools import listed_pools


def observe(
    lab: Lab,
    session: Session | None,
    memory: Memory,
    *,
    forgot: bool = False,
    hold: Hold = unheld,
    elsewhere: Unknown | None = None,
) -> Observation:
    """`hold` is called before each question: slow answers must not outlast the lock.

    `elsewhere` stands for the cluster where the kubeconfig does not lead to the lab's.
    """
    ask = Asking(hold)
    listed, gone = listed_pools(lab, ask, memory)
    pools = listed
    if not isinstance(listed, Unknown):
        pools = recognised(listed, session, memory, lab.settings)
    asleep = _asleep(lab, session, pools)
    if elsewhere is None:
        cluster = ask("the cluster", lambda: _cluster(lab, hold, workloads=not asleep))
    else:
        cluster = elsewhere
    left = confirmed(lab, ask, _leftovers(lab, ask), cluster, memory)
    archive, lost = _archive(lab, ask)
    return Observation(
        at=lab.clock.now(),
        lost=lost,
        labels=memory.labels if isinstance(listed, Unknown) else labels_seen(listed, memory),
        pools=pools,
        gone=gone,
        cluster=cluster,
        leftovers=replace(left, servers=disowned(left.servers, pools, lab.settings)),
        archive=archive,
        receipt=ask("the ledger", lambda: _receipt(lab, session)),
        memory=memory,
        closed=ask("the ledger", lambda: _closed(lab, session, pools, memory)),
        amended=ask("the ledger", lambda: _amended(lab, memory)),
        forgot=forgot,
        prices=lab.prices,
    )


def _asleep(lab: Lab, session: Session | None, pools: tuple[NodePool, ...] | Unknown) -> bool:
    """Nothing is wanted and no pool stands: then the workloads need no look."""
    wanted = session is not None and session.wanted is Wanted.UP
    return not wanted and not isinstance(pools, Unknown) and not ours(pools, lab.settings)


def _cluster(lab: Lab, hold: Hold, *, workloads: bool) -> ClusterSeen:
    names = RESOURCES if workloads else (ATTACHMENTS, SERVICES, VOLUMES)
    objects = {name: _objects(lab, name, hold) for name in names}
    objects[MARKS] = lab.cluster.list("configmaps", NAMESPACE)
    return ClusterSeen(
        uid=lab.cluster.uid(),
        mark=_mark(objects[MARKS]),
        nodes=lab.cluster.nodes(),
        objects=objects,
    )


def _objects(lab: Lab, name: str, hold: Hold) -> tuple[Json, ...]:
    hold()
    resource, _, namespace = name.partition("/")
    return lab.cluster.list(resource, namespace)


def _mark(configmaps: tuple[Json, ...]) -> str | None:
    found = marked(configmaps)
    return None if found is None else str((found.get("data") or {}).get("session", ""))


def _leftovers(lab: Lab, ask: Asking) -> Leftovers:
    return Leftovers(
        servers=ask("Nova's servers", lambda: lab.leftovers.list("server")),
        load_balancers=ask("Octavia", lambda: lab.leftovers.list("load_balancer")),
        floating_ips=ask("Neutron", lambda: lab.leftovers.list("floating_ip")),
        volumes=ask("Cinder", lambda: lab.leftovers.list("volume")),
        ports=ask("Neutron's ports", lambda: lab.leftovers.list("port")),
        reach=ask("Keystone", lab.leftovers.reach),
    )


def _receipt(lab: Lab, session: Session | None) -> bool:
    if session is None or session.wanted is Wanted.UP:
        return False
    return lab.ledger.get(session.id, month_of(session.started)) is not None


def _closed(
    lab: Lab, session: Session | None, pools: tuple[NodePool, ...] | Unknown, memory: Memory
) -> dict[str, Closed]:
    """The other sessions that pools name, or late pools named, as far as they have a receipt."""
    mine = () if isinstance(pools, Unknown) else ours(pools, lab.settings)
    named = {(p.labels.session, month_of(p.labels.birth)) for p in mine if p.labels is not None}
    named |= {(one.session, one.month) for one in memory.late}
    others = sorted(x for x in named if session is None or x[0] != session.id)
    receipts = (lab.ledger.get(id_, month) for id_, month in others)
    return {r.session: Closed(profile=r.profile, proven=r.proven) for r in receipts if r}


def _amended(lab: Lab, memory: Memory) -> frozenset[str]:
    found = (
        one.line.id
        for one in memory.late
        if lab.ledger.get(one.session, one.month, amends=one.line.id.removeprefix(PREFIX))
    )
    return frozenset(found)


def _archive(lab: Lab, ask: Asking) -> tuple[ArchiveSeen | Unknown | None, tuple[Loss, ...]]:
    """An index that cannot be read holds no archive that could be found: the next makes another."""
    damaged: list[Loss] = []

    def latest() -> ArchiveSeen | None:
        try:
            return lab.archives.latest()
        except CorruptError as error:
            damaged.append(Loss(Part.ARCHIVES, str(error)))
            return None

    return ask("the archives", latest), tuple(damaged)
