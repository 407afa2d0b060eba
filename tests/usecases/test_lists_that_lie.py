"""The list of pools may be empty, old or cut: nothing is concluded from it (rules 1, 7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.core.seen import Ownership
from shared.core.session import Phase
from tests.core import given
from tests.fakes import demo
from tests.fakes.world import SETTINGS, FakeWorld
from tests.usecases.story import MINUTE, live, start, stop, tick, until

HOUR = timedelta(hours=1)


def running(profile: str = "memory") -> FakeWorld:
    world = FakeWorld()
    demo.install(world.kube)
    start(world, profile)
    until(world, Phase.RUNNING, 10 * MINUTE)
    return world


def created(world: FakeWorld) -> int:
    return sum(line.startswith("create pool") for line in world.effects.log)


def shows_nothing(world: FakeWorld) -> None:
    world.pools.stale = ()


def shows_what_was_before_the_session(world: FakeWorld) -> None:
    """Somebody else's pool alone."""
    world.pools.stale = (given.pool(7, "theirs", labels=None),)


def hides_one(world: FakeWorld) -> None:
    world.pools.hidden = {min(world.cloud.pools)}


Lie = Callable[[FakeWorld], None]
LIES: tuple[Lie, ...] = (shows_nothing, shows_what_was_before_the_session, hides_one)


@pytest.mark.parametrize("lie", LIES)
def test_one_such_list_makes_no_second_set(lie: Lie) -> None:
    world = running()
    live(world, 30 * MINUTE)
    before, alarms = created(world), world.alarms()
    lie(world)
    world.step(MINUTE)
    status = tick(world)
    assert created(world) == before
    assert status is not None
    assert status.phase is Phase.RUNNING
    world.pools.stale, world.pools.hidden = None, set()
    live(world, 5 * MINUTE)
    assert (created(world), world.alarms()) == (before, alarms)


@pytest.mark.parametrize("lie", LIES)
def test_an_hour_of_them_makes_no_heap_of_pools_and_is_told(lie: Lie) -> None:
    world = running()
    live(world, 30 * MINUTE)
    before = created(world)
    lie(world)
    live(world, HOUR)
    assert created(world) == before
    assert sum(pool.target for pool in world.cloud.pools.values()) <= SETTINGS.limits.nodes
    assert world.alarms()


def test_a_lab_that_was_adopted_is_known_by_id_as_well() -> None:
    world = FakeWorld()
    world.cloud.pools["90"] = given.pool(90, labels=None)
    live(world, 2 * MINUTE)
    shows_nothing(world)
    live(world, HOUR)
    assert created(world) == 0
    assert set(world.cloud.pools) == {"90"}


def test_a_pool_that_no_list_has_shown_yet_is_known_by_its_answer() -> None:
    world = FakeWorld()
    shows_nothing(world)
    start(world)
    live(world, 30 * MINUTE)
    assert created(world) == 1


def test_one_empty_list_while_a_pool_is_being_made_is_not_off() -> None:
    world = FakeWorld()
    start(world)
    assert not world.cloud.servers  # Nova has none of it yet
    shows_nothing(world)
    stop(world)
    for _ in range(3):
        world.step(MINUTE)
        status = tick(world)
        assert status is None or status.phase is not Phase.STOPPED
    assert world.cloud.pools


def test_a_late_pool_that_a_list_hides_is_not_taken_to_be_gone() -> None:
    world = running()
    stop(world)
    until(world, Phase.STOPPED, 40 * MINUTE)
    (receipt,) = world.ledger.receipts.values()
    ours = Ownership(lab="lab", session=receipt.session, birth=receipt.birth, token=1)
    world.cloud.pools["900"] = given.pool(900, labels=ours)
    world.pools.locked.add("900")
    live(world, 20 * MINUTE)
    shows_nothing(world)
    status = live(world, 30 * MINUTE)
    assert not world.ledger.amendments
    assert status is not None
    assert status.phase is not Phase.STOPPED


def test_a_pool_that_went_by_itself_costs_one_question_more_and_is_made_anew() -> None:
    world = running("standard")
    live(world, 5 * MINUTE)
    (id_,) = world.cloud.pools
    del world.cloud.pools[id_]
    world.pools.log.clear()
    before = created(world)
    live(world, 10 * MINUTE)
    assert world.pools.log.count("find") == 1
    assert created(world) == before + 1


def test_a_session_asks_by_id_only_for_what_it_deleted_and_each_once() -> None:
    """Rule 13: a list that is whole costs nothing more."""
    world = running()
    assert "find" not in world.pools.log
    stop(world)
    until(world, Phase.STOPPED, 40 * MINUTE)
    live(world, 2 * HOUR)
    assert world.pools.log.count("find") == 2


def test_where_the_question_by_id_fails_nothing_is_concluded() -> None:
    world = running("standard")
    live(world, 5 * MINUTE)
    before = created(world)
    world.cloud.pools.clear()
    world.pools.unfound = "503"
    live(world, 5 * MINUTE)
    assert created(world) == before
    world.pools.unfound = ""
    live(world, 5 * MINUTE)
    assert created(world) == before + 1
