"""What of ours bills beside the pools: an alarm that names what bills names these too.

As far as they can be seen now, and as they were metered last where they cannot.
"""

from __future__ import annotations

from collections.abc import Iterable

from shared.core.kept import kept
from shared.core.memory import Memory
from shared.core.seen import Leftover, Observation, Unknown

KINDS = ("load_balancer", "floating_ip")  # also the keys under which they are metered


def beside_the_pools(seen: Observation) -> tuple[str, ...]:
    """Names. An address of which it is certain that it is kept is not one of them."""
    left, stays = seen.leftovers, kept(seen)
    names = named((left.load_balancers, left.floating_ips), seen.memory)
    certain = () if isinstance(stays, Unknown) else tuple(one.name for one in stays)
    return tuple(name for name in names if name not in certain)


def unseen(seen: Observation) -> tuple[str, ...]:
    """By kind and name, what was there when last it could be seen, of what cannot be now."""
    lists = zip(KINDS, (seen.leftovers.load_balancers, seen.leftovers.floating_ips), strict=True)
    blind = [kind for kind, items in lists if isinstance(items, Unknown)]
    return tuple(f"{kind} {name}" for kind in blind for name in remembered(seen.memory, kind))


def named(lists: Iterable[Iterable[Leftover] | Unknown], memory: Memory) -> tuple[str, ...]:
    """`lists` as they answered, by kind, in the order of KINDS."""
    found: list[str] = []
    for kind, items in zip(KINDS, lists, strict=True):
        if isinstance(items, Unknown):
            found += remembered(memory, kind)
        else:
            found += [x.name for x in items if x.ours]
    return tuple(found)


def remembered(memory: Memory, *kinds: str) -> tuple[str, ...]:
    """Names of what was metered last, and not seen to be gone."""
    lines = [x for x in memory.metered if x.until is None]
    return tuple(x.name for kind in kinds for x in lines if x.flavor == kind)
