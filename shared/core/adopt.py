"""A session for pools that run without one: with their old birth, and never a later end."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.core import alarm
from shared.core.actions import Decision
from shared.core.births import undated_since
from shared.core.calendar import clock
from shared.core.pools import birth, foreign, names
from shared.core.seen import NodePool, Observation, Unknown
from shared.core.session import NodeCount, PoolWish, Session, Wanted
from shared.core.settings import Settings
from shared.core.sight import our_nodes

UNREADABLE_END = timedelta(hours=6)  # rule 5: where no end can be read, birth + 6 h, loudly


def adopt(mine: tuple[NodePool, ...], now: datetime, settings: Settings) -> Session:
    """The wish that explains what runs. Its id is the pools' own, where they say one."""
    session = _newest(mine)
    mine = tuple(p for p in mine if p.labels is None or p.labels.session == session)
    born = birth(mine, now)
    return Session(
        id=session or f"s{born:%Y%m%d-%H%M%S}",
        wanted=Wanted.UP,
        since=born,
        started=born,
        profile="adopted",
        pools=standing(mine, settings),
        end=born + UNREADABLE_END,
        why="found running without a session",
    )


def adopted(
    mine: tuple[NodePool, ...], seen: Observation, now: datetime, settings: Settings
) -> Decision:
    """They run on under that session, and people hear of it."""
    session = adopt(mine, first_seen(mine, seen, settings, now), settings)
    named = names(mine)
    said = alarm.adopted(named, clock(session.end))
    reason = f"found {named} without a session: adopted, until {clock(session.end)}"
    told = () if said.cause in seen.memory.sent and session.id == seen.memory.session else (said,)
    return Decision(session=session, reason=reason, actions=told)


def _newest(mine: tuple[NodePool, ...]) -> str:
    """Sessions follow each other: what an older one left is late, and is no part of this one."""
    told = [p.labels for p in mine if p.labels is not None]
    return max(told, key=lambda x: (x.birth, x.session)).session if told else ""


def first_seen(
    mine: tuple[NodePool, ...], seen: Observation, settings: Settings, now: datetime
) -> datetime:
    """For pools that no label dates: by what Nova, the cluster and the last looks know (rule 5)."""
    servers = seen.leftovers.servers
    others = () if isinstance(seen.pools, Unknown) else foreign(seen.pools, settings)
    return undated_since(
        mine,
        our_nodes(seen, settings),
        () if isinstance(servers, Unknown) else servers,
        seen.memory.metered,
        now,
        alone=not others and all(p.labels is None for p in mine),
    )


def standing(mine: tuple[NodePool, ...], settings: Settings) -> tuple[PoolWish, ...]:
    """The wish that what stands would fulfil."""
    return tuple(_wish(p) for p in mine if p.target > 0 and p.name in settings.pools)


def _wish(pool: NodePool) -> PoolWish:
    return PoolWish(
        name=pool.name, flavor=pool.flavor, zone=pool.zone, nodes=NodeCount(pool.target)
    )
