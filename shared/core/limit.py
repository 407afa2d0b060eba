"""At the limit money wins (rule 5): pools are deleted by their known ids, and loudly.

Needs no lock, session, archive or Kubernetes. OFF still needs the full proof.
"""

from __future__ import annotations

from datetime import datetime

from shared.core import alarm
from shared.core.actions import DeletePool
from shared.core.pools import names
from shared.core.seen import NodePool, PoolStatus
from shared.core.session import Session, Wanted
from shared.core.settings import Settings
from shared.core.step import Step


def past_the_limit(session: Session, now: datetime, settings: Settings) -> bool:
    """15 minutes past the end (rule 5); where nobody was there to begin the stop at the end, as

    after an outage of the scheduler, past its beginning: work is given up only for a stop that
    could not run, never for one that was not tried.
    """
    begun = max(session.end, session.since) if session.wanted is Wanted.DOWN else session.end
    return now - begun >= settings.timing.money_wins_after


def money_wins(mine: tuple[NodePool, ...], session: Session, now: datetime) -> Step:
    """Of all of them, whatever could not be done before."""
    late = round((now - session.end).total_seconds() / 60)
    asks = tuple(
        DeletePool(id=p.id, name=p.name, why="money wins at the limit")
        for p in mine
        if p.status is not PoolStatus.DELETING
    )
    if not asks:
        return Step("waiting for the pools to be gone: " + names(mine))
    return Step("past the limit: deleting the pools", (*asks, alarm.money_wins(names(mine), late)))
