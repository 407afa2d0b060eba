"""Looks at a small world, as metering is handed them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta

from shared.core.memory import Memory, Metered
from shared.core.seen import (
    ClusterSeen,
    Leftover,
    Leftovers,
    NodePool,
    Observation,
    Ownership,
    PoolStatus,
    Unknown,
)
from shared.core.settings import PoolSpec, Settings

BIRTH = datetime(2026, 3, 2, 18, tzinfo=UTC)
GENERAL = "a1-ram2-disk20-perf1"
SETTINGS = Settings(
    lab="lab",
    pools={"general": PoolSpec(name="general", flavor=GENERAL, zone="az-1", max_nodes=3)},
    profiles={},
)
NO_ANSWER = Unknown("the provider's pools", "500")
OURS = Ownership(lab="lab", session="s1", birth=BIRTH, token=1)


def after(seconds: int) -> datetime:
    return BIRTH + timedelta(seconds=seconds)


def pool(
    id_: str = "1",
    *,
    nodes: int = 2,
    ready: int | None = None,
    status: PoolStatus = PoolStatus.ACTIVE,
    labels: Ownership | None = OURS,
    name: str = "general",
) -> NodePool:
    return NodePool(
        id=id_,
        name=name,
        flavor=GENERAL,
        zone="az-1",
        target=nodes,
        ready=nodes if ready is None else ready,
        status=status,
        labels=labels,
    )


def balancer(id_: str = "lb", *, ours: bool = True, created: datetime | None = None) -> Leftover:
    return Leftover(kind="load_balancer", id=id_, name=f"web-{id_}", ours=ours, created=created)


def address(id_: str = "ip") -> Leftover:
    return Leftover(kind="floating_ip", id=id_, name=id_, ours=True)


def look(
    seconds: int,
    pools: Iterable[NodePool] | Unknown = (),
    *,
    balancers: Iterable[Leftover] | Unknown = (),
    addresses: Iterable[Leftover] | Unknown = (),
    metered: tuple[Metered, ...] = (),
    asked: Mapping[str, datetime] | None = None,
) -> Observation:
    """One look, so many seconds after the birth."""
    return Observation(
        at=after(seconds),
        pools=pools if isinstance(pools, Unknown) else tuple(pools),
        cluster=ClusterSeen(uid="uid", mark=None, nodes=()),
        leftovers=Leftovers(
            servers=(),
            load_balancers=balancers if isinstance(balancers, Unknown) else tuple(balancers),
            floating_ips=addresses if isinstance(addresses, Unknown) else tuple(addresses),
            volumes=(),
        ),
        archive=None,
        receipt=False,
        memory=Memory(session="s1", metered=metered, asked=dict(asked or {})),
    )
