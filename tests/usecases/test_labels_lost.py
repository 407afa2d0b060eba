"""A platform that does not give labels back (P1.9): found out by our own pools, and lived with."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from shared.core.session import Phase
from shared.core.suffix import suffixed
from shared.errors import TemporaryError
from shared.usecases import memory as memories
from shared.usecases import service
from tests.fakes import demo
from tests.fakes.world import GENERAL, PRICES, T0, FakeWorld
from tests.usecases.late import lands
from tests.usecases.story import live, start, stop, tick, until

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def losing() -> FakeWorld:
    world = FakeWorld()
    world.cloud.loses_labels = True
    demo.install(world.kube)
    return world


def ran(world: FakeWorld) -> None:
    start(world)
    until(world, Phase.RUNNING, 10 * MINUTE)
    live(world, 10 * MINUTE)


def slept(world: FakeWorld) -> None:
    stop(world)
    until(world, Phase.STOPPED, 25 * MINUTE)


def names(world: FakeWorld) -> list[str]:
    return [pool.name for pool in world.cloud.pools.values()]


def created(world: FakeWorld) -> int:
    return sum(line.startswith("create pool") for line in world.effects.log)


def test_a_session_starts_runs_and_ends_off_with_one_set_of_pools_and_its_birth() -> None:
    world = losing()
    ran(world)
    assert (names(world), created(world)) == (["general"], 1)
    assert service.status(world.lab()).birth == T0
    slept(world)
    (bill,) = world.ledger.receipts.values()
    a_look = PRICES[GENERAL] * 2 * 3 / 60
    assert bill.birth == T0
    assert world.truth_chf() <= bill.chf <= world.truth_chf() + a_look
    assert world.alarms() == []


def test_from_then_on_names_carry_a_suffix_of_the_session() -> None:
    world = losing()
    ran(world)
    slept(world)
    ran(world)
    (name,) = names(world)
    assert name.startswith("general-")
    assert (created(world), world.alarms()) == (2, [])
    slept(world)
    assert len(world.ledger.receipts) == 2


def test_the_memory_may_be_lost_and_the_suffix_still_tells_whose_it_is() -> None:
    world = losing()
    ran(world)
    slept(world)
    ran(world)
    del world.bodies.objects["labs/lab/memory.json"]
    live(world, 5 * MINUTE)
    assert created(world) == 2
    shown = service.status(world.lab())
    assert (shown.phase, len(shown.bills) > 0) == (Phase.RUNNING, True)
    assert "not ours" not in " ".join(shown.bills)
    slept(world)
    assert world.cloud.pools == {}


def test_a_pool_that_was_known_by_its_id_alone_is_then_taken_for_one_made_by_hand() -> None:
    """Of the first session: it bears a configured name, and the session that runs has it."""
    world = losing()
    ran(world)
    del world.bodies.objects["labs/lab/memory.json"]
    live(world, 5 * MINUTE)
    assert (names(world), created(world)) == (["general"], 1)
    slept(world)
    assert world.cloud.pools == {}


def test_a_late_pool_is_known_by_its_suffix_deleted_and_in_the_books() -> None:
    world = losing()
    ran(world)
    slept(world)
    ran(world)
    slept(world)
    late = lands(world, max(world.ledger.receipts), suffixed=True)
    assert late.labels is None
    live(world, 40 * MINUTE)
    assert world.cloud.pools == {}
    assert set(world.ledger.amendments) == {(max(world.ledger.receipts), late.id)}


def test_with_everything_lost_a_pool_with_a_suffix_is_no_off() -> None:
    """Nothing proves that it is ours, so it is not touched; but OFF may not be said either."""
    world = losing()
    ran(world)
    slept(world)
    ran(world)
    world.heads.head = None
    world.bodies.objects.clear()
    status = live(world, 10 * MINUTE)
    assert status is not None
    assert status.phase is not Phase.STOPPED
    assert len(world.cloud.pools) == 1
    (said,) = world.alarms()
    assert said.startswith("leak:")
    assert f"pool {names(world)[0]}" in said


def test_money_wins_over_a_pool_with_a_suffix_too() -> None:
    world = losing()
    ran(world)
    slept(world)
    start(world, hours=1)
    until(world, Phase.RUNNING, 10 * MINUTE)
    world.cluster.down = "the API server is gone"
    for _ in range(90):
        world.step(MINUTE)
        with suppress(TemporaryError):
            tick(world)
    assert world.cloud.pools == {}


def test_labels_that_come_back_are_kept_in_mind_and_names_stay_plain() -> None:
    world = FakeWorld()
    ran(world)
    assert memories.load(world.lab())[0].labels == "kept"
    slept(world)
    ran(world)
    assert names(world) == ["general"]


def test_a_suffix_is_of_lab_and_session() -> None:
    world = FakeWorld()
    ran(world)
    (pool,) = world.cloud.pools.values()
    assert pool.labels is not None
    name = suffixed("general", pool.labels)
    assert (name[:8], len(name)) == ("general-", len("general-xxxx"))
