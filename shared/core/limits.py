"""The brake: beyond these limits nothing is decided, whatever was asked, by whatever bug."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from shared.core.actions import Action, CreatePool
from shared.core.known_pools import hidden_nodes
from shared.core.pools import ours
from shared.core.seen import Observation, Unknown
from shared.core.session import PoolWish, Session
from shared.core.settings import Settings

HOUR = Decimal(3600)


def exceeded(
    session: Session,
    actions: Iterable[Action],
    seen: Observation,
    now: datetime,
    settings: Settings,
) -> str:
    """Which limit these actions would pass, in words; "" where they pass none.

    Only creating can pass a limit: deleting is never held back.
    """
    asks = [a.wish for a in actions if isinstance(a, CreatePool)]
    if not asks:
        return ""
    standing = _nodes(seen, settings) + hidden_nodes(session, seen)
    nodes = standing + sum(wish.nodes for wish in asks)
    return (
        too_many(nodes, settings)
        or too_long(session.end - session.started, settings)
        or too_dear(session.pools, session.end - now, seen.prices, settings)
    )


def too_many(nodes: int, settings: Settings) -> str:
    limit = settings.limits.nodes
    return f"{nodes} nodes, at most {limit}" if nodes > limit else ""


def too_long(lasts: timedelta, settings: Settings) -> str:
    limit = settings.limits.hours
    return f"{_hours(lasts):.1f} h, at most {_hours(limit):.1f} h" if lasts > limit else ""


def too_dear(
    wishes: Iterable[PoolWish],
    lasts: timedelta,
    prices: Mapping[str, Decimal],
    settings: Settings,
) -> str:
    """What has no known price counts as nothing here: the report says "at least"."""
    per_hour = sum((prices.get(w.flavor, Decimal(0)) * w.nodes for w in wishes), Decimal(0))
    chf = per_hour * max(_hours(lasts), Decimal(0))
    limit = settings.limits.chf
    return f"{chf:.2f} CHF, at most {limit:.2f} CHF" if chf > limit else ""


def _nodes(seen: Observation, settings: Settings) -> int:
    if isinstance(seen.pools, Unknown):
        return 0
    return sum(pool.target for pool in ours(seen.pools, settings))


def _hours(lasts: timedelta) -> Decimal:
    return Decimal(int(lasts.total_seconds())) / HOUR
