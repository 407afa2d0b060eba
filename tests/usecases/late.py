"""A POST that the platform carries out long after it was sent, as a test makes it land."""

from __future__ import annotations

from datetime import datetime, timedelta

from shared.core.actions import CreatePool
from shared.core.seen import NodePool, Ownership
from shared.core.session import NodeCount, Phase, PoolWish
from tests.fakes import demo
from tests.fakes.world import GENERAL, FakeWorld
from tests.usecases.story import live, start, stop, until


def slept() -> FakeWorld:
    """A session that ran for a quarter of an hour and is proven off."""
    world = FakeWorld()
    demo.install(world.kube)
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=20))
    return world


def lands(
    world: FakeWorld,
    session: str = "",
    *,
    born: datetime | None = None,
    suffixed: bool = False,
) -> NodePool:
    """A pool of the one session that has a receipt, or of another, is there from now on."""
    id_ = session or world.ledger_id()
    if born is None:
        first = world.ledger.receipts.get(id_)
        born = first.birth if first else world.now
    ours = Ownership(lab="lab", session=id_, birth=born, token=1)
    wish = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(2))
    return world.cloud.pools[
        world.cloud.create(CreatePool(wish=wish, labels=ours, suffixed=suffixed))
    ]
