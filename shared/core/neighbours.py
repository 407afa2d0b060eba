"""Other people's pools on the lab's cluster: their servers bear the cluster's prefix as ours do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from shared.core.pools import foreign
from shared.core.seen import Leftover, NodePool, Unknown
from shared.core.settings import Settings


def disowned(
    servers: tuple[Leftover, ...] | Unknown,
    pools: Iterable[NodePool] | Unknown,
    settings: Settings,
) -> tuple[Leftover, ...] | Unknown:
    """Servers, those of foreign pools shown as foreign: no OFF of ours waits for them (G8).

    Exactly: the provider names a server by its pool's own name in OpenStack, a dash, and some
    letters. A server that no pool in the list explains stays ours.
    """
    if isinstance(servers, Unknown) or isinstance(pools, Unknown):
        return servers
    theirs = {p.machines for p in foreign(pools, settings) if p.machines}
    return tuple(replace(s, ours=False) if _stem(s.name) in theirs else s for s in servers)


def _stem(name: str) -> str:
    return name.rpartition("-")[0]
