"""A session for pools that run without one: with their old birth, and never a later end."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.core.pools import birth
from shared.core.seen import NodePool, Observation
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


def _newest(mine: tuple[NodePool, ...]) -> str:
    """Sessions follow each other: what an older one left is late, and is no part of this one."""
    told = [p.labels for p in mine if p.labels is not None]
    return max(told, key=lambda x: (x.birth, x.session)).session if told else ""


def first_seen(
    mine: tuple[NodePool, ...], seen: Observation, settings: Settings, now: datetime
) -> datetime:
    """For pools that no label dates: when the oldest Node of theirs was made, else now (rule 5)."""
    flavors = {p.flavor for p in mine if p.labels is None}
    nodes = (n for n in our_nodes(seen, settings) if n.ready and not n.pool and n.flavor in flavors)
    return min([now, *(n.created for n in nodes)])


def standing(mine: tuple[NodePool, ...], settings: Settings) -> tuple[PoolWish, ...]:
    """The wish that what stands would fulfil."""
    return tuple(_wish(p) for p in mine if p.target > 0 and p.name in settings.pools)


def _wish(pool: NodePool) -> PoolWish:
    return PoolWish(
        name=pool.name, flavor=pool.flavor, zone=pool.zone, nodes=NodeCount(pool.target)
    )
