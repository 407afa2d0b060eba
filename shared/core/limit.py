"""At the limit money wins (rule 5): pools are deleted by their known ids, and loudly.

Needs no lock, session, archive or Kubernetes. OFF still needs the full proof.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from shared.core import alarm
from shared.core.actions import DeletePool
from shared.core.beside import KINDS, remembered
from shared.core.births import POOL
from shared.core.memory import Memory
from shared.core.pools import PARKED, names
from shared.core.refusals import last_pool
from shared.core.seen import NodePool, PoolStatus
from shared.core.session import Session, Wanted
from shared.core.settings import LastPool, Settings
from shared.core.step import Step


def past_the_limit(session: Session, now: datetime, settings: Settings) -> bool:
    """15 minutes past the end (rule 5); where nobody was there to begin the stop at the end, as

    after an outage of the scheduler, past its beginning: work is given up only for a stop that
    could not run, never for one that was not tried.
    """
    begun = max(session.end, session.since) if session.wanted is Wanted.DOWN else session.end
    return now - begun >= settings.timing.money_wins_after


def lately_ending(session: Session, memory: Memory, settings: Settings) -> Session:
    """An old copy of the session, with the later end that the memory has of it.

    It was extended since; no end passes the hard limit, whoever wrote it (rule 5).
    """
    if memory.session != session.id or memory.end is None:
        return session
    latest = session.started + settings.limits.hours
    return replace(session, end=max(session.end, min(memory.end, latest)))


def known_by_id(memory: Memory, session: Session, settings: Settings) -> dict[str, str]:
    """Pools of this session that the last look showed and a stop deletes: id -> name."""
    if memory.session != session.id:
        return {}
    lines = (x for x in memory.metered if x.id.startswith(POOL) and x.until is None)
    known = {line.id.split("/")[1]: line.name for line in lines}
    parks = settings.last_pool is LastPool.PARK
    return {
        id_: name
        for id_, name in known.items()
        if last_pool(id_) not in memory.refused and not (parks and name == PARKED)
    }


def money_wins_unseen(
    memory: Memory, session: Session, now: datetime, settings: Settings
) -> Step | None:
    """The same for what was known last, without a list: others may have used up our requests,

    and a deletion is worth more than a look (rule 13). None where nothing is known.
    """
    known = known_by_id(memory, session, settings)
    if not known:
        return None
    asks = tuple(
        DeletePool(id=id_, name=name, why="money wins at the limit") for id_, name in known.items()
    )
    beside = remembered(memory, *KINDS)
    said = alarm.money_wins(", ".join(known.values()), _late(session, now), ", ".join(beside))
    return Step("past the limit: deleting the pools by their known ids", (*asks, said))


def money_wins(
    mine: tuple[NodePool, ...], session: Session, now: datetime, beside: tuple[str, ...] = ()
) -> Step:
    """Of all of them, whatever could not be done before. `beside` is what else bills, by name."""
    asks = tuple(
        DeletePool(id=p.id, name=p.name, why="money wins at the limit")
        for p in mine
        if p.status is not PoolStatus.DELETING
    )
    if not asks:
        return Step("waiting for the pools to be gone: " + names(mine))
    said = alarm.money_wins(names(mine), _late(session, now), ", ".join(beside))
    return Step("past the limit: deleting the pools", (*asks, said))


def _late(session: Session, now: datetime) -> int:
    return round((now - session.end).total_seconds() / 60)
