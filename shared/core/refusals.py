"""What the platform refused, and when last: kept in the memory, because no later look shows it.

Nothing is concluded from it for long, and nothing at all about what bills: it says only
what need not be tried again yet, or may be tried otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from shared.core.actions import Action, CreatePool, DeletePool
from shared.core.memory import Memory
from shared.core.seen import NodePool, Observation, Unknown
from shared.errors import CapacityError, LastPoolError, PortError

LAST = "last-pool/"
Refusal = tuple[Action, PortError]


def noted(memory: Memory, refusals: Iterable[Refusal], now: datetime) -> Memory:
    """With what was refused just now."""
    keys = (_key(action, error) for action, error in refusals)
    found = {key: now for key in keys if key}
    return replace(memory, refused={**memory.refused, **found}) if found else memory


def is_noted(action: Action, error: PortError) -> bool:
    """The next decision knows of it, and says what it means."""
    return bool(_key(action, error))


def kept_back(pool: NodePool, memory: Memory, now: datetime, within: timedelta) -> bool:
    """The platform refused to delete it, as its cluster's last, not longer ago than that."""
    at = memory.refused.get(last_pool(pool.id))
    return at is not None and now - at < within


def _key(action: Action, error: PortError) -> str:
    if isinstance(action, DeletePool) and isinstance(error, LastPoolError):
        return last_pool(action.id)
    if isinstance(action, CreatePool) and isinstance(error, CapacityError):
        return zone(action.wish.flavor, action.wish.zone)
    return ""


def full(flavor: str, where: str, memory: Memory, now: datetime, within: timedelta) -> bool:
    """The platform had no such node free in that zone, not longer ago than that."""
    at = memory.refused.get(zone(flavor, where))
    return at is not None and now - at < within


def of_what_stands(memory: Memory, seen: Observation) -> dict[str, datetime]:
    """What was refused of a pool that is gone is forgotten."""
    if isinstance(seen.pools, Unknown):
        return memory.refused
    there = {last_pool(p.id) for p in seen.pools}
    keep = (k for k in memory.refused if k in there or not k.startswith(LAST))
    return {key: memory.refused[key] for key in keep}


def zone(flavor: str, where: str) -> str:
    return f"zone/{flavor}/{where}"


def last_pool(pool_id: str) -> str:
    return f"{LAST}{pool_id}"
