"""Wanted down: save the work -> workloads down -> pools away -> nothing left -> proven -> receipt.

At the limit money wins (rule 5): 15 minutes past the end, pools are deleted by
their known ids, whatever could not be done before, and loudly. OFF still needs
the full proof.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import takewhile

from shared.core import alarm, news, quiesce
from shared.core.actions import (
    Action,
    DeleteObject,
    DeletePool,
    MakeArchive,
    ObjectRef,
    WriteReceipt,
)
from shared.core.kept import kept
from shared.core.memory import Memory
from shared.core.metering import receipt
from shared.core.orphans import orphaned
from shared.core.pools import ours
from shared.core.proof import our_nodes, prove
from shared.core.scope import scope_of
from shared.core.seen import ClusterSeen, NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session, Wanted
from shared.core.settings import Settings
from shared.core.step import Step, blocked

# From when a stage was first seen: past it the next stage begins, and an alarm says so (rule 6).
# The archive and the record have none: work is given up only by rule 5.
DEADLINES = {
    "suspend": timedelta(minutes=2),
    "scale down": timedelta(minutes=3),
    "load balancers": timedelta(minutes=4),
    "bare pods": timedelta(minutes=2),
    "pods": timedelta(minutes=5),
    "volumes": timedelta(minutes=3),
}


def step_down(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if isinstance(seen.pools, Unknown):
        return blocked(seen.pools)
    mine = ours(seen.pools, settings)
    if mine:
        return _with_pools(session, seen, mine, now, settings)
    return _without_pools(session, seen, now, settings)


def _with_pools(
    session: Session,
    seen: Observation,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    if past_the_limit(session, now, settings):
        return money_wins(mine, session, now)
    if all(p.status is PoolStatus.DELETING for p in mine):
        return Step("waiting for the pools to be gone: " + _names(mine))
    if isinstance(seen.cluster, Unknown):
        return blocked(seen.cluster)
    if isinstance(seen.archive, Unknown):
        return blocked(seen.archive)
    if not _saved(session, seen):
        return _archive(session, seen.cluster, now, settings)
    return _quiesced(session, seen, seen.cluster, mine, now, settings)


def past_the_limit(session: Session, now: datetime, settings: Settings) -> bool:
    """15 minutes past the end (rule 5); where nobody was there to begin the stop at the end, as

    after an outage of the scheduler, past its beginning: work is given up only for a stop that
    could not run, never for one that was not tried.
    """
    begun = max(session.end, session.since) if session.wanted is Wanted.DOWN else session.end
    return now - begun >= settings.timing.money_wins_after


def money_wins(mine: tuple[NodePool, ...], session: Session, now: datetime) -> Step:
    """Needs no lock, session, archive or Kubernetes: the ids are known."""
    late = round((now - session.end).total_seconds() / 60)
    asks = tuple(
        DeletePool(id=p.id, name=p.name, why="money wins at the limit")
        for p in mine
        if p.status is not PoolStatus.DELETING
    )
    if not asks:
        return Step("waiting for the pools to be gone: " + _names(mine))
    return Step("past the limit: deleting the pools", (*asks, alarm.money_wins(_names(mine), late)))


def _saved(session: Session, seen: Observation) -> bool:
    """A verified archive of this session, made since the stop was wanted."""
    archive = seen.archive
    return (
        archive is not None
        and not isinstance(archive, Unknown)
        and archive.verified
        and archive.session == session.id
        and archive.taken_at >= session.since
    )


def _archive(session: Session, cluster: ClusterSeen, now: datetime, settings: Settings) -> Step:
    """A cluster without this session's mark was never woken for it: kept, never the default."""
    action = MakeArchive(
        name=archive_name(settings.lab, now),
        session=session.id,
        quarantined=cluster.mark != session.id,
    )
    return Step("saving everything before anything goes down", (action,))


def archive_name(lab: str, now: datetime) -> str:
    return f"{lab}-{now:%Y%m%d%H%M%S}"[:63]


def _quiesced(
    session: Session,
    seen: Observation,
    cluster: ClusterSeen,
    mine: tuple[NodePool, ...],
    now: datetime,
    settings: Settings,
) -> Step:
    late = overdue(seen.memory, session, now)
    ahead = quiesce.stages(scope_of(cluster, settings), session.id)
    stage = next((s for s in ahead if s.name not in late), None)
    passed = takewhile(lambda s: s.name in late, ahead)
    said = tuple(alarm.stage_skipped(s.name) for s in passed)
    if stage is not None:
        return Step(stage.reason, (*stage.actions, *said), stage=stage.name)
    asks = tuple(
        DeletePool(id=p.id, name=p.name, why="the stop is complete up to here")
        for p in mine
        if p.status is not PoolStatus.DELETING
    )
    return Step("workloads are down: deleting " + _names(mine), (*asks, *said))


def overdue(memory: Memory, session: Session, now: datetime) -> frozenset[str]:
    """The stages of this stop whose time is over. A lost memory only begins to count anew."""
    entered = memory.since if memory.session == session.id else {}
    return frozenset(
        name
        for name, lasts in DEADLINES.items()
        if name in entered and entered[name] >= session.since and now - entered[name] >= lasts
    )


def _without_pools(session: Session, seen: Observation, now: datetime, settings: Settings) -> Step:
    if nodes := _left_over_nodes(seen, settings):
        return Step("deleting the Node objects that were left behind", nodes)
    if orphans := orphaned(seen):
        return Step("deleting what only workers would have released", orphans)
    proof = prove(session, seen, settings)
    if not proof.holds:
        return _unproven("; ".join(proof.missing), session, now, settings)
    if isinstance(seen.receipt, Unknown):
        return blocked(seen.receipt)
    if not seen.receipt:
        bill = receipt(session, seen, proof.evidence, now, settings)
        said = news.off(bill.chf, at_least=bool(bill.missing), kept=_stays(seen))
        return Step("proven off: writing the receipt", (WriteReceipt(receipt=bill), said))
    stays = news.stays(_stays(seen))[0]
    reason = f"off, and proven: no node, load balancer or address of the lab is billed{stays}"
    return Step(reason, settled=True)


def _stays(seen: Observation) -> news.Kept:
    volumes, addresses = seen.leftovers.volumes, kept(seen)
    return news.Kept(
        0 if isinstance(volumes, Unknown) else sum(v.size_gb for v in volumes if v.ours),
        () if isinstance(addresses, Unknown) else tuple(a.name for a in addresses),
    )


def _unproven(missing: str, session: Session, now: datetime, settings: Settings) -> Step:
    reason = f"no pool is left, but it is not proven off: {missing}"
    late = now - session.since >= settings.timing.stuck + settings.timing.money_wins_after
    return Step(reason, (alarm.not_proven(missing),) if late else ())


def _left_over_nodes(seen: Observation, settings: Settings) -> tuple[Action, ...]:
    """The controller that would delete them died with the last node. Matched by providerID:

    a Node whose server Nova still shows is not left over, nor one that never had any: somebody
    joined it by hand. Where Nova could not be asked, nothing is deleted.
    """
    if isinstance(seen.cluster, Unknown) or isinstance(seen.leftovers.servers, Unknown):
        return ()
    servers = {s.id for s in seen.leftovers.servers}
    dead = [
        n
        for n in our_nodes(seen, settings)
        if not n.ready and n.provider_id and n.provider_id.rpartition("/")[2] not in servers
    ]
    return tuple(
        DeleteObject(
            ref=ObjectRef(resource="nodes", name=n.name), uid=n.uid, why="its server is gone"
        )
        for n in dead
    )


def _names(pools: tuple[NodePool, ...]) -> str:
    return ", ".join(p.name for p in pools)
