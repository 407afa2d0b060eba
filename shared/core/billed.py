"""What each source shows of ours that bills, as lines to be metered.

Prices go by key: a pool's flavor, "load_balancer", "floating_ip". Volumes are not
here, nor are addresses that are kept: they outlive the sessions and are no session's cost
(`report` adds what stays).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.core.kept import given_back, kept
from shared.core.memory import Memory, Metered
from shared.core.pools import FAILED, birth, ours
from shared.core.seen import Leftover, NodePool, Observation, Unknown
from shared.core.settings import Settings


@dataclass(frozen=True, slots=True)
class Answer:
    """All that one source shows: a line whose id begins with `prefix` and is not here is gone."""

    prefix: str
    present: tuple[Metered, ...]


def billed(seen: Observation, settings: Settings) -> tuple[Answer, ...]:
    """One answer by source; none of a source that could not be asked."""
    found = [_leftovers(kind, items, seen.at) for kind, items in _lists(seen)]
    if not isinstance(seen.pools, Unknown):
        mine = ours(seen.pools, settings)
        found.append(Answer("pool/", tuple(_pool(p, seen.at, seen.memory) for p in mine)))
    return tuple(found)


def _lists(seen: Observation) -> tuple[tuple[str, tuple[Leftover, ...]], ...]:
    left = seen.leftovers
    lists = (("load_balancer", left.load_balancers), ("floating_ip", _addresses(seen)))
    return tuple((kind, items) for kind, items in lists if not isinstance(items, Unknown))


def _addresses(seen: Observation) -> tuple[Leftover, ...] | Unknown:
    """One that is kept outlives the session, as volumes do."""
    stays = kept(seen)
    return stays if isinstance(stays, Unknown) else given_back(seen)


def _pool(pool: NodePool, at: datetime, memory: Memory) -> Metered:
    """A failed pool bills only what it has."""
    units = pool.ready if pool.status in FAILED else pool.target
    return Metered(
        id=f"pool/{pool.id}",
        name=pool.name,
        flavor=pool.flavor,
        units=units,
        since=_since(pool, at, memory),
        seen=at,
    )


def _since(pool: NodePool, at: datetime, memory: Memory) -> datetime:
    """When it was asked for, else the birth on its label, else its first sighting.

    A pool that a running session adds carries the session's birth, which is not its own:
    it billed nothing before its POST.
    """
    asked = memory.asked.get(pool.name)
    born = birth((pool,), at)
    return max(born, asked) if asked is not None and asked <= at else born


def _leftovers(kind: str, items: tuple[Leftover, ...], at: datetime) -> Answer:
    return Answer(
        f"{kind}/",
        tuple(
            Metered(
                id=f"{kind}/{item.id}",
                name=item.name,
                flavor=kind,
                units=1,
                since=min(item.created or at, at),
                seen=at,
            )
            for item in items
            if item.ours
        ),
    )
