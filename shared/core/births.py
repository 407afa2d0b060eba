"""When pools began to bill, where no label says so (rule 5).

The oldest of what is known: when Nova made their servers, when Kubernetes made their nodes, and
when a look first showed them. Only where nothing at all is known is it now.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from shared.core.memory import Metered
from shared.core.seen import Leftover, Node, NodePool

POOL = "pool/"  # of a metered line's id


def undated_since(
    mine: tuple[NodePool, ...],
    nodes: Iterable[Node],
    servers: Iterable[Leftover],
    metered: Iterable[Metered],
    now: datetime,
    *,
    alone: bool,
) -> datetime:
    """`now` where no pool is undated, or nothing is known of those that are.

    `alone` says that no other pools are there: then a server that no Node names is theirs too.
    """
    undated = tuple(p for p in mine if p.labels is None)
    if not undated:
        return now
    flavors = {p.flavor for p in undated}
    every = tuple(nodes)
    theirs = tuple(n for n in every if n.ready and not n.pool and n.flavor in flavors)
    named = {server_of(n) for n in every}
    own = {server_of(n) for n in theirs}
    made = (s for s in servers if s.ours and (s.id in own or (alone and s.id not in named)))
    ids = {f"{POOL}{p.id}" for p in undated}
    return min(
        [
            now,
            *(n.created for n in theirs),
            *(s.created for s in made if s.created is not None),
            *(line.since for line in metered if line.id in ids),
        ]
    )


def server_of(node: Node) -> str:
    """Nova's id, as the providerID has it."""
    return node.provider_id.rpartition("/")[2]
