"""Other people's pool on the lab's cluster: untouched, told that it bills; no OFF waits for it."""

from __future__ import annotations

from datetime import timedelta

from shared.core.actions import CreatePool
from shared.core.seen import Ownership
from shared.core.session import NodeCount, Phase, PoolWish
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import MEMORY, T0, FakeWorld
from tests.usecases.story import live, start, stop, until

THEIRS = PoolWish(name="team-b", flavor=MEMORY, zone="az-1", nodes=NodeCount(2))
NOBODY = Ownership(lab="", session="", birth=T0, token=0)


def test_a_lab_beside_a_foreign_pool_is_off_while_that_runs_on() -> None:
    world = FakeWorld()
    demo.install(world.kube)
    world.cloud.loses_labels = True
    theirs = world.cloud.create(CreatePool(wish=THEIRS, labels=NOBODY))
    world.cloud.loses_labels = False
    start(world)
    until(world, Phase.RUNNING, timedelta(minutes=10))
    live(world, timedelta(minutes=3))
    stop(world)
    until(world, Phase.STOPPED, timedelta(minutes=25))
    assert list(world.cloud.pools) == [theirs]
    assert [s.pool for s in world.cloud.servers.values()] == [theirs, theirs]
    assert "pool team-b, not ours" in service.status(world.lab()).bills
    assert world.alarms() == []
