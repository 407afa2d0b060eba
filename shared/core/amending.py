"""The bill of a session that was over, amended by the pool that appeared after it.

The first receipt never changes; what a late pool cost is a receipt of its own beside it,
written once everything shows that the pool is gone.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.core import news
from shared.core.actions import Action, Receipt, WriteReceipt
from shared.core.late import PREFIX, late_pools
from shared.core.ledger import month_of
from shared.core.memory import Late, Metered
from shared.core.metering import cost, gone, merged, missing, total
from shared.core.pools import FAILED, ours
from shared.core.seen import ClusterSeen, NodePool, Observation, Ownership, Unknown
from shared.core.session import Session
from shared.core.settings import Settings

UNNAMED = "late pool"  # its profile, where the session has no receipt that tells it


def meter_late(session: Session | None, seen: Observation, settings: Settings) -> tuple[Late, ...]:
    """The lines after this look, by id; those that an amendment holds are dropped."""
    known = {x.line.id: x for x in seen.memory.late}
    if isinstance(seen.pools, Unknown):
        return tuple(known[id_] for id_ in sorted(known))
    strays = {p.id for p in late_pools(session, seen, settings)}
    for pool in ours(seen.pools, settings):
        if pool.labels is not None and pool.id in strays:
            found = _late(pool, pool.labels, seen)
            before = known.get(found.line.id, found)
            known[found.line.id] = replace(before, line=merged(before.line, found.line))
    present = {f"{PREFIX}{p.id}" for p in seen.pools}
    lines = {id_: x.line for id_, x in known.items()}
    for line in gone(lines, PREFIX, present, seen.at):
        known[line.id] = replace(known[line.id], line=line)
    return tuple(known[id_] for id_ in sorted(known) if not _is_written(known[id_], seen))


def amendments(
    session: Session | None,
    seen: Observation,
    now: datetime,
    settings: Settings,
    evidence: dict[str, str] | None = None,
) -> tuple[Action, ...]:
    """One at a time: the next look sees it in the ledger, and writes the next.

    `evidence` is the proof of zero, where the whole lab is off.
    """
    if isinstance(seen.amended, Unknown):
        return ()
    for one in meter_late(session, seen, settings):
        if shown := _shown_gone(one, seen):
            bill = _bill(
                one,
                seen,
                {**shown, **(evidence or {}), "pools": shown["pools"]},
                now,
                session,
                settings,
            )
            said = news.amended(one.session, one.line, bill.chf, at_least=bool(bill.missing))
            return WriteReceipt(receipt=bill), said
    return ()


def _late(pool: NodePool, labels: Ownership, seen: Observation) -> Late:
    units = pool.ready if pool.status in FAILED else pool.target
    line = Metered(
        id=f"{PREFIX}{pool.id}",
        name=pool.name,
        flavor=pool.flavor,
        units=units,
        since=_since(pool, labels, seen),
        seen=seen.at,
    )
    month = month_of(labels.birth)
    return Late(session=labels.session, month=month, token=labels.token, line=line)


def _since(pool: NodePool, labels: Ownership, seen: Observation) -> datetime:
    """From the last moment at which it was certainly not there: never too late a beginning."""
    memory, closed = seen.memory, seen.closed
    asked = memory.asked.get(pool.name) if memory.session == labels.session else None
    over = None if isinstance(closed, Unknown) else closed.get(labels.session)
    known = (labels.birth, asked, memory.listed, over.proven if over else None)
    return min(seen.at, max(at for at in known if at is not None))


def _is_written(one: Late, seen: Observation) -> bool:
    known = frozenset[str]() if isinstance(seen.amended, Unknown) else seen.amended
    return one.line.until is not None and one.line.id in known


def _shown_gone(one: Late, seen: Observation) -> dict[str, str]:
    """What shows that it bills no more; empty while a source is unknown, or still shows it."""
    cluster, servers, line = seen.cluster, seen.leftovers.servers, one.line
    if line.until is None or isinstance(cluster, Unknown) or isinstance(servers, Unknown):
        return {}
    ids = _server_ids(one, cluster)
    if any(s.id in ids for s in servers):
        return {}
    return {
        "pools": f"pool {line.id.removeprefix(PREFIX)} is not listed since {line.until:%H:%M:%S}Z",
        "servers": "none of its nodes",
    }


def _server_ids(one: Late, cluster: ClusterSeen) -> set[str]:
    mine = (n for n in cluster.nodes if (n.pool, n.token) == (one.line.name, one.token))
    return {n.provider_id.rpartition("/")[2] for n in mine}


def _bill(
    one: Late,
    seen: Observation,
    evidence: dict[str, str],
    now: datetime,
    session: Session | None,
    settings: Settings,
) -> Receipt:
    lines = cost((one.line,), seen.prices, now)
    return Receipt(
        session=one.session,
        lab=settings.lab,
        profile=_profile(one, seen, session),
        month=one.month,
        birth=one.line.since,
        ended=one.line.until or now,
        proven=now,
        lines=lines,
        chf=total(lines),
        missing=missing(lines),
        evidence=evidence,
        amends=one.line.id.removeprefix(PREFIX),
    )


def _profile(one: Late, seen: Observation, session: Session | None) -> str:
    if session is not None and session.id == one.session:
        return session.profile
    known = None if isinstance(seen.closed, Unknown) else seen.closed.get(one.session)
    return known.profile if known else UNNAMED
