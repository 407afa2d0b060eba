"""Whatever else of a running lab is not as it is wanted: work stays, and is saved by the hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from shared.core.actions import CreatePool, DeletePool
from shared.core.seen import PoolStatus
from shared.core.session import NodeCount, Phase, PoolWish
from shared.usecases.act import act
from tests.fakes import demo
from tests.fakes.world import GENERAL, FakeWorld
from tests.usecases.late import lands, slept
from tests.usecases.story import live, start, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def running(profile: str = "standard", hours: float = 10) -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, profile, hours=hours)
    until(world, Phase.RUNNING, 15 * MINUTE)
    return world


def last_saved(world: FakeWorld) -> timedelta:
    """How long ago."""
    return world.now - max(archive.taken_at for archive, _ in world.archives.kept)


def test_hourly_archives_go_on_while_a_late_pool_will_not_go() -> None:
    world = slept()
    start(world, hours=8)
    until(world, Phase.RUNNING, 15 * MINUTE)
    live(world, HOUR)
    late = lands(world)
    world.pools.locked.add(late.id)
    live(world, 6 * HOUR + 30 * MINUTE, every=5 * MINUTE)
    assert late.id in world.cloud.pools
    assert last_saved(world) <= HOUR + 10 * MINUTE


def test_a_late_pool_that_will_not_go_keeps_no_lab_from_running() -> None:
    world = slept()
    late = lands(world)
    world.pools.locked.add(late.id)
    start(world)
    until(world, Phase.RUNNING, 15 * MINUTE)
    assert late.id in world.cloud.pools


def test_they_go_on_while_one_of_its_pools_is_missing() -> None:
    world = running("memory")
    gone = next(id_ for id_, pool in world.cloud.pools.items() if pool.name == "memory")
    world.cloud.full = {"az-1"}
    world.cloud.delete(gone)
    live(world, 8 * HOUR, every=5 * MINUTE)
    assert last_saved(world) <= HOUR + 10 * MINUTE
    assert "start-is-stuck" in world.alarms()
    assert any(m.cause.startswith("up-for") for m in world.sent)


def test_a_pool_that_fails_while_it_runs_is_not_deleted_under_a_bare_pod() -> None:
    world = running()
    live(world, HOUR)
    ((id_, pool),) = world.cloud.pools.items()
    world.cloud.pools[id_] = replace(pool, status=PoolStatus.FAILED)
    world.step(MINUTE)
    tick(world)
    assert world.cloud.pools[id_].status is PoolStatus.FAILED
    assert world.alarms() == ["pool-failed-at-work:general"]


def test_what_the_platform_does_not_delete_stops_nothing_that_comes_after_it() -> None:
    world = slept()
    late = lands(world)
    world.pools.locked.add(late.id)
    wish = PoolWish(name="general", flavor=GENERAL, zone="az-1", nodes=NodeCount(2))
    assert late.labels is not None
    todo = (
        DeletePool(id=late.id, name="general", why=""),
        CreatePool(wish=wish, labels=late.labels),
    )
    done = act(world.lab(), todo, 1)
    assert [type(action) for action, _ in done.failures] == [DeletePool]
    assert len(done.made) == 1
