"""Pools of sessions that are over (rule 1): deleted, never adopted, and billed by an amendment.

A POST may land minutes after it was sent, when its session is proven off and its receipt
written. Such a pool says by its label whose it was; that the session is over, its receipt in the
ledger says, and nothing else: that another began later may be a mistake of ours, and what runs
without a receipt may have work on it.
"""

from __future__ import annotations

from dataclasses import replace

from shared.core import alarm
from shared.core.actions import Action, DeletePool
from shared.core.pools import ours
from shared.core.seen import NodePool, Observation, PoolStatus, Unknown
from shared.core.session import Session, Wanted
from shared.core.settings import Settings

WHY = "of a session that has ended"
PREFIX = "pool/"  # of a metered line's id


def late_pools(
    session: Session | None, seen: Observation, settings: Settings
) -> tuple[NodePool, ...]:
    """Lowest id first; none where the pools cannot be seen."""
    mine = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    return tuple(p for p in mine if _is_late(p, session, seen))


def not_over(session: Session, seen: Observation, settings: Settings) -> tuple[NodePool, ...]:
    """Of other sessions, and no receipt says that those are over: nothing of it is deleted

    before all work is saved.
    """
    mine = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    return tuple(p for p in mine if _is_anothers(p, session) and not _is_closed(p, seen))


def in_its_place(session: Session, seen: Observation, settings: Settings) -> tuple[NodePool, ...]:
    """Of those, what makes this session the wrong one: it is an old copy, if they began after it,

    and was begun by mistake, if it has no pool while they run. A stop takes them along instead.
    """
    others = not_over(session, seen, settings)
    mine = () if isinstance(seen.pools, Unknown) else ours(seen.pools, settings)
    has_some = any(p.labels is not None and p.labels.session == session.id for p in mine)
    stops = session.wanted is Wanted.DOWN and seen.receipt is not True
    return tuple(p for p in others if _is_newer(p, session) or not (has_some or stops))


def without_late(session: Session, seen: Observation, settings: Settings) -> Observation:
    """What the session's own bill is made of."""
    strays = late_pools(session, seen, settings)
    if isinstance(seen.pools, Unknown) or not strays:
        return seen
    return replace(seen, pools=tuple(p for p in seen.pools if p not in strays))


def away(pools: tuple[NodePool, ...]) -> tuple[Action, ...]:
    """Their deletion, each said as an alarm: it bills, and nobody wants it."""
    return (
        *(
            DeletePool(id=p.id, name=p.name, why=WHY)
            for p in pools
            if p.status is not PoolStatus.DELETING
        ),
        *(alarm.late_pool(p.name, p.id, p.labels.session) for p in pools if p.labels is not None),
    )


def _is_late(pool: NodePool, session: Session | None, seen: Observation) -> bool:
    if pool.labels is None:
        return False
    if session is None:
        return _is_closed(pool, seen) or _is_known(pool, seen)
    if pool.labels.session == session.id:
        over = _is_over(seen) or _is_known(pool, seen)
        return session.wanted is Wanted.DOWN and over
    return _is_closed(pool, seen)


def _is_over(seen: Observation) -> bool:
    """By its receipt; while the ledger cannot be read, by the last look having proven it off."""
    look = seen.memory.look
    proven = look is not None and look.proven_off
    return proven if isinstance(seen.receipt, Unknown) else seen.receipt


def _is_known(pool: NodePool, seen: Observation) -> bool:
    """Found to be late before."""
    return f"{PREFIX}{pool.id}" in {one.line.id for one in seen.memory.late}


def _is_anothers(pool: NodePool, session: Session) -> bool:
    return pool.labels is not None and pool.labels.session != session.id


def _is_newer(pool: NodePool, session: Session) -> bool:
    return pool.labels is not None and pool.labels.birth > session.started


def _is_closed(pool: NodePool, seen: Observation) -> bool:
    known = () if isinstance(seen.closed, Unknown) else seen.closed
    return pool.labels is not None and pool.labels.session in known
