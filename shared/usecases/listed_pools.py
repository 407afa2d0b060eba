"""The provider's list of pools, believed only where it shows what is known by id (rules 1 and 7).

A list may be empty, old or cut for reasons of its own, and whoever believes it makes a second
set of pools. What it lacks is asked for by its id: one request more for a pool that has gone,
at the look that first misses it, and none for a list that is whole (rule 13).
"""

from __future__ import annotations

from typing import NamedTuple

from shared.core.known_pools import still_open
from shared.core.memory import Memory
from shared.core.seen import NodePool, Unknown
from shared.usecases.asking import Asking
from shared.usecases.lab import Lab

SOURCE = "the provider's pools"


class Listed(NamedTuple):
    """`gone` are the ids of which the provider itself said that there is no such pool."""

    pools: tuple[NodePool, ...] | Unknown
    gone: frozenset[str] = frozenset()


def listed_pools(lab: Lab, ask: Asking, memory: Memory) -> Listed:
    pools = ask(SOURCE, lab.pools.list)
    if isinstance(pools, Unknown):
        return Listed(pools)
    lacking = still_open(memory).keys() - {pool.id for pool in pools}
    for id_ in sorted(lacking):
        found = ask(SOURCE, lambda id_=id_: lab.pools.find(id_))  # type: ignore[misc]  # bound now
        if isinstance(found, Unknown):
            return Listed(found)
        if found is not None:
            return Listed(Unknown(SOURCE, f"the list hides {found.name} ({id_}), which is there"))
    return Listed(pools, frozenset(lacking))
